// Members: the same answers as the Reader's own, few or many.
#include "dialect/reading/members.h"

#include "dialect/dialect_support.h"

using namespace rota;

TEST_CASE("F9: members by name, whether they are few or many") {
  for (const int many : {1, 8, 9, 500}) {
    INFO(many);
    std::string json = R"({"a":0)";
    for (int i = 2; i < many; ++i) json += R"(,"x)" + std::to_string(i) + R"(":)" + std::to_string(i);
    if (many > 1) json += R"(,"\u0061":"last")";
    test::Document document(json + "}");
    REQUIRE(document.root.count() == static_cast<std::size_t>(many));
    const reading::MessageMembers members(document.root, document.arena);
    CHECK(members["a"].equals("last") == (many > 1));
    CHECK(members["a"].raw() == document.root["a"].raw());
    CHECK(!members["b"]);
    CHECK(!members[""]);
    if (many > 7) CHECK(members["x7"].raw() == "7");
  }
  for (const char* nothing : {"[]", "null", "5", "{}"}) {
    test::Document document(nothing);
    CHECK(!reading::RequestMembers(document.root, document.arena)["a"]);
  }
}

TEST_CASE("F9: a request of a thousand unknown fields is still read") {
  std::string fields;
  for (int i = 0; i < 1000; ++i) fields += R"("x)" + std::to_string(i) + R"(":[{}],)";
  CHECK(
      test::translate("{" + fields + R"("model":"m","messages":[{)" + fields + R"("role":"user","content":"hi"}]})") ==
      R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}]})");
}
