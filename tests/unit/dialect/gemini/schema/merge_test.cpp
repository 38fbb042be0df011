// Merging: what several schemas take together, keyword by keyword, and the bounds of it.
#include "dialect/gemini/schema/schema_testing.h"

using namespace rota;
using test::json_form;

TEST_CASE("F4 schema merge: types that overlap leave what both take") {
  CHECK(json_form(R"({"allOf":[{"type":["number","string","null"]},{"type":["null","integer"]}]})") ==
        R"({"type":["integer","null"]})");
  CHECK(json_form(R"({"allOf":[{"type":["integer","number"]},{"type":"number"}]})") == R"({"type":["number"]})");
  CHECK(json_form(R"({"allOf":[{"type":["string","null"]},{"type":["integer","object"]}]})") == R"({"type":"null"})");
}

TEST_CASE("F4 schema merge: values are compared only where each is written one way") {
  CHECK(json_form(R"({"allOf":[{"enum":["a","b"]},{"enum":["c"]}]})") == R"({"type":"null"})");
  CHECK(json_form(R"({"allOf":[{"enum":["a","b"]},{"enum":["\u0061"]}]})") == R"({"enum":["a","b"],"type":"string"})");
  CHECK(json_form(R"({"allOf":[{"enum":[1,2]},{"enum":[1.0]}]})") == R"({"enum":[1,2],"type":"integer"})");
  CHECK(json_form(R"({"allOf":[{"enum":[true,false]},{"const":false}]})") ==
        R"({"type":"boolean","description":"One of: false"})");
}

TEST_CASE("F4 schema merge: properties by their unescaped names, required names once") {
  CHECK(json_form(R"({"properties":{"a":{"type":"string"}},"required":["a"],"allOf":[{"properties":{"\u0061":)"
                  R"({"maxLength":3},"b":{}},"required":["b","\u0061"]}]})") ==
        R"({"properties":{"a":{"type":"string","maxLength":3},"b":{}},"required":["a","b"]})");
}

TEST_CASE("F4 schema merge: lists place by place, other properties by their schemas") {
  CHECK(json_form(R"({"allOf":[{"prefixItems":[{"type":"string"}]},{"prefixItems":[{"minLength":1},{}]}]})") ==
        R"({"prefixItems":[{"type":"string","minLength":1},{}]})");
  CHECK(json_form(R"({"allOf":[{"items":{"type":"string"}},{"items":{"type":"integer"}}]})") == R"({"maxItems":0})");
  CHECK(json_form(R"({"allOf":[{"additionalProperties":true},{"additionalProperties":{"type":"null"}},)"
                  R"({"additionalProperties":true}]})") == R"({"additionalProperties":{"type":"null"}})");
  CHECK(json_form(R"({"allOf":[{"uniqueItems":true},{"uniqueItems":false}]})") == R"({"uniqueItems":true})");
}

TEST_CASE("F4 schema merge: of words that cannot be joined the first stays") {
  CHECK(json_form(R"({"allOf":[{"title":"a","pattern":"^a","format":"uri"},{"title":"b","pattern":"^b"}]})") ==
        R"({"title":"a","pattern":"^a","format":"uri"})");
}

TEST_CASE("F4 schema merge: two unions are multiplied up to sixteen branches") {
  const auto unions = [](int left, int right) {
    const auto branches = [](int count, const std::string& keyword) {
      std::string list;
      for (int i = 1; i <= count; ++i) list += (i > 1 ? ",{\"" : "{\"") + keyword + "\":" + std::to_string(i) + "}";
      return list;
    };
    test::Document form(json_form(R"({"allOf":[{"anyOf":[)" + branches(left, "minLength") + R"(]},{"anyOf":[)" +
                                  branches(right, "maxLength") + "]}]}"));
    REQUIRE(form.ok);
    return form.root["anyOf"].count();
  };
  CHECK(unions(4, 4) == 16);
  CHECK(unions(3, 2) == 6);
  CHECK(unions(4, 5) == 4);
}

TEST_CASE("F4 schema merge: two references become what both of them take") {
  CHECK(json_form(R"({"$defs":{"A":{"type":"object","properties":{"a":{}}},"B":{"minProperties":1}},)"
                  R"("items":{"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]}})") ==
        R"({"$defs":{"A":{"type":"object","properties":{"a":{}}},"B":{"minProperties":1}},)"
        R"("items":{"type":"object","properties":{"a":{}},"minProperties":1}})");
  CHECK(json_form(R"({"$defs":{"A":{"type":"string"}},)"
                  R"("items":{"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}]}})") ==
        R"({"$defs":{"A":{"type":"string"}},"items":{"type":"string"}})");
}

TEST_CASE("F4 schema merge: what is said twice is said once, whichever member says it") {
  CHECK(json_form(R"({"description":"a\nb","allOf":[{"description":"b"},{"description":"c"},{"description":"a\nc"}]})") ==
        R"({"description":"a\nb\nc"})");
  CHECK(json_form(R"({"allOf":[{"description":""},{"description":"a"},{"description":"b"}]})") ==
        R"({"description":"a\nb"})");
  CHECK(json_form(R"({"allOf":[{"enum":["a","a","b"]},{"enum":["b","a","a"]}]})") ==
        R"({"enum":["a","b"],"type":"string"})");
}
