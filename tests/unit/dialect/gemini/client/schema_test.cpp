// Google's schemas as JSON Schema.
#include "dialect/gemini/client/schema.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string converted(const std::string& schema) {
  test::Document document(schema);
  REQUIRE(document.ok);
  return test::str(gemini::clients::json_schema_of(document.root, document.arena));
}

}  // namespace

TEST_CASE("C4: types, null, counts and names are put into JSON Schema's words") {
  CHECK(converted(
            R"({"type":"OBJECT","properties":{"nullable":{"type":"ARRAY","items":{"type":"NUMBER"},"minItems":"1"}},)"
            R"("required":["nullable"],"propertyOrdering":["nullable"]})") ==
        R"({"type":"object","properties":{"nullable":{"type":"array","items":{"type":"number"},"minItems":1}},)"
        R"("required":["nullable"]})");
  CHECK(converted(R"({"type":"STRING","enum":["a"],"nullable":true,"format":"enum"})") ==
        R"({"type":["string","null"],"enum":["a",null],"format":"enum"})");
  CHECK(converted(R"({"any_of":[{"type":"STRING"},{"type":"BOOLEAN"}],"nullable":true})") ==
        R"({"anyOf":[{"type":"string"},{"type":"boolean"},{"type":"null"}]})");
  CHECK(converted(R"({"type":"TYPE_UNSPECIFIED","description":"any"})") == R"({"description":"any"})");
}

TEST_CASE("C4: JSON Schema stays as it is") {
  const std::string schema =
      R"({"type":["string","null"],"$defs":{"a":{"type":"object"}},"additionalProperties":false,"items":{"$ref":"#/$defs/a"},)"
      R"("minLength":2,"x-own":{"type":"STRING"}})";
  CHECK(converted(schema) == schema);
  CHECK(converted("true") == "true");
}

TEST_CASE("C4: a schema that is too deep is converted as far as schemas go, and its text is whole") {
  std::string deep = R"({"type":"STRING"})";
  for (int i = 0; i < 200; ++i) deep = R"({"type":"ARRAY","items":)" + deep + "}";
  const std::string made = converted(deep);
  CHECK(made.size() == deep.size());
  CHECK(made.rfind(R"({"type":"array","items":{"type":"array")", 0) == 0);
  CHECK(test::is_json(made));
}
