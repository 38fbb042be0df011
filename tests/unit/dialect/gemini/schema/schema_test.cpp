// Schemas, rule by rule: what is written for what was sent, in both forms.
#include "dialect/gemini/schema/schema.h"
#include "dialect/dialect_support.h"

using namespace rota;
using gemini::SchemaUse;

namespace {

std::string blame(const Failure& failure) {
  return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
}

std::string json_form(const std::string& schema, SchemaUse use = SchemaUse::response) {
  test::Document document(schema);
  REQUIRE(document.ok);
  Buffer out;
  json::Writer writer(out);
  Arena scratch;
  gemini::SchemaBudget budget;
  const Status written = gemini::write_json_schema(document.root, use, "the.field", budget, writer, scratch);
  if (!written.ok()) {
    CHECK(out.empty());
    return blame(written.failure());
  }
  return test::str(out.view());
}

std::string openapi_form(const std::string& schema, SchemaUse use = SchemaUse::response) {
  test::Document document(schema);
  REQUIRE(document.ok);
  Buffer out;
  json::Writer writer(out);
  Arena scratch;
  gemini::SchemaBudget budget;
  const Result<bool> written = gemini::write_openapi_schema("s", document.root, use, "the.field", budget, writer, scratch);
  if (!written.ok()) return blame(written.failure());
  if (!written.value()) return "";
  return test::str(out.view().substr(4));
}

struct Case {
  const char* sent;
  const char* written;
};

template <std::size_t n>
void check_json(const Case (&cases)[n]) {
  for (const Case& c : cases) {
    INFO(c.sent);
    CHECK(json_form(c.sent) == c.written);
    CHECK(json_form(c.written) == c.written);
  }
}

template <std::size_t n>
void check_openapi(const Case (&cases)[n]) {
  for (const Case& c : cases) {
    INFO(c.sent);
    CHECK(openapi_form(c.sent) == c.written);
  }
}

}  // namespace

TEST_CASE("F4: a schema that Google takes is written as it stands") {
  for (
      const char* schema : {
          R"({})",
          R"({"type":"object","properties":{"a":{"type":["string","null"],"default":null,"title":"A"}},)"
          R"("required":["a"]})",
          R"({"$defs":{"N":{"type":"object","properties":{"next":{"$ref":"#/$defs/N"}}}},"type":"array","items":)"
          R"({"$ref":"#/$defs/N"},"minItems":0})",
          R"({"type":"object","properties":{"reports":{"type":"array","items":{"$ref":"#"}}},"required":["reports"]})",
          R"({"type":"object","additionalProperties":{"type":"integer","minimum":1},"minProperties":1})",
          R"({"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"uniqueItems":true})",
          R"({"anyOf":[{"type":"string","enum":["a","b"]},{"type":"null"}],"description":"x","default":"a"})",
          R"({"type":"string","pattern":"^a\\d$","minLength":1,"maxLength":9,"format":"email"})",
          R"({"type":"object","properties":{"b":{},"a":{}},"propertyOrdering":["a","b"],"additionalProperties":false})",
      }) {
    CHECK(json_form(schema) == schema);
  }
}

TEST_CASE("F4: names of properties and data are nobody's keywords") {
  for (
      const char* schema : {
          R"({"type":"object","properties":{"title":{"type":"string"},"default":{"type":"string"},"$ref":{"type":)"
          R"("string"},"const":{},"not":{"type":"null"},"allOf":{},"properties":{"type":"object","properties":{"type":)"
          R"({"type":"string"}}}},"required":["title","$ref","not"]})",
          R"({"type":"string","enum":["$ref","not","{\"const\":1}"],"default":{"not":{},"$schema":1,"oneOf":[]}})",
          R"({"type":"object","properties":{"a\"b":{},"":{},"\u00e9\n":{},"a/b~c":{}},"required":["","a\"b"]})",
      }) {
    CHECK(json_form(schema) == schema);
  }
  CHECK(json_form(R"({"type":"object","properties":{"\u0061":{"type":"string"},"a":{"type":"integer"}},"required":)"
                  R"(["a","\u0061"]})") ==
        R"({"type":"object","properties":{"\u0061":{"type":"integer"}},"required":["a"]})");
}

TEST_CASE("F4: keywords that Google lacks are said with those it has") {
  check_json({
      {R"({"$schema":"x","$id":"y","$comment":"z","type":"string","examples":["q"],"readOnly":true,"x-y":1})",
       R"({"type":"string"})"},
      {R"({"const":"a"})", R"({"enum":["a"],"type":"string"})"},
      {R"({"const":1,"type":"integer"})", R"({"enum":[1],"type":"integer"})"},
      {R"({"const":null})", R"({"type":"null"})"},
      {R"({"const":["a"]})", R"({"type":"array","description":"One of: [\"a\"]"})"},
      {R"({"const":true})", R"({"type":"boolean","description":"One of: true"})"},
      {R"({"const":{"a":"b"},"description":"d"})", R"({"description":"d\nOne of: {\"a\":\"b\"}","type":"object"})"},
      {R"({"enum":["a","b"]})", R"({"enum":["a","b"],"type":"string"})"},
      {R"({"enum":["a",1,2.5]})", R"({"enum":["a",1,2.5],"type":["string","number"]})"},
      {R"({"type":["string","null"],"enum":["a",null],"title":"t"})",
       R"({"title":"t","anyOf":[{"type":"string","enum":["a"]},{"type":"null"}]})"},
      {R"({"enum":[true,false]})", R"({"type":"boolean"})"},
      {R"({"type":"integer","enum":["1","2"]})", R"({"enum":["1","2"],"type":"string"})"},
      {R"({"type":"string","enum":["a",null,3]})", R"({"type":"string","enum":["a"]})"},
      {R"({"type":"string","enum":[]})", R"({"type":"string"})"},
      {R"({"oneOf":[{"type":"string"},{"type":"null"}]})", R"({"anyOf":[{"type":"string"},{"type":"null"}]})"},
      {R"({"type":"STRING"})", R"({"type":"string"})"},
      {R"({"type":["OBJECT","file","object"]})", R"({"type":["object"]})"},
      {R"({"type":"dict"})", R"({"type":"object"})"},
      {R"({"type":"any","title":"x"})", R"({"title":"x"})"},
      {R"({"type":"string","nullable":true})", R"({"type":["string","null"]})"},
      {R"({"type":"string","nullable":false})", R"({"type":"string"})"},
      {R"({"$ref":"#/$defs/A","nullable":true,"$defs":{"A":{"type":"string"}}})",
       R"({"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}],"$defs":{"A":{"type":"string"}}})"},
      {R"({"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":9.5})",
       R"({"type":"integer","minimum":1,"maximum":9})"},
      {R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":9.5})",
       R"({"type":"number","minimum":0,"maximum":9.5})"},
      {R"({"type":"integer","minimum":3,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":false})",
       R"({"type":"integer","minimum":4,"maximum":9})"},
      {R"({"type":"integer","minimum":5,"exclusiveMinimum":1})", R"({"type":"integer","minimum":5})"},
      {R"({"type":"string","minLength":2.0,"maxLength":1e1,"minItems":-1,"maxItems":"3","minimum":"x"})",
       R"({"type":"string","minLength":2,"maxLength":10})"},
      {R"({"type":"object","not":{"type":"null"},"if":{},"then":{},"else":{},"dependentRequired":{},"contains":{},)"
       R"("propertyNames":{},"unevaluatedItems":false,"multipleOf":3})",
       R"({"type":"object"})"},
      {R"({"type":"array","items":[{"type":"string"},true],"additionalItems":{"type":"null"}})",
       R"({"type":"array","prefixItems":[{"type":"string"},{}],"items":{"type":"null"}})"},
      {R"({"title":1,"description":null,"required":"a","properties":[],"items":3,"additionalProperties":"no"})",
       R"({})"},
  });
}

TEST_CASE("F4: boolean schemas") {
  check_json({
      {R"(true)", R"({})"},
      {R"(false)", R"({"type":"null"})"},
      {R"({"type":"object","properties":{"a":true,"b":false},"additionalProperties":false})",
       R"({"type":"object","properties":{"a":{}},"additionalProperties":false})"},
      {R"({"type":"object","properties":{"b":false},"required":["b"]})",
       R"({"type":"object","properties":{"b":{"type":"null"}},"required":["b"]})"},
      {R"({"type":"array","items":false})", R"({"type":"array","maxItems":0})"},
      {R"({"type":"array","prefixItems":[{},true,false],"items":false,"maxItems":1})",
       R"({"type":"array","prefixItems":[{},{}],"maxItems":1})"},
      {R"({"anyOf":[false,{"type":"string"}]})", R"({"anyOf":[{"type":"string"}]})"},
      {R"({"anyOf":[false,false]})", R"({"type":"null"})"},
      {R"({"allOf":[{"type":"string"},false]})", R"({"type":"null"})"},
      {R"({"$defs":{"T":true,"F":false},"type":"object","properties":{"t":{"$ref":"#/$defs/T"},"f":{"$ref":)"
       R"("#/$defs/F"}}})",
       R"({"$defs":{"T":{},"F":{"type":"null"}},"type":"object","properties":{"t":{}}})"},
  });
}

TEST_CASE("F4: required names and their properties") {
  check_json({
      {R"({"type":"object","required":["a","a",3,"b"],"properties":{"b":{"type":"string"}}})",
       R"({"type":"object","required":["a","b"],"properties":{"b":{"type":"string"},"a":{}}})"},
      {R"({"type":"object","required":["a"],"additionalProperties":{"type":"string"}})",
       R"({"type":"object","required":["a"],"additionalProperties":{"type":"string"},"properties":{"a":)"
       R"({"type":"string"}}})"},
      {R"({"type":"object","properties":{"a":{}},"propertyOrdering":["b","a"]})",
       R"({"type":"object","properties":{"a":{}},"propertyOrdering":["a"]})"},
      {R"({"type":"object","patternProperties":{"^x":{"type":"string"}},"additionalProperties":false})",
       R"({"type":"object","additionalProperties":{"type":"string"}})"},
      {R"({"type":"object","patternProperties":{"^x":{"type":"string"},"y":{"type":"null"}},)"
       R"("additionalProperties":{"type":"integer"}})",
       R"({"type":"object","additionalProperties":{"anyOf":[{"type":"string"},{"type":"null"},{"type":"integer"}]}})"},
      {R"({"type":"object","patternProperties":{"^x":{"type":"string"}}})", R"({"type":"object"})"},
  });
}

TEST_CASE("F4: references") {
  check_json({
      {R"({"definitions":{"A":{"type":"string"}},"type":"array","items":{"$ref":"#/definitions/A"}})",
       R"({"$defs":{"A":{"type":"string"}},"type":"array","items":{"$ref":"#/$defs/A"}})"},
      {R"({"$defs":{"A":{}},"definitions":{"A":{"type":"null"}},"items":{"$ref":"#/definitions/A"}})",
       R"({"$defs":{"A":{},"A_2":{"type":"null"}},"items":{"$ref":"#/$defs/A_2"}})"},
      {R"({"$defs":{"a/b<c>":{"type":"string"}},"items":{"$ref":"#/$defs/a~1b%3Cc%3E"}})",
       R"({"$defs":{"a_b_c_":{"type":"string"}},"items":{"$ref":"#/$defs/a_b_c_"}})"},
      {R"({"type":"object","properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}})",
       R"({"type":"object","properties":{"a":{"$ref":"#/$defs/a"},"b":{"$ref":"#/$defs/a"}},"$defs":{"a":)"
       R"({"type":"string"}}})"},
      {R"({"items":{"$ref":"#/items"}})", R"({"items":{"$ref":"#/$defs/items"},"$defs":{"items":{}}})"},
      {R"({"$ref":"#/nowhere","type":"string"})", R"({"type":"string"})"},
      {R"({"items":{"$ref":"http://other/x.json#/A"}})", R"({"items":{}})"},
      {R"({"$id":"T","type":"object","properties":{"a":{"type":"array","items":{"$ref":"T"}}}})",
       R"({"type":"object","properties":{"a":{"type":"array","items":{"$ref":"#"}}}})"},
      {R"({"$defs":{"N":{"$anchor":"n","type":"string"}},"items":{"$ref":"#n"}})",
       R"({"$defs":{"N":{"type":"string"}},"items":{"$ref":"#/$defs/N"}})"},
      {R"({"$defs":{"Q":{"type":"string"}},"items":{"$ref":"#/components/schemas/Q"},"not":1})",
       R"({"$defs":{"Q":{"type":"string"}},"items":{"$ref":"#/$defs/Q"}})"},
      {R"({"$defs":{"A":{"type":"string"}},"items":{"$ref":"#/$defs/A","description":"d","title":"t","format":1}})",
       R"({"$defs":{"A":{"type":"string"}},"items":{"description":"d","title":"t","anyOf":[{"$ref":"#/$defs/A"}]}})"},
      {R"({"$defs":{"A":{"type":"string"}},"items":{"$ref":"#/$defs/A","minLength":3}})",
       R"({"$defs":{"A":{"type":"string"}},"items":{"minLength":3,"type":"string"}})"},
      {R"({"$ref":"#/$defs/A","$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}}}}})",
       R"({"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"object","properties":)"
       R"({"a":{"$ref":"#/$defs/A"}}}}})"},
      {R"({"$ref":"#"})", R"({})"},
      {R"({"$defs":{"A":{"$ref":"#/$defs/B"},"B":{"$ref":"#/$defs/A"}},"items":{"$ref":"#/$defs/A"}})",
       R"({"$defs":{"A":{"$ref":"#/$defs/B"},"B":{}},"items":{"$ref":"#/$defs/A"}})"},
      {R"({"$defs":{"A":{"type":"object","properties":{"a":{"$ref":"#/$defs/A","required":["x"]}}}}})",
       R"({"$defs":{"A":{"type":"object","properties":{"a":{"required":["x"],"anyOf":[{"$ref":"#/$defs/A"}],)"
       R"("properties":{"x":{}}}}}}})"},
  });
}

TEST_CASE("F4: a cycle that nothing could end loses its last requirement") {
  check_json({
      {R"({"$defs":{"N":{"type":"object","properties":{"v":{},"next":{"$ref":"#/$defs/N"}},"required":["v","next"]}}})",
       R"({"$defs":{"N":{"type":"object","properties":{"v":{},"next":{"$ref":"#/$defs/N"}},"required":["v"]}}})"},
      {R"({"$defs":{"N":{"type":"array","items":{"$ref":"#/$defs/N"},"minItems":1}}})",
       R"({"$defs":{"N":{"type":"array","items":{"$ref":"#/$defs/N"}}}})"},
      {R"({"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]})",
       R"({"type":"object","properties":{"a":{"$ref":"#"}}})"},
  });
  const char* endable =
      R"({"$defs":{"N":{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#/$defs/N"},{"type":"null"}]}},)"
      R"("required":["next"]}}})";
  CHECK(json_form(endable) == endable);
}

TEST_CASE("F4: allOf is merged") {
  check_json({
      {R"({"allOf":[{"$ref":"#/$defs/A"}],"description":"d","$defs":{"A":{"type":"string"}}})",
       R"({"description":"d","anyOf":[{"$ref":"#/$defs/A"}],"$defs":{"A":{"type":"string"}}})"},
      {R"({"items":{"allOf":[{"$ref":"#/$defs/A"}]},"$defs":{"A":{"type":"string"}}})",
       R"({"items":{"$ref":"#/$defs/A"},"$defs":{"A":{"type":"string"}}})"},
      {R"({"items":{"allOf":[{"$ref":"#/$defs/A"},{"properties":{"b":{"type":"integer"}},"required":["b"]}]},"$defs":)"
       R"({"A":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}})",
       R"({"items":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","b"]},)"
       R"("$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}})"},
      {R"({"allOf":[{"type":"integer","minimum":1,"maximum":9},{"type":"number","minimum":3,"maximum":12}]})",
       R"({"type":"integer","minimum":3,"maximum":9})"},
      {R"({"description":"x","allOf":[{"description":"y"},{"description":"x"},{"minLength":2},{"minLength":1}]})",
       R"({"description":"x\ny","minLength":2})"},
      {R"({"allOf":[{"enum":["a","b"]},{"enum":["b","c"]}]})", R"({"enum":["b"],"type":"string"})"},
      {R"({"allOf":[{"type":"string"},{"type":"integer"}]})", R"({"type":"null"})"},
      {R"({"properties":{"p":{"type":"string"}},"allOf":[{"properties":{"p":{"maxLength":3}}}]})",
       R"({"properties":{"p":{"type":"string","maxLength":3}}})"},
      {R"({"anyOf":[{"type":"string"},{"type":"integer"}],"oneOf":[{"minimum":1},{"maxLength":2}]})",
       R"({"anyOf":[{"type":"string","minimum":1},{"type":"string","maxLength":2},{"type":"integer","minimum":1},)"
       R"({"type":"integer","maxLength":2}]})"},
      {R"({"allOf":[{"additionalProperties":{"type":"string"}},{"additionalProperties":false}]})",
       R"({"additionalProperties":false})"},
      {R"({"allOf":[]})", R"({})"},
  });
}

TEST_CASE("F4: the parameters of a function are an object") {
  const SchemaUse use = SchemaUse::parameters;
  CHECK(json_form("null", use) == R"({"type":"object","properties":{}})");
  CHECK(json_form("{}", use) == R"({"type":"object","properties":{}})");
  CHECK(json_form("true", use) == R"({"type":"object","properties":{}})");
  CHECK(json_form(R"({"properties":{"a":{}}})", use) == R"({"type":"object","properties":{"a":{}}})");
  CHECK(json_form(R"({"type":["object","null"]})", use) == R"({"type":"object"})");
  CHECK(json_form(R"({"type":"object","properties":{},"additionalProperties":false})", use) ==
        R"({"type":"object","properties":{},"additionalProperties":false})");
  CHECK(json_form(R"({"$ref":"#/$defs/A","description":"d","$defs":{"A":{"type":"object"}}})", use) ==
        R"({"description":"d","type":"object","$defs":{"A":{"type":"object"}}})");
  CHECK(
      json_form(R"({"anyOf":[{"required":["a"]},{"required":["b"]}],"properties":{"a":{},"b":{}}})", use) ==
      R"({"type":"object","anyOf":[{"required":["a"],"properties":{"a":{}}},{"required":["b"],"properties":{"b":{}}}],)"
      R"("properties":{"a":{},"b":{}}})");
  CHECK(json_form(R"({"type":"string"})", use) ==
        "400 the.field: The parameters of a function must be a schema of type \"object\".");
  CHECK(json_form("[]", use) == "400 the.field: A schema must be an object.");
}

TEST_CASE("F4: a schema past the bounds is refused, one that would explode is not multiplied") {
  std::string deep = "{}";
  for (int i = 0; i < 63; ++i) deep = R"({"items":)" + deep + "}";
  CHECK(json_form(deep) == deep);
  CHECK(json_form(R"({"items":)" + deep + "}") == "400 the.field: The schema is nested too deep.");
  std::string wide = R"({"properties":{"x":{})";
  for (int i = 0; i < 10000; ++i) wide += ",\"" + std::to_string(i) + "\":{}";
  CHECK(json_form(wide + "}}") == "400 the.field: The schema is too large: it holds more than 10,000 schemas.");

  std::string doubling = R"({"$defs":{"A0":{"type":"object","properties":{"x":{"type":"string"}}})";
  for (int i = 1; i < 60; ++i) {
    const std::string ref = R"({"$ref":"#/$defs/A)" + std::to_string(i - 1) + R"(","minProperties":1})";
    doubling += ",\"A" + std::to_string(i) + R"(":{"type":"object","properties":{"a":)" + ref + ",\"b\":" + ref + "}}";
  }
  doubling += R"(},"$ref":"#/$defs/A59"})";
  CHECK(json_form(doubling).size() < 1000000);
  CHECK(openapi_form(doubling).size() < 2000000);
}

TEST_CASE("F4: the OpenAPI form has one type or a union everywhere, and no other keyword") {
  check_openapi({
      {R"({"type":["string","null"]})", R"({"type":"STRING","nullable":true})"},
      {R"({"anyOf":[{"type":"string"},{"type":"null"}],"description":"d","default":null})",
       R"({"type":"STRING","description":"d","default":null,"nullable":true})"},
      {R"({"type":["string","integer"],"minLength":1,"minimum":2,"title":"t"})",
       R"({"anyOf":[{"type":"STRING","minLength":1},{"type":"INTEGER","minimum":2}],"title":"t"})"},
      {R"({"type":"integer","enum":[1,2],"description":"d"})", R"({"type":"INTEGER","description":"d\nOne of: 1, 2"})"},
      {R"({"enum":["a","b"]})", R"({"type":"STRING","format":"enum","enum":["a","b"]})"},
      {R"({"type":"string","format":"uri"})", R"({"type":"STRING","description":"Format: uri"})"},
      {R"({"type":"string","format":"date-time"})", R"({"type":"STRING","format":"date-time"})"},
      {R"({"type":"integer","format":"int64"})", R"({"type":"INTEGER","format":"int64"})"},
      {R"({"type":"array"})", R"({"type":"ARRAY","items":{"anyOf":[{"type":"STRING"},{"type":"NUMBER"},)"
                              R"({"type":"BOOLEAN"}],"nullable":true}})"},
      {R"({"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"items":false,"uniqueItems":true})",
       R"({"type":"ARRAY","maxItems":2,"items":{"anyOf":[{"type":"STRING"},{"type":"NUMBER"}]}})"},
      {R"({"properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false})",
       R"({"type":"OBJECT","properties":{"a":{"type":"BOOLEAN"}},"required":["a"]})"},
      {R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},)"
       R"({"required":["b"]}]})",
       R"({"anyOf":[{"type":"OBJECT","required":["a"],"properties":{"a":{"type":"STRING"},"b":{"type":"STRING"}}},)"
       R"({"type":"OBJECT","required":["b"],"properties":{"b":{"type":"STRING"},"a":{"type":"STRING"}}}]})"},
      {R"({"$defs":{"N":{"type":"object","properties":{"n":{"$ref":"#/$defs/N"}}}},"$ref":"#/$defs/N"})",
       R"({"type":"OBJECT","properties":{"n":{"type":"OBJECT","properties":{"n":{"type":"OBJECT","properties":{"n":)"
       R"({"type":"OBJECT"}}}}}}})"},
      {R"({"type":"null"})", R"({"type":"STRING","nullable":true,"description":"Always null."})"},
      {R"({"type":"string","example":"e","examples":[1],"const":"c"})",
       R"({"type":"STRING","example":"e","format":"enum","enum":["c"]})"},
      {R"({"type":"string","minLength":1,"minItems":2,"properties":{}})", R"({"type":"STRING","minLength":1})"},
  });
}

TEST_CASE("F4: parameters without properties are left out of the OpenAPI form") {
  const SchemaUse use = SchemaUse::parameters;
  CHECK(openapi_form("null", use).empty());
  CHECK(openapi_form(R"({"type":"object","properties":{},"additionalProperties":false})", use).empty());
  CHECK(openapi_form(R"({"properties":{"a":{"type":"string"}}})", use) ==
        R"({"type":"OBJECT","properties":{"a":{"type":"STRING"}}})");
}
