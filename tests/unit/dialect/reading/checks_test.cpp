// Checks: how a place is spelt, what counts as not set, and that the first complaint stays.
#include "dialect/reading/checks.h"

#include "dialect/dialect_support.h"

using namespace rota;
using reading::Path;

TEST_CASE("checks: a place is spelt with dots and brackets") {
  Arena arena;
  const Path messages{nullptr, "messages"};
  const Path third{&messages, {}, 3};
  const Path content{&third, "content"};
  const Path part{&content, {}, 0};
  const Path type{&part, "type"};
  CHECK(reading::spell(messages, arena) == "messages");
  CHECK(reading::spell(third, arena) == "messages[3]");
  CHECK(reading::spell(type, arena) == "messages[3].content[0].type");
}

TEST_CASE("checks: absent and null are not set, and no complaint") {
  test::Document document(R"({"null":null,"text":"x","flag":false,"whole":1e2,"half":0.5})");
  reading::Checks checks(document.arena);
  const Path path{nullptr, "field"};
  bool flag = true;
  double number = -1;
  std::int64_t whole = -1;
  for (json::Value unset : {document.root["null"], document.root["absent"]}) {
    CHECK(!checks.is_string(unset, path));
    CHECK(!checks.is_array(unset, path));
    CHECK(!checks.is_object(unset, path));
    CHECK(!checks.boolean(unset, path, flag));
    CHECK(!checks.number(unset, path, 0, 1, number));
    CHECK(!checks.integer(unset, path, 0, 1, whole));
  }
  CHECK(!checks.failed());
  CHECK(flag);
  CHECK(checks.boolean(document.root["flag"], path, flag));
  CHECK(!flag);
  CHECK(checks.integer(document.root["whole"], path, 0, 100, whole));
  CHECK(whole == 100);
  CHECK(checks.number(document.root["half"], path, 0, 1, number));
  CHECK(number == 0.5);
  CHECK(!checks.failed());
}

TEST_CASE("checks: the first complaint stays, and blames the client") {
  test::Document document(R"({"text":"x"})");
  reading::Checks checks(document.arena);
  CHECK(!checks.is_array(document.root["text"], Path{nullptr, "first"}));
  checks.missing(Path{nullptr, "second"});
  checks.unsupported(Path{nullptr, "third"});
  REQUIRE(checks.failed());
  CHECK(checks.failure().param == "first");
  CHECK(checks.failure().blame == Blame::client);
  CHECK(checks.failure().fault == Fault::bad_value);
  CHECK(checks.failure().status == 400);
}

TEST_CASE("checks: what is not supported yet is told apart from what is wrong") {
  Arena arena;
  reading::Checks checks(arena);
  checks.unsupported(Path{nullptr, "tools"});
  CHECK(checks.failure().fault == Fault::unsupported);
  CHECK(checks.failure().message == "'tools' is not supported yet.");
}
