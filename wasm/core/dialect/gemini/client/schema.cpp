// One walk over the schema; see schema.h.
#include "dialect/gemini/client/schema.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/client/fields.h"
#include "json/writer.h"

namespace rota::gemini::clients {

namespace {

struct TypeName {
  Bytes google;  ///< in any case
  json::Escaped name;
};
constexpr TypeName type_names[] = {
    {"STRING", "string"}, {"NUMBER", "number"}, {"INTEGER", "integer"}, {"BOOLEAN", "boolean"},
    {"ARRAY", "array"},   {"OBJECT", "object"}, {"NULL", "null"},
};

/// What stands in a schema's member.
enum class Holds : std::uint8_t { schema, schemas, named_schemas, count, nothing };
struct Keyword {
  json::Escaped name;  ///< in camel case
  Holds holds;
};
constexpr Keyword keywords[] = {
    {"items", Holds::schema},
    {"additionalProperties", Holds::schema},
    {"anyOf", Holds::schemas},
    {"oneOf", Holds::schemas},
    {"allOf", Holds::schemas},
    {"prefixItems", Holds::schemas},
    {"properties", Holds::named_schemas},
    {"$defs", Holds::named_schemas},
    {"definitions", Holds::named_schemas},
    {"minItems", Holds::count},
    {"maxItems", Holds::count},
    {"minLength", Holds::count},
    {"maxLength", Holds::count},
    {"minProperties", Holds::count},
    {"maxProperties", Holds::count},
    {"propertyOrdering", Holds::nothing},  // the order of an answer's members, which JSON Schema has no word for
};

const Keyword* find_keyword(Bytes name) {
  for (const Keyword& known : keywords) {
    if (same_field(known.name, name)) return &known;
  }
  return nullptr;
}

json::Escaped type_name(json::Value type) {
  const Bytes said = type.escaped();
  for (const TypeName& known : type_names) {
    if (text::iequals(known.google, said)) return known.name;
  }
  return {};
}

class SchemaWriter {
 public:
  explicit SchemaWriter(json::Writer& writer) : writer_(writer) {}
  void write(json::Value schema, std::size_t depth);

 private:
  void write_type(json::Value type, bool nullable);
  void write_member(json::Escaped name, json::Value value, Holds holds, bool nullable, std::size_t depth);
  void write_enum(json::Value values, bool nullable);
  void write_list(json::Value schemas, bool nullable, std::size_t depth);

  json::Writer& writer_;
};

void SchemaWriter::write_type(json::Value type, bool nullable) {
  const json::Escaped name = type_name(type);
  if (type.is_array() || (name.empty() && !text::iequals(type.escaped(), "TYPE_UNSPECIFIED"))) {
    writer_.key("type");
    return writer_.raw(type.raw());
  }
  if (name.empty()) return;
  writer_.key("type");
  if (!nullable) return writer_.escaped(name);
  writer_.begin_array();
  writer_.escaped(name);
  writer_.escaped("null");
  writer_.end_array();
}

void SchemaWriter::write_enum(json::Value values, bool nullable) {
  writer_.key("enum");
  writer_.begin_array();
  for (const json::Value value : values.elements()) writer_.raw(value.raw());
  if (nullable) writer_.null();
  writer_.end_array();
}

void SchemaWriter::write_list(json::Value schemas, bool nullable, std::size_t depth) {
  writer_.begin_array();
  for (const json::Value schema : schemas.elements()) write(schema, depth);
  if (nullable) writer_.raw(R"({"type":"null"})");
  writer_.end_array();
}

void SchemaWriter::write_member(json::Escaped name, json::Value value, Holds holds, bool nullable, std::size_t depth) {
  if (holds == Holds::nothing) return;
  writer_.key(name);
  if (holds == Holds::schema && value.is_object()) return write(value, depth);
  if ((holds == Holds::schemas || holds == Holds::schema) && value.is_array()) {
    return write_list(value, nullable && name == "anyOf", depth);
  }
  if (holds == Holds::named_schemas && value.is_object()) {
    writer_.begin_object();
    for (const json::Member member : value.members()) {
      writer_.key(member.name.escaped());
      write(member.value, depth);
    }
    return writer_.end_object();
  }
  std::uint64_t count = 0;
  if (holds == Holds::count && value.is_string() && text::parse_unsigned(value.escaped(), count)) {
    return writer_.integer(static_cast<std::int64_t>(count));
  }
  writer_.raw(value.raw());
}

void SchemaWriter::write(json::Value schema, std::size_t depth) {
  if (!schema.is_object() || depth > limits::schema_depth) return writer_.raw(schema.raw());
  const bool nullable = schema["nullable"].is_true();
  writer_.begin_object();
  for (const json::Member member : schema.members()) {
    const json::Escaped name = member.name.escaped();
    if (name == "nullable") continue;
    if (name == "type") {
      write_type(member.value, nullable);
    } else if (name == "enum" && member.value.is_array()) {
      write_enum(member.value, nullable);
    } else {
      const Keyword* known = find_keyword(name);
      write_member(known != nullptr ? known->name : name, member.value, known != nullptr ? known->holds : Holds::count,
                   nullable, depth + 1);
    }
  }
  writer_.end_object();
}

}  // namespace

json::Raw json_schema_of(json::Value schema, Arena& arena) {
  json::Composed composed;
  SchemaWriter(composed.writer()).write(schema, 0);
  return composed.keep(arena);
}

}  // namespace rota::gemini::clients
