// The OpenAPI form: one type or a union for every schema, and only what that type may have.
#include "dialect/gemini/schema/openapi.h"
#include "dialect/gemini/schema/writer.h"
#include "dialect/dialect_support.h"

using namespace rota;
namespace schema = rota::gemini::schema;

namespace {

std::string openapi(const std::string& sent) {
  test::Document document(sent);
  REQUIRE(document.ok);
  Arena arena;
  gemini::SchemaBudget budget;
  schema::Normalizer normalizer(arena, budget);
  const Result<schema::Node*> root = normalizer.read(document.root, gemini::SchemaUse::response, "field");
  REQUIRE(root.ok());
  Buffer out;
  json::Writer writer(out);
  schema::write_node(*schema::openapi_form(*root.value(), normalizer, arena), schema::Form::openapi,
                     normalizer.definitions(), writer);
  return test::str(out.view());
}

const std::string anything = R"({"anyOf":[{"type":"STRING"},{"type":"NUMBER"},{"type":"BOOLEAN"}],"nullable":true})";

}  // namespace

TEST_CASE("F4 schema openapi: a schema without a type is what its keywords mean, or anything") {
  CHECK(openapi("{}") == anything);
  CHECK(openapi(R"({"minimum":1})") == R"({"type":"NUMBER","minimum":1})");
  CHECK(openapi(R"({"pattern":"a","maxItems":2})") ==
        R"({"anyOf":[{"type":"STRING","pattern":"a"},{"type":"ARRAY","maxItems":2,"items":)" + anything + "}]}");
  CHECK(openapi(R"({"description":"d"})") ==
        R"({"anyOf":[{"type":"STRING"},{"type":"NUMBER"},{"type":"BOOLEAN"}],"nullable":true,"description":"d"})");
}

TEST_CASE("F4 schema openapi: formats that the type takes, the others in words for strings only") {
  CHECK(openapi(R"({"type":"number","format":"double"})") == R"({"type":"NUMBER","format":"double"})");
  CHECK(openapi(R"({"type":"number","format":"int32"})") == R"({"type":"NUMBER"})");
  CHECK(openapi(R"({"type":"integer","format":"float"})") == R"({"type":"INTEGER"})");
  CHECK(openapi(R"({"type":"string","format":"int64","description":"d"})") ==
        R"({"type":"STRING","description":"d\nFormat: int64"})");
}

TEST_CASE("F4 schema openapi: strings may be enumerated, numbers are told, each in its branch") {
  CHECK(
      openapi(R"({"enum":["a",1,2]})") ==
      R"({"anyOf":[{"type":"STRING","format":"enum","enum":["a"]},{"type":"INTEGER","description":"One of: 1, 2"}]})");
}

TEST_CASE("F4 schema openapi: null is a flag on what is left of a union, or a word where nothing is") {
  CHECK(openapi(R"({"type":["null","array"],"items":{"type":"string"}})") ==
        R"({"type":"ARRAY","items":{"type":"STRING"},"nullable":true})");
  CHECK(openapi(R"({"anyOf":[{"type":"null"},{"type":"string"},{"type":"boolean"}]})") ==
        R"({"anyOf":[{"type":"STRING"},{"type":"BOOLEAN"}],"nullable":true})");
  CHECK(openapi("false") == R"({"type":"STRING","nullable":true,"description":"Always null."})");
}

TEST_CASE("F4 schema openapi: of a union's only branch the union's explanations win") {
  CHECK(openapi(R"({"anyOf":[{"type":"string","title":"in","description":"in"}],"title":"out"})") ==
        R"({"type":"STRING","title":"out","description":"in"})");
}

TEST_CASE("F4 schema openapi: constraints beside a union go into every branch that they fit") {
  CHECK(openapi(R"({"minLength":2,"anyOf":[{"type":"string"},{"type":"integer"}],"title":"t"})") ==
        R"({"title":"t","anyOf":[{"type":"STRING","minLength":2},{"type":"INTEGER"}]})");
}

TEST_CASE("F4 schema openapi: an object without properties has no properties member") {
  CHECK(openapi(R"({"type":"object","properties":{},"maxProperties":3})") == R"({"type":"OBJECT","maxProperties":3})");
}

TEST_CASE("F4 schema openapi: a cycle of lists ends in a list of anything") {
  CHECK(openapi(R"({"$defs":{"L":{"type":"array","items":{"$ref":"#/$defs/L"}}},"$ref":"#/$defs/L"})") ==
        R"({"type":"ARRAY","items":{"type":"ARRAY","items":{"type":"ARRAY","items":{"type":"ARRAY","items":)" +
            anything + "}}}}");
}
