// Bounds: the one inclusive number that is left of all the ways to say one.
#include "dialect/gemini/schema/schema_testing.h"

using namespace rota;
using test::json_form;

TEST_CASE("F4 schema bounds: the next integer inside an exclusive bound, whatever its sign and fraction") {
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":-0.5})") == R"({"type":"integer","minimum":0})");
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":-3})") == R"({"type":"integer","minimum":-2})");
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":1.5})") == R"({"type":"integer","minimum":2})");
  CHECK(json_form(R"({"type":"integer","exclusiveMaximum":-0.5})") == R"({"type":"integer","maximum":-1})");
  CHECK(json_form(R"({"type":["integer","null"],"exclusiveMaximum":0})") ==
        R"({"type":["integer","null"],"maximum":-1})");
}

TEST_CASE("F4 schema bounds: where no next number can be said, the bound itself") {
  CHECK(json_form(R"({"exclusiveMinimum":1})") == R"({"minimum":1})");
  CHECK(json_form(R"({"type":["integer","number"],"exclusiveMinimum":1})") ==
        R"({"type":["integer","number"],"minimum":1})");
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":9007199254740992})") ==
        R"({"type":"integer","minimum":9007199254740992})");
  CHECK(json_form(R"({"type":"integer","exclusiveMaximum":9007199254740991})") ==
        R"({"type":"integer","maximum":9007199254740990})");
}

TEST_CASE("F4 schema bounds: of two bounds the tighter one, written as it was") {
  CHECK(json_form(R"({"type":"number","maximum":3,"exclusiveMaximum":2})") == R"({"type":"number","maximum":2})");
  CHECK(json_form(R"({"type":"number","minimum":1.50e1,"exclusiveMinimum":15})") ==
        R"({"type":"number","minimum":1.50e1})");
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":5,"minimum":5})") == R"({"type":"integer","minimum":6})");
  CHECK(json_form(R"({"allOf":[{"maxItems":3},{"maxItems":2},{"minItems":1},{"minItems":0}]})") ==
        R"({"maxItems":2,"minItems":1})");
}

TEST_CASE("F4 schema bounds: a flag without its bound says nothing, and stands before it as well as behind") {
  CHECK(json_form(R"({"type":"integer","exclusiveMinimum":true})") == R"({"type":"integer"})");
  CHECK(json_form(R"({"exclusiveMaximum":true,"maximum":9,"type":"integer"})") == R"({"maximum":8,"type":"integer"})");
}

TEST_CASE("F4 schema bounds: counts are plain digits or left out") {
  CHECK(json_form(R"({"maxLength":1.5e1})") == R"({"maxLength":15})");
  CHECK(json_form(R"({"minLength":-0})") == R"({"minLength":0})");
  CHECK(json_form(R"({"minLength":0.5,"maxLength":-1,"minItems":null,"maxItems":[1],"maxProperties":"9"})") == "{}");
}
