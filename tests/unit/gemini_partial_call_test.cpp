// Calls in pieces: paths, values, strings that go on, and what does not fit.
#include "dialect_support.h"

using namespace rota;

namespace {

/// The call that these pieces, the members of one functionCall each, amount to.
std::string assembled(const std::vector<std::string>& pieces) {
  gemini::PartialCall partial;
  std::string calls;
  for (const std::string& piece : pieces) {
    test::Document document(R"({"candidates":[{"content":{"parts":[{"functionCall":{)" + piece + R"(},"x":1}]}}]})");
    REQUIRE(document.ok);
    Result<chat::Fragment> fragment = gemini::read_answer(document.root, document.arena, nullptr, &partial);
    REQUIRE(fragment.ok());
    for (const chat::Delta& delta : fragment.value().deltas) calls += test::str(delta.name) + test::str(delta.json);
  }
  CHECK(!partial.open());
  return calls;
}

const char* const begin = R"("name":"f","willContinue":true)";

std::string piece(const std::string& path, const std::string& value, bool more = true) {
  return R"("partialArgs":[{"jsonPath":")" + path + R"(",)" + value + "}]" + (more ? R"(,"willContinue":true)" : "");
}

}  // namespace

TEST_CASE("gemini partial call: values under their paths become one object") {
  CHECK(assembled({begin, piece("$.a", R"("stringValue":"x","willContinue":true)"),
                   piece("$.a", R"("stringValue":"\n\"y","willContinue":true)"), piece("$.a", R"("stringValue":"")"),
                   ""}) == R"(f{"a":"x\n\"y"})");
  CHECK(assembled({begin, piece("$.a.b[0].c", R"("numberValue":1)"), piece("$.a.b[0].d", R"("boolValue":true)"),
                   piece("$.a.b[1].c", R"("nullValue":"NULL_VALUE")"), piece("$.a['e f']", R"("numberValue":2.5)"),
                   piece("$.g[0][0]", R"("stringValue":"h")", false)}) ==
        R"(f{"a":{"b":[{"c":1,"d":true},{"c":null}],"e f":2.5},"g":[["h"]]})");
  CHECK(assembled({begin, ""}) == "f{}");
  CHECK(assembled({R"("name":"f","args":{"a":1})"}) == R"(f{"a":1})");
  CHECK(assembled({""}).empty());
}

TEST_CASE("gemini partial call: the next call, or the finish, ends one that nobody ended") {
  CHECK(assembled({begin, piece("$.a", R"("stringValue":"x","willContinue":true)"), R"("name":"g")"}) ==
        R"(f{"a":"x"}g{})");
}

TEST_CASE("gemini partial call: pieces out of order are dropped, and the rest is JSON") {
  CHECK(assembled({begin, piece("$.a[0]", R"("numberValue":1)"), piece("$.a[2]", R"("numberValue":3)"),
                   piece("$.a[1]", R"("numberValue":2)"), piece("$", R"("numberValue":2)"),
                   piece("a", R"("numberValue":2)"), piece("$[0]", R"("numberValue":2)"),
                   piece("$.a[", R"("numberValue":2)"), piece("$.a[x]", R"("numberValue":2)"),
                   piece("$.a[1]", R"("numberValue":4)"), ""}) == R"(f{"a":[1,2]})");
  const std::string deep =
      assembled({begin, piece("$.a[7].b", R"("numberValue":1)"), piece("$.c", R"("numberValue":1)"), ""});
  CHECK(test::is_json(deep.substr(1)));
}
