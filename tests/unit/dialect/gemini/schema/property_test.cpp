// Schemas, all of them: every recorded one and thousands of random ones come out in a form that Google takes, say no
// less than they could, and stay what they are when sent again.
#include <functional>
#include <set>

#include "base/random.h"
#include "dialect/gemini/schema/schema.h"
#include "dialect/dialect_support.h"
#include "dialect/gemini/schema/schema_judge.h"

using namespace rota;
using gemini::SchemaUse;

namespace {

std::string json_form(json::Value schema, SchemaUse use, gemini::Bounds bounds = gemini::Bounds::kept) {
  Buffer out;
  json::Writer writer(out);
  Arena scratch;
  gemini::SchemaBudget budget;
  const Status written = gemini::write_json_schema(schema, use, "field", budget, writer, scratch, bounds);
  if (!written.ok()) {
    CHECK(written.failure().blame == Blame::client);
    CHECK(written.failure().status == 400);
    return {};
  }
  return test::str(out.view());
}

/// Whether something in a written schema says how large a value is, or how it is spelt.
bool bounds_values(json::Value schema) {
  for (const char* bound : {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
                            "maxProperties", "pattern", "format", "uniqueItems", "prefixItems", "additionalProperties"}) {
    if (schema[bound]) return true;
  }
  for (const char* schemas : {"properties", "$defs"}) {
    for (const json::Member& member : schema[schemas].members()) {
      if (bounds_values(member.value)) return true;
    }
  }
  for (json::Value one : schema["anyOf"].elements()) {
    if (bounds_values(one)) return true;
  }
  return schema["items"].is_object() && bounds_values(schema["items"]);
}

void check_openapi(json::Value schema, SchemaUse use) {
  Buffer out;
  json::Writer writer(out);
  Arena scratch;
  writer.begin_object();
  gemini::SchemaBudget budget;
  const Result<bool> written = gemini::write_openapi_schema("s", schema, use, "field", budget, writer, scratch);
  writer.end_object();
  if (!written.ok()) return;
  const test::Document form(test::str(out.view()));
  INFO(form.text);
  REQUIRE(form.ok);
  CHECK(form.root.count() == (written.value() ? 1 : 0));
  if (written.value()) CHECK(test::FormJudge().judge_openapi(form.root["s"]) == "");
}

/// Both forms of a schema; gives the JSON form.
std::string check_forms(json::Value schema, SchemaUse use) {
  std::string form = json_form(schema, use);
  if (form.empty()) return form;
  INFO("as " << form);
  const test::Document written(form);
  REQUIRE(written.ok);
  CHECK(test::FormJudge().judge_json_schema(written.root) == "");
  CHECK(json_form(written.root, use) == form);
  check_openapi(schema, use);
  return form;
}

std::string compact(json::Value value) {
  Buffer out;
  json::append_compact(out, value.raw());
  return test::str(out.view());
}

/// Calls `visit` with every schema of a recorded request.
void each_schema(json::Value value, const std::function<void(json::Value, SchemaUse)>& visit) {
  static const std::set<std::string> names = {
      "parameters",     "parametersJsonSchema", "parameters_json_schema", "input_schema",        "schema",
      "responseSchema", "response_schema",      "responseJsonSchema",     "response_json_schema"};
  for (const json::Value element : value.elements()) each_schema(element, visit);
  for (const json::Member member : value.members()) {
    const std::string name = test::str(member.name.escaped());
    const bool response = name.find("esponse") != std::string::npos || name == "schema";
    if (names.count(name) == 0 || !member.value.is_object()) {
      each_schema(member.value, visit);
    } else {
      visit(member.value, response ? SchemaUse::response : SchemaUse::parameters);
    }
  }
}

/// A random schema or value as JSON. Small worlds: few names, few values, so that things meet.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string schema() {
    std::string out = "{" + members(4);
    if (below(3) != 0)
      out += (out.size() > 1 ? "," : "") + std::string("\"$defs\":{\"A\":") + sub(3) + ",\"B\":" + sub(3) + "}";
    if (below(4) == 0) out += (out.size() > 1 ? "," : "") + std::string("\"definitions\":{\"A\":") + sub(2) + "}";
    return out + "}";
  }
  std::string value(int depth = 3) {
    switch (below(depth > 0 ? 10 : 8)) {
      case 0:
        return "null";
      case 1:
        return below(2) == 0 ? "true" : "false";
      case 2:
        return "1.5";
      case 3:
      case 4:
        return std::to_string(below(5));
      case 5:
      case 6:
      case 7:
        return pick({"\"a\"", "\"b\"", "\"\"", "\"longer\""});
      case 8:
        return list(3, [&] { return value(depth - 1); });
      default:
        return object([&] { return value(depth - 1); });
    }
  }

 private:
  std::uint32_t below(std::uint32_t bound) { return random_.below(bound); }
  std::string pick(const std::vector<std::string>& from) {
    return from[below(static_cast<std::uint32_t>(from.size()))];
  }
  std::string name() {
    return below(5) != 0
               ? pick({"\"a\"", "\"b\"", "\"type\""})
               : pick({"\"$ref\"", "\"properties\"", "\"x/y~\"", "\"q\\\"\"", "\"\\u00e9\"", "\"\"", "\"required\""});
  }
  std::string list(std::uint32_t most, const std::function<std::string()>& element) {
    std::string out = "[";
    for (std::uint32_t i = below(most + 1); i > 0; --i) out += element() + (i > 1 ? "," : "");
    return out + "]";
  }
  std::string object(const std::function<std::string()>& element) {
    std::set<std::string> names;
    std::string out = "{";
    for (std::uint32_t i = below(4); i > 0; --i) {
      const std::string its = name();
      if (names.insert(its).second) out += (out.size() > 1 ? "," : "") + its + ":" + element();
    }
    return out + "}";
  }
  std::string sub(int depth) {
    if (below(12) == 0) return below(2) == 0 ? "true" : "false";
    return "{" + members(depth) + "}";
  }
  std::string reference() {
    return pick({"\"#\"", "\"#/$defs/A\"", "\"#/$defs/A\"", "\"#/$defs/B\"", "\"#/$defs/B\"", "\"#/definitions/A\"",
                 "\"#/properties/a\"", "\"#/$defs/A/properties/b\"", "\"#/anyOf/0\"", "\"elsewhere.json\""});
  }
  std::string keyword(const std::string& its, int depth) {
    const auto schema = [&] { return sub(depth - 1); };
    const std::string types = pick({"null", "boolean", "integer", "number", "string", "array", "object", "object"});
    if (its == "type") return below(3) != 0 ? "\"" + types + "\"" : "[\"" + types + "\",\"null\",\"string\"]";
    if (its == "$ref") return reference();
    if (its == "enum") return list(4, [&] { return value(1); });
    if (its == "const") return value(1);
    if (its == "required" || its == "propertyOrdering") return list(3, [&] { return name(); });
    if (its == "properties") return object(schema);
    if (its == "items" && below(5) != 0) return schema();
    if (its == "items" || its == "prefixItems" || its == "anyOf" || its == "oneOf" || its == "allOf")
      return list(3, schema);
    if (its == "additionalProperties" || its == "additionalItems" || its == "not") return schema();
    if (its == "nullable" || its == "uniqueItems") return below(2) == 0 ? "true" : "false";
    if (its.rfind("exclusive", 0) == 0) return pick({"true", "false", "0", "1", "1.5", "3"});
    if (its == "title" || its == "description") return pick({"\"t\"", "\"\"", "\"say \\\"so\\\"\""});
    if (its == "default" || its == "$schema" || its == "if") return value(1);
    return pick({"0", "1", "2", "2.0", "3", "-1"});
  }
  std::string members(int depth) {
    static const std::vector<std::string> leaves = {"type",
                                                    "type",
                                                    "enum",
                                                    "const",
                                                    "minimum",
                                                    "maximum",
                                                    "exclusiveMinimum",
                                                    "exclusiveMaximum",
                                                    "minLength",
                                                    "maxLength",
                                                    "minItems",
                                                    "maxItems",
                                                    "minProperties",
                                                    "required",
                                                    "title",
                                                    "description",
                                                    "default",
                                                    "nullable",
                                                    "propertyOrdering",
                                                    "$schema",
                                                    "$ref",
                                                    "$ref",
                                                    "$ref"};
    static const std::vector<std::string> inner = {
        "properties", "properties", "properties",           "items",           "prefixItems", "anyOf", "oneOf",
        "allOf",      "allOf",      "additionalProperties", "additionalItems", "not",         "if"};
    std::string out;
    std::set<std::string> seen;
    for (std::uint32_t i = below(5); i > 0; --i) {
      const std::string its = depth > 0 && below(2) == 0 ? pick(inner) : pick(leaves);
      if (seen.insert(its).second) out += (out.empty() ? "\"" : ",\"") + its + "\":" + keyword(its, depth);
    }
    return out;
  }

  Random random_;
};

}  // namespace

TEST_CASE("F4: every recorded schema comes out in a form that Google takes") {
  if (!test::have_fixtures()) return;
  int schemas = 0;
  int unchanged = 0;
  for (const test::Fixture& fixture : test::fixtures("")) {
    const bool request = fixture.kind.find(".req") != std::string::npos;
    if (!request && fixture.kind.rfind("schema.", 0) != 0) continue;
    INFO(fixture.path);
    const test::Document document(test::read_file(test::fixture_dir() + fixture.path));
    if (!document.ok) continue;
    const auto check = [&](json::Value schema, SchemaUse use) {
      INFO(Bytes(schema.raw()));
      const std::string form = check_forms(schema, use);
      REQUIRE(!form.empty());
      ++schemas;
      // What needs no change keeps every name, value and constraint: it is the same text.
      if (test::FormJudge().judge_json_schema(schema).empty() && (schema["type"] || use == SchemaUse::response)) {
        CHECK(form == compact(schema));
        ++unchanged;
      }
    };
    if (request) {
      each_schema(document.root, check);
    } else {
      check(document.root, SchemaUse::response);
    }
  }
  WARN(schemas << " recorded schemas, " << unchanged << " of them as Google takes them");
  CHECK(schemas > 300);
  CHECK(unchanged > 300);
}

TEST_CASE("F4: random schemas come out in a form that Google takes, and no tighter than they were") {
  int valid = 0;
  int judged = 0;
  int kept = 0;
  int bounded = 0;
  for (std::uint64_t seed = 1; seed <= 5000; ++seed) {
    Generator generator(seed);
    const test::Document schema(generator.schema());
    INFO("seed " << seed << ": " << schema.text);
    REQUIRE(schema.ok);
    check_forms(schema.root, SchemaUse::parameters);
    const std::string form = check_forms(schema.root, SchemaUse::response);
    REQUIRE(!form.empty());
    const test::Document written(form);
    const test::Document plain(json_form(schema.root, SchemaUse::response, gemini::Bounds::dropped));
    REQUIRE(plain.ok);
    CHECK(test::FormJudge().judge_json_schema(plain.root) == "");
    CHECK(!bounds_values(plain.root));
    bounded += bounds_values(written.root) ? 1 : 0;
    for (int i = 0; i < 12; ++i) {
      const test::Document value(generator.value());
      INFO("as " << form << " for " << value.text);
      test::Validator original(schema.root);
      test::Validator ours(written.root);
      const bool before = original.valid(value.root, schema.root);
      const bool after = ours.valid(value.root, written.root);
      if (original.undecided() || ours.undecided()) continue;
      ++judged;
      valid += before ? 1 : 0;
      kept += before == after ? 1 : 0;
      if (before) CHECK(after);
      test::Validator loosened(plain.root);
      const bool loose = loosened.valid(value.root, plain.root);
      if (after && !loosened.undecided()) CHECK(loose);
    }
  }
  CHECK(bounded > 1000);
  WARN(judged << " values: " << valid << " valid before, " << kept << " judged the same after");
  CHECK(valid > judged / 10);
  CHECK(kept > judged * 8 / 10);
}

TEST_CASE("F4: random bytes in a schema end in a schema or a refusal") {
  Generator generator(7);
  Random random(7);
  for (int i = 0; i < 3000; ++i) {
    std::string text = generator.schema();
    for (std::uint32_t n = random.below(6); n > 0; --n) {
      text[random.below(static_cast<std::uint32_t>(text.size()))] = "{}[]\",:0a#/$"[random.below(12)];
    }
    const test::Document document(text);
    if (!document.ok) continue;
    INFO(text);
    check_forms(document.root, SchemaUse::response);
  }
}
