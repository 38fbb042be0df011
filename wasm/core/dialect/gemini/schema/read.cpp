// Keywords into nodes; see schema_normalizer.h.
#include <utility>

#include "base/sentence.h"
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

namespace {

bool is_false(json::Value value) { return value.type() == json::Type::boolean && !value.is_true(); }

bool has_kind(const Node& node, Kind kind) {
  const Entry* type = find(node, Keyword::type);
  return type != nullptr && type->kinds.has(kind);
}

}  // namespace

Result<Node*> Normalizer::read(json::Value root, SchemaUse use, Bytes param) {
  if (Status collected = definitions_.collect(root, param, budget_); !collected.ok()) return collected.failure();
  if (!root.is_unset() && !root.is_object() && root.type() != json::Type::boolean) {
    return client_failure(Fault::bad_value, 400, "A schema must be an object.", param);
  }
  Definition& whole = definitions_.root();
  read_definition(whole);
  for (std::size_t i = 0; i < definitions_.list().size(); ++i) read_definition(*definitions_.list()[i]);
  if (nested_too_deep_) {
    return client_failure(Fault::too_large, 400,
                          sentence<"The schema is nested too deep: more than "_s, limits::schema_all_of_depth,
                                   " allOf in one another."_s>,
                          param);
  }
  cut_loops();
  Result<Node*> finished = finish_root(whole.node, root, use, param);
  if (!finished.ok()) return finished;
  whole.node = finished.value();
  cut_loops();  // the root may have become one
  if (budget_.overdrawn) {
    return client_failure(Fault::too_large, 400,
                          sentence<"The schemas of the request are too large: what their references and allOf repeat comes to more than "_s,
                                   limits::schemas_inlined_bytes, " bytes."_s>,
                          param);
  }
  return whole.node;
}

json::Value Normalizer::value_of(const Words& words, Keyword keyword) {
  for (const Word& word : words) {
    if (word.keyword == keyword) return word.value;
  }
  return {};
}

Normalizer::Words Normalizer::words_of(json::Value schema) {
  Words words;
  for (const json::Member member : schema.members()) {
    const Keyword keyword = keyword_of(member.name);
    if (keyword == Keyword::unknown) continue;
    bool found = false;
    for (Word& word : words) {
      if (word.keyword != keyword) continue;
      word.value = member.value;
      found = true;
    }
    if (!found) words.push(arena_, Word{keyword, member.value});
  }
  return words;
}

/// A schema where one is used: a definition stays where it is defined.
Node* Normalizer::read_schema(json::Value schema) {
  if (schema.is_object()) {
    Definition* definition = definitions_.at(schema);
    return definition == nullptr ? read_body(schema) : make_reference(arena_, definition);
  }
  Node* node = make_node(arena_);
  node->never = is_false(schema);
  return node;
}

void Normalizer::read_definition(Definition& definition) {
  if (definition.state != Definition::State::unread) return;
  definition.state = Definition::State::reading;
  definition.node = definition.source.is_object() ? read_body(definition.source) : read_schema(definition.source);
  definition.state = Definition::State::read;
}

Node* Normalizer::read_body(json::Value schema) {
  Node* node = make_node(arena_);
  const Words words = words_of(schema);
  const std::size_t outer_all_of = all_of_depth_;
  all_of_depth_ = std::exchange(reads_member_, false) ? all_of_depth_ + 1 : 0;
  nested_too_deep_ = nested_too_deep_ || all_of_depth_ > limits::schema_all_of_depth;
  if (nested_too_deep_) return node;
  ++depth_;
  for (const Word& word : words) take(*node, word, words);
  take_patterns(*node, words);
  Merging merging(*node);
  take_reference(merging, schema);
  take_members(merging, value_of(words, Keyword::all_of));
  merging.finish(arena_);
  if (value_of(words, Keyword::nullable).is_true()) make_nullable(*node);
  settle(*node);
  --depth_;
  all_of_depth_ = outer_all_of;
  return node;
}

void Normalizer::take(Node& node, const Word& word, const Words& words) {
  const json::Type type = word.value.type();
  switch (fact_of(word.keyword).shape) {
    case Shape::text:
      if (type == json::Type::string) put(arena_, node, word.keyword).text = word.value.raw();
      break;
    case Shape::data:
      put(arena_, node, word.keyword).text = word.value.raw();
      break;
    case Shape::flag:
      if (type == json::Type::boolean) put(arena_, node, word.keyword).text = word.value.raw();
      break;
    case Shape::number:
      take_bound(node, word.keyword, word.value, words);
      break;
    case Shape::count:
      take_count(node, word.keyword, word.value);
      break;
    case Shape::special:
      take_special(node, word, words);
      break;
  }
}

void Normalizer::take_special(Node& node, const Word& word, const Words& words) {
  switch (word.keyword) {
    case Keyword::type: {
      const Kinds kinds = read_kinds(word.value);
      if (kinds.count != 0) put(arena_, node, Keyword::type).kinds = kinds;
      break;
    }
    case Keyword::enumeration:
      take_values(node, word.value);
      break;
    case Keyword::constant:
      take_value(node, word.value);
      break;
    case Keyword::any_of:
    case Keyword::one_of:
      take_union(node, word.value);
      break;
    case Keyword::properties:
      take_properties(node, word.value);
      break;
    case Keyword::required:
    case Keyword::property_ordering:
      take_names(node, word.keyword, word.value);
      break;
    case Keyword::additional_properties:
      take_additional(node, word.value);
      break;
    case Keyword::items:
    case Keyword::additional_items:
      take_items(node, word, words);
      break;
    case Keyword::prefix_items:
      take_prefix(node, word.value);
      break;
    case Keyword::exclusive_minimum:
    case Keyword::exclusive_maximum:
      take_bound(node, word.keyword, word.value, words);
      break;
    default:
      break;
  }
}

/// What another keyword may have said already.
void Normalizer::take_entry(Node& node, const Entry& entry) {
  Merging merging(node);
  absorb_entry(merging, entry, Lists::given);
}

void Normalizer::take_values(Node& node, json::Value value) {
  Entry entry;
  entry.keyword = Keyword::enumeration;
  for (const json::Value element : value.elements()) entry.items.push(arena_, Item{element.raw(), {}, nullptr});
  if (!entry.items.empty()) take_entry(node, entry);
}

void Normalizer::take_value(Node& node, json::Value value) {
  Entry entry;
  entry.keyword = Keyword::enumeration;
  entry.items.push(arena_, Item{value.raw(), {}, nullptr});
  take_entry(node, entry);
}

void Normalizer::take_union(Node& node, json::Value value) {
  Entry entry;
  entry.keyword = Keyword::any_of;
  for (const json::Value branch : value.elements()) entry.items.push(arena_, Item{{}, {}, read_schema(branch)});
  if (!entry.items.empty()) take_entry(node, entry);
}

void Normalizer::take_properties(Node& node, json::Value value) {
  if (!value.is_object()) return;
  Entry entry;
  entry.keyword = Keyword::properties;
  Names names;
  for (const json::Member member : value.members()) {
    const Bytes plain = member.name.text(arena_);
    const std::uint32_t place = names.find(plain);
    if (place != Names::none) {
      entry.items[place].node = read_schema(member.value);
      continue;
    }
    names.add(arena_, plain, static_cast<std::uint32_t>(entry.items.size()));
    entry.items.push(arena_, Item{member.name.escaped(), plain, read_schema(member.value)});
  }
  node.entries.push(arena_, entry);
}

void Normalizer::take_names(Node& node, Keyword keyword, json::Value value) {
  if (!value.is_array()) return;
  Entry entry;
  entry.keyword = keyword;
  Names names;
  for (const json::Value element : value.elements()) {
    const Bytes plain = element.text(arena_);
    if (!element.is_string() || names.has(plain)) continue;
    names.add(arena_, plain, 0);
    entry.items.push(arena_, Item{element.escaped(), plain, nullptr});
  }
  node.entries.push(arena_, entry);
}

void Normalizer::take_additional(Node& node, json::Value value) {
  Entry entry;
  entry.keyword = Keyword::additional_properties;
  if (value.type() == json::Type::boolean) {
    entry.text = value.raw();
  } else if (value.is_object()) {
    entry.items.push(arena_, Item{{}, {}, read_schema(value)});
  } else {
    return;
  }
  node.entries.push(arena_, entry);
}

/// Drafts before 2020-12 wrote prefixItems as a list in items, and items as additionalItems.
void Normalizer::take_items(Node& node, const Word& word, const Words& words) {
  const bool listed = value_of(words, Keyword::items).is_array() && !value_of(words, Keyword::prefix_items).is_array();
  if (word.keyword == Keyword::items && listed) return take_prefix(node, word.value);
  if (word.keyword == Keyword::additional_items && !listed) return;
  if (!word.value.is_object() && word.value.type() != json::Type::boolean) return;
  Entry entry;
  entry.keyword = Keyword::items;
  entry.items.push(arena_, Item{{}, {}, read_schema(word.value)});
  take_entry(node, entry);
}

void Normalizer::take_prefix(Node& node, json::Value value) {
  Entry entry;
  entry.keyword = Keyword::prefix_items;
  for (const json::Value element : value.elements()) entry.items.push(arena_, Item{{}, {}, read_schema(element)});
  if (!entry.items.empty()) take_entry(node, entry);
}

/// A map by patterns that is closed otherwise: what Google can be told of it is what its values are.
void Normalizer::take_patterns(Node& node, const Words& words) {
  const json::Value patterns = value_of(words, Keyword::pattern_properties);
  if (!patterns.is_object() || patterns.count() == 0) return;
  const Entry* additional = find(node, Keyword::additional_properties);
  const bool closed =
      additional != nullptr ? additional->text != "true" : is_false(value_of(words, Keyword::unevaluated_properties));
  if (!closed) return;
  Node* value = make_node(arena_);
  Entry& values = put(arena_, *value, Keyword::any_of);
  for (const json::Member member : patterns.members()) {
    values.items.push(arena_, Item{{}, {}, read_schema(member.value)});
  }
  if (additional != nullptr && !additional->items.empty()) values.items.push(arena_, additional->items[0]);
  for (const Item& item : values.items) {
    if (takes_anything(*item.node)) return remove(arena_, node, Keyword::additional_properties);
  }
  if (values.items.size() == 1) value = values.items[0].node;
  settle(*value);
  Entry& said = put(arena_, node, Keyword::additional_properties);
  said.text = {};
  said.items = {};
  said.items.push(arena_, Item{{}, {}, value});
}

void Normalizer::take_members(Merging& merging, json::Value all_of) {
  const bool several = all_of.count() > 1 || !only_explains(merging.node());
  for (const json::Value member : all_of.elements()) {
    if (!member.is_object() && member.type() != json::Type::boolean) continue;
    reads_member_ = true;
    Node* const read = read_schema(member);
    reads_member_ = false;
    absorb(merging, *read, Lists::given, several);
  }
}

void Normalizer::take_reference(Merging& merging, json::Value schema) {
  Definition* definition = definitions_.named_by(schema);
  if (definition == nullptr) return;
  if (definition->source.is_object()) {
    return absorb_reference(merging, *definition, !only_explains(merging.node()));
  }
  absorb(merging, *read_schema(definition->source), Lists::given, false);
}

/// OpenAPI 3.0's word for "or null".
void Normalizer::make_nullable(Node& node) {
  if (node.never) {
    node.never = false;
    node.entries = {};
    put(arena_, node, Keyword::type).kinds = one_kind(Kind::null);
    return;
  }
  if (Definition* definition = reference_of(node)) {
    remove(arena_, node, Keyword::ref);
    put(arena_, node, Keyword::any_of).items.push(arena_, Item{{}, {}, make_reference(arena_, definition)});
  }
  if (Entry* type = find(node, Keyword::type); type != nullptr && !type->kinds.has(Kind::null)) {
    type->kinds.listed = true;
    type->kinds.add(Kind::null);
  }
  if (Entry* values = find(node, Keyword::enumeration)) {
    bool there = false;
    for (const Item& item : values->items) there = there || item.name == "null";
    if (!there) values->items.push(arena_, Item{"null", {}, nullptr});
  }
  if (Entry* branches = find(node, Keyword::any_of)) {
    bool there = false;
    for (const Item& item : branches->items) there = there || has_kind(*item.node, Kind::null);
    if (!there) branches->items.push(arena_, Item{{}, {}, make_typed(arena_, Kind::null)});
  }
}

}  // namespace rota::gemini::schema
