// The two ways out; see schema.h.
#include "dialect/gemini/schema/schema.h"

#include "dialect/gemini/schema/normalizer.h"
#include "dialect/gemini/schema/openapi.h"
#include "dialect/gemini/schema/writer.h"

namespace rota::gemini {

Status write_json_schema(json::Value schema, SchemaUse use, Bytes param, SchemaBudget& budget, json::Writer& out,
                         Arena& scratch, Bounds bounds) {
  schema::Normalizer normalizer(scratch, budget);
  const Result<schema::Node*> root = normalizer.read(schema, use, param);
  if (!root.ok()) return root.failure();
  const schema::Form form = bounds == Bounds::kept ? schema::Form::json_schema : schema::Form::plain;
  schema::write_node(*root.value(), form, normalizer.definitions(), out);
  return Done{};
}

Result<bool> write_openapi_schema(json::Escaped name, json::Value schema, SchemaUse use, Bytes param, SchemaBudget& budget,
                                  json::Writer& out, Arena& scratch) {
  schema::Normalizer normalizer(scratch, budget);
  const Result<schema::Node*> root = normalizer.read(schema, use, param);
  if (!root.ok()) return root.failure();
  const schema::Node* form = schema::openapi_form(*root.value(), normalizer, scratch);
  if (use == SchemaUse::parameters && !schema::has(*form, schema::Keyword::properties) &&
      !schema::has(*form, schema::Keyword::any_of)) {
    return false;
  }
  out.key(name);
  schema::write_node(*form, schema::Form::openapi, normalizer.definitions(), out);
  return true;
}

}  // namespace rota::gemini
