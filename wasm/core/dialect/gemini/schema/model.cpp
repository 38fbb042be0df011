// The table of keywords and the handling of nodes; see schema_model.h.
#include "dialect/gemini/schema/model.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota::gemini::schema {

namespace {

// Sources. JSON Schema: Google's reference of responseJsonSchema (SDK of Aug 2026), which lists what is supported, and
// recorded 200s of functions that carry default, uniqueItems, pattern, the lengths (fixtures of Oct 2025 to Aug 2026).
// OpenAPI: the fields of Google's Schema message (SDK of Aug 2026); every other name is a 400 "Unknown name".
constexpr KeywordFact facts[] = {
    {"type", Keyword::type, Shape::special, true, true},
    {"format", Keyword::format, Shape::text, true, true},
    {"title", Keyword::title, Shape::text, true, true},
    {"description", Keyword::description, Shape::text, true, true},
    {"nullable", Keyword::nullable, Shape::special, false, true},
    {"default", Keyword::default_value, Shape::data, true, true},
    {"example", Keyword::example, Shape::data, false, true},
    {"enum", Keyword::enumeration, Shape::special, true, true},
    {"$ref", Keyword::ref, Shape::special, true, false},
    {"$defs", Keyword::defs, Shape::special, true, false},
    {"anyOf", Keyword::any_of, Shape::special, true, true},
    {"properties", Keyword::properties, Shape::special, true, true},
    {"required", Keyword::required, Shape::special, true, true},
    {"propertyOrdering", Keyword::property_ordering, Shape::special, true, true},
    {"additionalProperties", Keyword::additional_properties, Shape::special, true, false},
    {"minProperties", Keyword::min_properties, Shape::count, true, true},
    {"maxProperties", Keyword::max_properties, Shape::count, true, true},
    {"items", Keyword::items, Shape::special, true, true},
    {"prefixItems", Keyword::prefix_items, Shape::special, true, false},
    {"minItems", Keyword::min_items, Shape::count, true, true},
    {"maxItems", Keyword::max_items, Shape::count, true, true},
    {"uniqueItems", Keyword::unique_items, Shape::flag, true, false},
    {"minimum", Keyword::minimum, Shape::number, true, true},
    {"maximum", Keyword::maximum, Shape::number, true, true},
    {"minLength", Keyword::min_length, Shape::count, true, true},
    {"maxLength", Keyword::max_length, Shape::count, true, true},
    {"pattern", Keyword::pattern, Shape::text, true, true},
    {"const", Keyword::constant, Shape::special, false, false},
    {"exclusiveMinimum", Keyword::exclusive_minimum, Shape::special, false, false},
    {"exclusiveMaximum", Keyword::exclusive_maximum, Shape::special, false, false},
    {"oneOf", Keyword::one_of, Shape::special, false, false},
    {"allOf", Keyword::all_of, Shape::special, false, false},
    {"definitions", Keyword::definitions, Shape::special, false, false},
    {"additionalItems", Keyword::additional_items, Shape::special, false, false},
    {"patternProperties", Keyword::pattern_properties, Shape::special, false, false},
    {"unevaluatedProperties", Keyword::unevaluated_properties, Shape::special, false, false},
    {"$dynamicRef", Keyword::dynamic_ref, Shape::special, false, false},
    {"$recursiveRef", Keyword::recursive_ref, Shape::special, false, false},
    {"$id", Keyword::id, Shape::special, false, false},
    {"id", Keyword::old_id, Shape::special, false, false},
    {"$anchor", Keyword::anchor, Shape::special, false, false},
    {"$dynamicAnchor", Keyword::dynamic_anchor, Shape::special, false, false},
};

constexpr bool facts_in_order() {
  std::size_t place = 0;
  for (const KeywordFact& fact : facts) {
    if (static_cast<std::size_t>(fact.keyword) != place++) return false;
  }
  return place == static_cast<std::size_t>(Keyword::unknown);
}
static_assert(facts_in_order());

constexpr std::size_t slot_count = 256;
constexpr std::size_t slot_of(Bytes name) {
  const auto octet = [name](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(name[at])); };
  return (name.size() * 31 + octet(0) * 7 + octet(name.size() - 1) * 13 + octet(name.size() / 2)) % slot_count;
}

/// Facts by name, for every member of every schema asks. A slot holds a place in `facts`, plus one.
struct Slots {
  std::uint8_t places[slot_count] = {};
};
constexpr Slots make_slots() {
  Slots slots;
  std::uint8_t place = 0;
  for (const KeywordFact& fact : facts) {
    std::size_t at = slot_of(fact.name);
    while (slots.places[at] != 0) at = (at + 1) % slot_count;
    slots.places[at] = ++place;
  }
  return slots;
}
constexpr Slots slots = make_slots();

constexpr json::Escaped kind_names[] = {"null", "boolean", "integer", "number", "string", "array", "object"};

struct Alias {
  Bytes name;
  Kind kind;
};
constexpr Alias aliases[] = {
    {"int", Kind::integer},  {"float", Kind::number}, {"double", Kind::number}, {"str", Kind::string},
    {"bool", Kind::boolean}, {"list", Kind::array},   {"dict", Kind::object},   {"none", Kind::null},
};

void add_kind(json::Value name, Kinds& kinds) {
  const Bytes text = name.escaped();
  for (std::size_t i = 0; i < kind_count; ++i) {
    if (text::iequals(text, kind_names[i])) return kinds.add(static_cast<Kind>(i));
  }
  for (const Alias& alias : aliases) {
    if (text::iequals(text, alias.name)) return kinds.add(alias.kind);
  }
}

/// A string's inside.
Bytes inside(Bytes quoted) { return quoted.substr(1, quoted.size() - 2); }

}  // namespace

const KeywordFact& fact_of(Keyword keyword) { return facts[static_cast<std::size_t>(keyword)]; }

Keyword keyword_of(json::Value name) {
  const Bytes text = name.escaped();
  if (text.empty()) return Keyword::unknown;
  if (text::contains(text, "\\")) {
    for (const KeywordFact& fact : facts) {
      if (name.equals(fact.name)) return fact.keyword;
    }
    return Keyword::unknown;
  }
  for (std::size_t at = slot_of(text); slots.places[at] != 0; at = (at + 1) % slot_count) {
    const KeywordFact& fact = facts[slots.places[at] - 1];
    if (text == fact.name) return fact.keyword;
  }
  return Keyword::unknown;
}

json::Escaped name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

bool Kinds::has(Kind kind) const {
  for (std::size_t i = 0; i < count; ++i) {
    if (list[i] == kind) return true;
  }
  return false;
}

void Kinds::add(Kind kind) {
  if (!has(kind)) list[count++] = kind;
}

void Kinds::remove(Kind kind) {
  std::uint8_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (list[i] != kind) list[kept++] = list[i];
  }
  count = kept;
}

Kinds read_kinds(json::Value type) {
  Kinds kinds;
  kinds.listed = type.is_array();
  if (type.is_string()) add_kind(type, kinds);
  for (const json::Value element : type.elements()) add_kind(element, kinds);
  return kinds;
}

Kinds one_kind(Kind kind) {
  Kinds kinds;
  kinds.add(kind);
  return kinds;
}

Entry* find(Node& node, Keyword keyword) {
  for (Entry& entry : node.entries) {
    if (entry.keyword == keyword) return &entry;
  }
  return nullptr;
}

const Entry* find(const Node& node, Keyword keyword) {
  for (const Entry& entry : node.entries) {
    if (entry.keyword == keyword) return &entry;
  }
  return nullptr;
}

Entry& put(Arena& arena, Node& node, Keyword keyword) {
  if (Entry* entry = find(node, keyword)) return *entry;
  Entry entry;
  entry.keyword = keyword;
  return node.entries.push(arena, entry);
}

void remove(Arena& arena, Node& node, Keyword keyword) {
  if (!has(node, keyword)) return;
  List<Entry> kept;
  for (const Entry& entry : node.entries) {
    if (entry.keyword != keyword) kept.push(arena, entry);
  }
  node.entries = kept;
}

bool explains(Keyword keyword) {
  return keyword == Keyword::title || keyword == Keyword::description || keyword == Keyword::default_value ||
         keyword == Keyword::example;
}

bool only_explains(const Node& node) {
  for (const Entry& entry : node.entries) {
    if (!explains(entry.keyword)) return false;
  }
  return !node.never;
}

Definition* reference_of(const Node& node) {
  const Entry* entry = find(node, Keyword::ref);
  return entry == nullptr ? nullptr : entry->definition;
}

Node* make_node(Arena& arena) {
  Node* node = arena.make<Node>();
  weigh(*node);
  return node;
}

Node* make_typed(Arena& arena, Kind kind) {
  Node* node = arena.make<Node>();
  put(arena, *node, Keyword::type).kinds = one_kind(kind);
  weigh(*node);
  return node;
}

Node* make_reference(Arena& arena, Definition* definition) {
  Node* node = arena.make<Node>();
  put(arena, *node, Keyword::ref).definition = definition;
  weigh(*node);
  return node;
}

List<Item> copy_items(Arena& arena, const List<Item>& items) {
  List<Item> copy;
  for (const Item& item : items) copy.push(arena, item);
  return copy;
}

Node* copy_node(Arena& arena, const Node& node) {
  Node* copy = arena.make<Node>();
  for (const Entry& entry : node.entries) {
    copy->entries.push(arena, entry).items = copy_items(arena, entry.items);
  }
  copy->weight = node.weight;
  copy->never = node.never;
  return copy;
}

void weigh(Node& node) {
  node.weight = 2;
  for (const Entry& entry : node.entries) {
    node.weight += fact_of(entry.keyword).name.size() + 4 + entry.text.size() + entry.kinds.count * std::size_t{10};
    if (entry.definition != nullptr) node.weight += entry.definition->name.size() + 10;
    for (const Item& item : entry.items) {
      node.weight += item.name.size() + 4 + (item.node == nullptr ? 0 : item.node->weight);
    }
  }
}

void describe(Arena& arena, Node& node, Bytes sentence) {
  Entry& entry = put(arena, node, Keyword::description);
  if (entry.text.size() <= 2) {
    entry.text = arena.join("\"", sentence, "\"");
  } else if (!text::contains(entry.text, sentence)) {
    entry.text = arena.join("\"", inside(entry.text), "\\n", sentence, "\"");
  }
}

void describe_values(Arena& arena, Node& node, const List<Item>& values) {
  Buffer sentence;
  sentence.append("One of: ");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) sentence.append(", ");
    json::append_escaped(sentence, values[i].name);
    if (sentence.size() > limits::schema_hint_bytes) return;
  }
  describe(arena, node, arena.copy(sentence.view()));
}

}  // namespace rota::gemini::schema
