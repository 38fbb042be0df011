// What schemas may cost: each bound below it, at it and above it, alone and of all schemas of a request together.
#include "base/limits.h"
#include "dialect/dialect_support.h"
#include "dialect/gemini/schema/schema.h"

using namespace rota;
using gemini::SchemaBudget;

namespace {

/// "ok", or the status, the field and the sentence.
std::string write(const std::string& schema, SchemaBudget& budget, std::string* form = nullptr) {
  test::Document document(schema);
  REQUIRE(document.ok);
  Buffer out;
  json::Writer writer(out);
  Arena scratch;
  const Status written =
      gemini::write_json_schema(document.root, gemini::SchemaUse::response, "the.field", budget, writer, scratch);
  if (form != nullptr) *form = test::str(out.view());
  if (written.ok()) return "ok";
  const Failure& failure = written.failure();
  CHECK(failure.fault == Fault::too_large);
  return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
}
std::string write(const std::string& schema) {
  SchemaBudget budget;
  return write(schema, budget);
}

/// `count` of what `make` gives for each number.
template <class Make>
std::string many(std::size_t count, Make make) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + make(std::to_string(i));
  return all;
}
std::string properties(std::size_t count) {
  return R"({"properties":{)" + many(count, [](const std::string& i) { return '"' + i + "\":{}"; }) + "}}";
}
std::string required(std::size_t count) {
  return R"({"required":[)" + many(count, [](const std::string& i) { return '"' + i + '"'; }) + "]}";
}

}  // namespace

TEST_CASE("F4 schema bounds: how many schemas one may hold") {
  CHECK(write(properties(limits::schema_nodes - 2)) == "ok");
  CHECK(write(properties(limits::schema_nodes - 1)) == "ok");  // with the root
  CHECK(write(properties(limits::schema_nodes)) ==
        "400 the.field: The schema is too large: it holds more than 10,000 schemas.");
}

TEST_CASE("F4 schema bounds: how many names and values") {
  const std::string sentence =
      "400 the.field: The schema is too large: it requires and allows more than 10,000 names and values.";
  CHECK(write(required(limits::schema_items - 1)) == "ok");
  CHECK(write(required(limits::schema_items)) == "ok");
  CHECK(write(required(limits::schema_items + 1)) == sentence);
  const auto values = [](std::size_t count) {
    return R"({"enum":[)" + many(count, [](const std::string& i) { return i; }) + "]}";
  };
  CHECK(write(values(limits::schema_items)) == "ok");
  CHECK(write(values(limits::schema_items + 1)) == sentence);
  CHECK(write(R"({"items":)" + values(limits::schema_items / 2) + R"(,"required":[)" +
              many(limits::schema_items / 2 + 1, [](const std::string& i) { return '"' + i + '"'; }) + "]}") == sentence);
}

TEST_CASE("F4 schema bounds: all schemas of a request share what they may hold") {
  SchemaBudget budget;
  budget.schemas = 9;
  CHECK(write(properties(3), budget) == "ok");
  CHECK(budget.schemas == 5);
  CHECK(write(properties(5), budget) ==
        "400 the.field: The schemas of the request are too large: together they hold more than 200,000 schemas.");
  CHECK(write(properties(4), budget) == "ok");
  CHECK(budget.schemas == 0);
}

TEST_CASE("F4 schema bounds: all schemas of a request share what merging may add to them") {
  const std::string merged =
      R"({"$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}}}},)"
      R"("items":{"$ref":"#/$defs/A","minProperties":1}})";
  SchemaBudget budget;
  std::string form;
  CHECK(write(merged, budget, &form) == "ok");
  CHECK(test::str(form).find(R"("items":{"minProperties":1,"type":"object","properties":{"a":)") != std::string::npos);
  const std::size_t cost = limits::schemas_inlined_bytes - budget.inlined_bytes;
  REQUIRE(cost > 0);
  budget.inlined_bytes = cost;
  CHECK(write(merged, budget) == "ok");
  budget.inlined_bytes = cost - 1;
  CHECK(write(merged, budget) ==
        "400 the.field: The schemas of the request are too large: what their references and allOf repeat comes to more "
        "than 2,097,152 bytes.");
}

TEST_CASE("F4 schema bounds: a bound as long as nobody writes one is left out") {
  std::string form;
  SchemaBudget budget;
  const std::string most(limits::schema_number_bytes, '1');
  CHECK(write(R"({"maximum":)" + most + "}", budget, &form) == "ok");
  CHECK(form == R"({"maximum":)" + most + "}");
  CHECK(write(R"({"maximum":1)" + most + "}", budget, &form) == "ok");
  CHECK(form == "{}");
}

TEST_CASE("F4 schema bounds: many members of allOf are merged in one pass") {
  std::string form;
  SchemaBudget budget;
  CHECK(write(R"({"allOf":[)" + many(852, [](const std::string& i) { return R"({"required":["a)" + i + "\"]}"; }) + "]}",
              budget, &form) == "ok");
  test::Document names(form);
  CHECK(names.root["required"].count() == 852);
  CHECK(names.root["properties"].count() == 852);
  CHECK(write(R"({"allOf":[)" + many(1184, [](const std::string& i) {
                return R"({"properties":{"p)" + i + R"(":{"type":"string"}}})";
              }) + "]}", budget, &form) == "ok");
  CHECK(test::Document(form).root["properties"].count() == 1184);
  CHECK(write(R"({"allOf":[)" + many(5384, [](const std::string& i) { return R"({"description":")" + i + "\"}"; }) + "]}",
              budget, &form) == "ok");
  CHECK(form.find(R"({"description":"0\n1\n2\n3\n4\n)") == 0);
  CHECK(form.size() > 5384 * 5);
}

TEST_CASE("F4 schema bounds: references are found in places as large as a schema may be, and in no larger one") {
  const auto referring = [](std::size_t count) {
    std::string form;
    SchemaBudget budget;
    CHECK(write(R"({"x":[)" + many(count, [](const std::string&) { return std::string("{}"); }) + R"(,{"type":"string"}],)" +
                R"("items":{"$ref":"#/x/)" + std::to_string(count) + "\"}}", budget, &form) == "ok");
    return test::Document(form).root["items"]["$ref"].is_string();
  };
  CHECK(referring(limits::schema_nodes - 2));
  CHECK(referring(limits::schema_nodes - 1));
  CHECK(!referring(limits::schema_nodes));
}

TEST_CASE("F4 schema bounds: how many allOf may stand in one another") {
  const auto nested = [](std::size_t depth) {
    std::string text = R"({"required":["a"]})";
    for (std::size_t i = 0; i < depth; ++i) text = R"({"allOf":[)" + text + "]}";
    return text;
  };
  CHECK(write(nested(limits::schema_all_of_depth - 1)) == "ok");
  CHECK(write(nested(limits::schema_all_of_depth)) == "ok");
  CHECK(write(nested(limits::schema_all_of_depth + 1)) ==
        "400 the.field: The schema is nested too deep: more than 8 allOf in one another.");
  // A property begins anew.
  CHECK(write(R"({"allOf":[{"properties":{"p":)" + nested(limits::schema_all_of_depth) + "}}]}") == "ok");
}
