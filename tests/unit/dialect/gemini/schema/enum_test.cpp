// Allowed values: what of them Google takes, and the types that say the rest.
#include "dialect/gemini/schema/schema_testing.h"

using namespace rota;
using test::json_form;

TEST_CASE("F4 schema enum: values that fit the type stay; where none does the type goes") {
  CHECK(json_form(R"({"type":"integer","enum":["1","2"]})") == R"({"enum":["1","2"],"type":"string"})");
  CHECK(json_form(R"({"type":"string","enum":["a",1,null]})") == R"({"type":"string","enum":["a"]})");
  CHECK(json_form(R"({"type":"number","enum":[1,null,2.5]})") == R"({"type":"number","enum":[1,2.5]})");
  CHECK(json_form(R"({"type":"integer","enum":[1.0,2]})") == R"({"type":"integer","enum":[1.0,2]})");
  CHECK(json_form(R"({"enum":[]})") == "{}");
}

TEST_CASE("F4 schema enum: a type is given to values without one, one for all numbers") {
  CHECK(json_form(R"({"enum":[1,2]})") == R"({"enum":[1,2],"type":"integer"})");
  CHECK(json_form(R"({"enum":[1,2e0]})") == R"({"enum":[1,2e0],"type":"number"})");
  CHECK(json_form(R"({"enum":[2,"a"]})") == R"({"enum":[2,"a"],"type":["integer","string"]})");
}

TEST_CASE("F4 schema enum: null, booleans, arrays and objects become branches of their types") {
  CHECK(json_form(R"({"type":["string","null"],"enum":["a",null]})") ==
        R"({"anyOf":[{"type":"string","enum":["a"]},{"type":"null"}]})");
  CHECK(json_form(R"({"enum":[true,false]})") == R"({"type":"boolean"})");
  CHECK(json_form(R"({"enum":["a",false,false]})") ==
        R"({"anyOf":[{"type":"string","enum":["a"]},{"type":"boolean","description":"One of: false, false"}]})");
  CHECK(json_form(R"({"enum":[null,{"a":1},[2]],"description":"d"})") ==
        R"({"description":"d","anyOf":[{"type":"array","description":"One of: [2]"},)"
        R"({"type":"object","description":"One of: {\"a\":1}"},{"type":"null"}]})");
  CHECK(json_form(R"({"type":["number","null"],"enum":[1,null]})") ==
        R"({"anyOf":[{"type":"number","enum":[1]},{"type":"null"}]})");
}

TEST_CASE("F4 schema enum: beside a union there is no place for branches") {
  CHECK(json_form(R"({"anyOf":[{"type":"string"},{"type":"boolean"}],"enum":["a",true]})") ==
        R"({"anyOf":[{"type":"string"},{"type":"boolean"}]})");
}

TEST_CASE("F4 schema enum: a constant is one value, and of a list it leaves itself") {
  CHECK(json_form(R"({"enum":["a","b"],"const":"b"})") == R"({"enum":["b"],"type":"string"})");
  CHECK(json_form(R"({"enum":["a","b"],"const":"c"})") == R"({"type":"null"})");
}

TEST_CASE("F4 schema enum: values too long to tell are not told") {
  CHECK(json_form(R"({"const":[")" + std::string(1000, 'a') + R"("]})") == R"({"type":"array"})");
}
