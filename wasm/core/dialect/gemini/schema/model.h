// The schema model: a schema as nodes of keywords, each at most once, in the order in which the client wrote them.
// Knows which keywords Google takes, and where that is said; refuses to know how nodes are read, merged or written.
#pragma once

#include "base/list.h"
#include "json/reader.h"

namespace rota::gemini::schema {

enum class Keyword : std::uint8_t {
  // what nodes hold
  type,
  format,
  title,
  description,
  nullable,
  default_value,
  example,
  enumeration,
  ref,
  defs,
  any_of,
  properties,
  required,
  property_ordering,
  additional_properties,
  min_properties,
  max_properties,
  items,
  prefix_items,
  min_items,
  max_items,
  unique_items,
  minimum,
  maximum,
  min_length,
  max_length,
  pattern,
  // what is read and said by others
  constant,
  exclusive_minimum,
  exclusive_maximum,
  one_of,
  all_of,
  definitions,
  additional_items,
  pattern_properties,
  unevaluated_properties,
  dynamic_ref,
  recursive_ref,
  id,
  old_id,
  anchor,
  dynamic_anchor,
  unknown,
};

/// What a keyword's value is.
enum class Shape : std::uint8_t {
  text,     // a string
  data,     // any JSON, never looked into
  flag,     // a boolean
  number,   // a number
  count,    // an integer of at least 0
  special,  // each its own
};

struct KeywordFact {
  json::Escaped name;
  Keyword keyword;
  Shape shape;
  bool json_schema;  ///< may be written to parametersJsonSchema and responseJsonSchema
  bool openapi;      ///< may be written to parameters and responseSchema
};
[[nodiscard]] const KeywordFact& fact_of(Keyword keyword);
/// `name` is a member's name.
[[nodiscard]] Keyword keyword_of(json::Value name);

/// JSON Schema's types.
enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };
inline constexpr std::size_t kind_count = 7;
[[nodiscard]] json::Escaped name_of(Kind kind);

/// A set of types that keeps its order, and whether it was written as a list.
struct Kinds {
  Kind list[kind_count] = {};
  std::uint8_t count = 0;
  bool listed = false;

  [[nodiscard]] bool has(Kind kind) const;
  void add(Kind kind);
  void remove(Kind kind);
};
/// The value of `type`; what is no type is left out. Names may be upper case, as in OpenAPI's form of Google, or a
/// programming language's ("int", "str", "dict").
[[nodiscard]] Kinds read_kinds(json::Value type);
[[nodiscard]] Kinds one_kind(Kind kind);

struct Node;

/// A schema that references may name.
struct Definition {
  enum class State : std::uint8_t { unread, reading, read };
  Bytes name;  ///< letters, digits, '_', '.', '-'; empty: the root
  json::Value source;
  Node* node = nullptr;
  State state = State::unread;
  std::uint32_t number = 0;  ///< its place among all definitions
};

/// One thing of a keyword that has several. Which fields mean something depends on the keyword.
struct Item {
  Bytes name;   ///< a property's name, escaped; a value of an enumeration, JSON
  Bytes plain;  ///< the name, unescaped
  Node* node = nullptr;
};

struct Entry {
  Keyword keyword = Keyword::unknown;
  Kinds kinds;                       ///< type
  Bytes text;                        ///< JSON; additional_properties: when it is a boolean
  List<Item> items;                  ///< lists; items and additional_properties: the one schema
  Definition* definition = nullptr;  ///< ref
};

/// A schema. Without entries it takes anything. A node with a ref has no other entry, the root's definitions aside.
struct Node {
  List<Entry> entries;
  std::size_t weight = 0;  ///< about how many bytes it takes when written
  bool never = false;      ///< takes nothing
};

[[nodiscard]] Entry* find(Node& node, Keyword keyword);
[[nodiscard]] const Entry* find(const Node& node, Keyword keyword);
[[nodiscard]] inline bool has(const Node& node, Keyword keyword) { return find(node, keyword) != nullptr; }
/// The entry of that keyword, made at the end when there is none.
Entry& put(Arena& arena, Node& node, Keyword keyword);
void remove(Arena& arena, Node& node, Keyword keyword);
[[nodiscard]] inline bool takes_anything(const Node& node) { return !node.never && node.entries.empty(); }
/// Nothing but what explains: title, description, default, example.
[[nodiscard]] bool only_explains(const Node& node);
[[nodiscard]] bool explains(Keyword keyword);
[[nodiscard]] Definition* reference_of(const Node& node);

[[nodiscard]] Node* make_node(Arena& arena);
[[nodiscard]] Node* make_typed(Arena& arena, Kind kind);
[[nodiscard]] Node* make_reference(Arena& arena, Definition* definition);
/// Own lists, the same nodes below.
[[nodiscard]] Node* copy_node(Arena& arena, const Node& node);
[[nodiscard]] List<Item> copy_items(Arena& arena, const List<Item>& items);
/// Computes the weight from those of the nodes below.
void weigh(Node& node);

/// Appends a sentence (escaped) to the description; one that is there already is not repeated.
void describe(Arena& arena, Node& node, Bytes sentence);
/// Appends "One of: <values>" to the description, unless that is too long.
void describe_values(Arena& arena, Node& node, const List<Item>& values);

}  // namespace rota::gemini::schema
