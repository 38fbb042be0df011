// Cycles: which of them no value could end, and the one demand that is dropped for it.
#include "dialect/gemini/schema/schema_testing.h"

using namespace rota;
using test::json_form;

TEST_CASE("F4 schema loops: the last demand of a cycle through several definitions is dropped, no other") {
  CHECK(json_form(R"({"$defs":{"A":{"properties":{"b":{"$ref":"#/$defs/B"}},"required":["b"]},)"
                  R"("B":{"properties":{"a":{"$ref":"#/$defs/A"},"v":{}},"required":["a","v"]}}})") ==
        R"({"$defs":{"A":{"properties":{"b":{"$ref":"#/$defs/B"}},"required":["b"]},)"
        R"("B":{"properties":{"a":{"$ref":"#/$defs/A"},"v":{}},"required":["v"]}}})");
}

TEST_CASE("F4 schema loops: of demands within one another the innermost is dropped") {
  CHECK(json_form(R"({"$defs":{"N":{"properties":{"in":{"properties":{"n":{"$ref":"#/$defs/N"}},"required":["n"]}},)"
                  R"("required":["in"]}}})") ==
        R"({"$defs":{"N":{"properties":{"in":{"properties":{"n":{"$ref":"#/$defs/N"}}}},"required":["in"]}}})");
}

TEST_CASE("F4 schema loops: every cycle of one definition is cut") {
  CHECK(json_form(R"({"$defs":{"N":{"properties":{"a":{"$ref":"#/$defs/N"},"b":{"type":"array","minItems":2,)"
                  R"("items":{"$ref":"#/$defs/N"}},"c":{}},"required":["a","b","c"]}}})") ==
        R"({"$defs":{"N":{"properties":{"a":{"$ref":"#/$defs/N"},"b":{"type":"array","items":)"
        R"({"$ref":"#/$defs/N"}},"c":{}},"required":["b","c"]}}})");
}

TEST_CASE("F4 schema loops: what may be left out, empty or null ends a cycle by itself") {
  for (const char* endable :
       {R"({"$defs":{"N":{"type":["object","null"],"properties":{"n":{"$ref":"#/$defs/N"}},"required":["n"]}}})",
        R"({"$defs":{"N":{"properties":{"n":{"type":"array","items":{"$ref":"#/$defs/N"},"minItems":0}},)"
        R"("required":["n"]}}})",
        R"({"$defs":{"N":{"properties":{"n":{"$ref":"#/$defs/N"},"v":{}},"required":["v"]}}})",
        R"({"$defs":{"N":{"additionalProperties":{"$ref":"#/$defs/N"},"minProperties":1}}})"}) {
    INFO(endable);
    CHECK(json_form(endable) == endable);
  }
}

TEST_CASE("F4 schema loops: a fixed place of a list is as unavoidable as its items") {
  CHECK(json_form(R"({"$defs":{"N":{"type":"array","prefixItems":[{},{"$ref":"#/$defs/N"}],"minItems":2}}})") ==
        R"({"$defs":{"N":{"type":"array","prefixItems":[{},{"$ref":"#/$defs/N"}]}}})");
}

TEST_CASE("F4 schema loops: a long chain is cut once, at its end") {
  const auto chain = [](bool cut) {
    std::string schema = R"({"$defs":{)";
    for (int i = 0; i < 1000; ++i) {
      schema += (i == 0 ? "\"D" : ",\"D") + std::to_string(i) + R"(":{"properties":{"n":{"$ref":"#/$defs/D)" +
                std::to_string((i + 1) % 1000) + R"("}})" + (cut && i == 999 ? "}" : R"(,"required":["n"]})");
    }
    return schema + "}}";
  };
  CHECK(json_form(chain(false)) == chain(true));
}

TEST_CASE("F4 schema loops: of a node that requires itself many times, every name is let go, and others stay") {
  std::string properties;
  std::string required;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "\"p" + std::to_string(i) + '"';
    properties += name + R"(:{"$ref":"#"},)";
    required += name + ",";
  }
  const std::string form = json_form(R"({"type":"object","properties":{)" + properties + R"("q":{}},"required":[)" +
                                     required + R"("q"]})");
  test::Document document(form);
  CHECK(document.root["required"].count() == 1);
  CHECK(document.root["required"].at(0).equals("q"));
}
