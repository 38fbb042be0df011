// See schema_writer.h. Data is copied as it stands.
#include "dialect/gemini/schema/writer.h"

#include "base/text.h"

namespace rota::gemini::schema {

namespace {

/// OpenAPI's types are names of an enumeration of Google's.
json::Escaped upper_name(Kind kind) {
  static constexpr json::Escaped names[] = {"NULL", "BOOLEAN", "INTEGER", "NUMBER", "STRING", "ARRAY", "OBJECT"};
  return names[static_cast<std::size_t>(kind)];
}

/// What a schema can lose and still say the same of a value's build.
bool bounds_value(const KeywordFact& fact) {
  return fact.shape == Shape::number || fact.shape == Shape::count || fact.keyword == Keyword::pattern ||
         fact.keyword == Keyword::format || fact.keyword == Keyword::unique_items ||
         fact.keyword == Keyword::prefix_items || fact.keyword == Keyword::additional_properties;
}

class NodeWriter {
 public:
  NodeWriter(Form form, const Definitions& definitions, json::Writer& out)
      : form_(form), definitions_(definitions), out_(out) {}

  void write(const Node& node) {
    out_.begin_object();
    if (node.never) {
      // Nothing takes less than one value; an empty enum and "not" are refused.
      out_.key("type");
      write_kind(Kind::null);
    }
    const bool ordered = has(node, Keyword::prefix_items);  // items are the others then
    for (const Entry& entry : node.entries) {
      const KeywordFact& fact = fact_of(entry.keyword);
      if (!(form_ == Form::openapi ? fact.openapi : fact.json_schema)) continue;
      if (form_ == Form::plain && (bounds_value(fact) || (entry.keyword == Keyword::items && ordered))) continue;
      out_.key(fact.name);
      write_value(entry);
    }
    out_.end_object();
  }

 private:
  void write_value(const Entry& entry) {
    switch (entry.keyword) {
      case Keyword::type:
        return write_kinds(entry.kinds);
      case Keyword::ref:
        if (entry.definition->name.empty()) return out_.escaped("#");
        return out_.escaped("#/$defs/", json::trust_escaped(entry.definition->name));
      case Keyword::defs:
        return write_definitions();
      case Keyword::any_of:
      case Keyword::prefix_items:
        return write_list(entry);
      case Keyword::properties:
        return write_properties(entry);
      case Keyword::required:
      case Keyword::property_ordering:
        return write_names(entry);
      case Keyword::enumeration:
        return write_values(entry);
      case Keyword::items:
        return write(*entry.items[0].node);
      case Keyword::additional_properties:
        return entry.items.empty() ? out_.raw(json::trust_raw(entry.text)) : write(*entry.items[0].node);
      default:
        return out_.raw(json::trust_raw(entry.text));
    }
  }
  void write_kind(Kind kind) { out_.escaped(form_ == Form::openapi ? upper_name(kind) : name_of(kind)); }
  void write_kinds(const Kinds& kinds) {
    if (!kinds.listed) return write_kind(kinds.list[0]);
    out_.begin_array();
    for (std::size_t i = 0; i < kinds.count; ++i) write_kind(kinds.list[i]);
    out_.end_array();
  }
  void write_definitions() {
    out_.begin_object();
    for (const Definition* definition : definitions_.list()) {
      out_.key(json::trust_escaped(definition->name));
      write(*definition->node);
    }
    out_.end_object();
  }
  void write_list(const Entry& entry) {
    out_.begin_array();
    for (const Item& item : entry.items) write(*item.node);
    out_.end_array();
  }
  void write_properties(const Entry& entry) {
    out_.begin_object();
    for (const Item& item : entry.items) {
      out_.key(json::trust_escaped(item.name));
      write(*item.node);
    }
    out_.end_object();
  }
  void write_names(const Entry& entry) {
    out_.begin_array();
    for (const Item& item : entry.items) out_.escaped(json::trust_escaped(item.name));
    out_.end_array();
  }
  void write_values(const Entry& entry) {
    out_.begin_array();
    for (const Item& item : entry.items) out_.raw(json::trust_raw(item.name));
    out_.end_array();
  }

  Form form_;
  const Definitions& definitions_;
  json::Writer& out_;
};

}  // namespace

void write_node(const Node& node, Form form, const Definitions& definitions, json::Writer& out) {
  NodeWriter(form, definitions, out).write(node);
}

}  // namespace rota::gemini::schema
