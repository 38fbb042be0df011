// Schemas: any JSON Schema a client sends, in a form that Google takes for a function's parameters or a structured
// answer. Knows which keywords Google takes and how the others are said with those; refuses to know who sent the schema
// and which field it goes to.
//
// The form is never tighter than the original, so whatever the model may say under the original, it may say under ours.
// It is looser only where Google has no word for a constraint. One exception: a function's arguments are an object.
#pragma once

#include "base/arena.h"
#include "base/limits.h"
#include "base/result.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::gemini {

/// What a schema is for. A function's parameters must be an object.
enum class SchemaUse : std::uint8_t { parameters, response };

/// Whether what bounds values (lengths, numbers, patterns) goes up: Google may be unable to serve a schema with it.
enum class Bounds : std::uint8_t { kept, dropped };

/// What all schemas of one request may still cost together; the calls that write them share one.
struct SchemaBudget {
  std::size_t schemas = limits::schemas_of_request;           ///< in schemas
  std::size_t inlined_bytes = limits::schemas_inlined_bytes;  ///< that merging may add
  bool overdrawn = false;                                     ///< merging wanted to add more
};

/// Writes `schema` as one value: the form for `parametersJsonSchema` and `responseJsonSchema`, which every current
/// model takes. A schema that needs no change keeps its keywords, their order and their values; white space goes.
///
/// `schema` may be absent, null or true: anything goes. Fails, and has then written nothing, with 400 bad_value (no
/// schema at all, or parameters that can be no object) or 400 too_large (past limits::schema_depth, schema_nodes or
/// schema_items, or past `budget`); messages are literals, `param` is the field to blame and is handed through. `scratch` may be reset afterwards: reset
/// it between two schemas of one request.
[[nodiscard]] Status write_json_schema(json::Value schema, SchemaUse use, Bytes param, SchemaBudget& budget,
                                       json::Writer& out, Arena& scratch, Bounds bounds = Bounds::kept);

/// The same for `parameters` and `responseSchema`, the subset of OpenAPI 3.0 in which Google refuses every other
/// keyword
/// ("Unknown name"). References are written out, cycles cut. Writes nothing and gives false for parameters without any
/// property: the field must then be left out ("should be non-empty for OBJECT type"); hence `name`, the member's name,
/// which is written before the value.
[[nodiscard]] Result<bool> write_openapi_schema(json::Escaped name, json::Value schema, SchemaUse use, Bytes param,
                                                SchemaBudget& budget, json::Writer& out, Arena& scratch);

}  // namespace rota::gemini
