// Allowed values. Google takes strings and numbers, and heeds them only beside a type (SDK reference of Aug 2026;
// pydantic-ai issue 3610): other values are said by types, and by the description. See schema_normalizer.h.
#include "base/text.h"
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

namespace {

/// The type of a JSON text.
Kind kind_of_value(Bytes value) {
  switch (value.front()) {
    case 'n':
      return Kind::null;
    case 't':
    case 'f':
      return Kind::boolean;
    case '"':
      return Kind::string;
    case '[':
      return Kind::array;
    case '{':
      return Kind::object;
    default:
      return value.find_first_of(".eE") == Bytes::npos ? Kind::integer : Kind::number;
  }
}

bool takes_kind(const Kinds& kinds, Kind kind) {
  if (kinds.has(kind)) return true;
  const bool numeric = kind == Kind::integer || kind == Kind::number;
  return numeric && (kinds.has(Kind::number) || kinds.has(Kind::integer));
}

bool sayable(Kind kind) { return kind == Kind::string || kind == Kind::integer || kind == Kind::number; }

/// The types of values, one for all numbers.
Kinds kinds_of_values(const List<Item>& values) {
  Kinds kinds;
  for (const Item& value : values) kinds.add(kind_of_value(value.name));
  if (kinds.has(Kind::integer) && kinds.has(Kind::number)) kinds.remove(Kind::integer);
  kinds.listed = kinds.count > 1;
  return kinds;
}

}  // namespace

void Normalizer::settle_values(Node& node) {
  const Entry* found = find(node, Keyword::enumeration);
  if (found == nullptr) return;
  Entry values = *found;
  if (const Entry* type = find(node, Keyword::type)) {
    List<Item> fitting;
    for (const Item& value : values.items) {
      if (takes_kind(type->kinds, kind_of_value(value.name))) fitting.push(arena_, value);
    }
    // When none fits, the type is the mistake: {"type":"integer","enum":["1","2"]}.
    if (fitting.empty()) remove(arena_, node, Keyword::type);
    if (!fitting.empty()) values.items = fitting;
  }
  bool plain = true;
  for (const Item& value : values.items) plain = plain && sayable(kind_of_value(value.name));
  if (!plain) return split_values(node, values);
  find(node, Keyword::enumeration)->items = values.items;
  if (!has(node, Keyword::type)) put(arena_, node, Keyword::type).kinds = kinds_of_values(values.items);
}

/// Strings and numbers stay; the others become branches of their types.
void Normalizer::split_values(Node& node, Entry values) {
  const Entry* said = find(node, Keyword::type);
  const Kinds kinds = said == nullptr ? Kinds{} : said->kinds;
  remove(arena_, node, Keyword::enumeration);
  if (has(node, Keyword::any_of)) return;  // there is no second place for branches
  List<Item> plain;
  List<Item> others[kind_count];
  for (const Item& value : values.items) {
    const Kind kind = kind_of_value(value.name);
    (sayable(kind) ? plain : others[static_cast<std::size_t>(kind)]).push(arena_, value);
  }
  List<Item> branches;
  if (!plain.empty()) {
    Node* branch = make_node(arena_);
    Kinds kept = kinds_of_values(plain);
    if (kinds.has(Kind::number) && kept.has(Kind::integer)) {
      kept.remove(Kind::integer);
      kept.add(Kind::number);
    }
    put(arena_, *branch, Keyword::type).kinds = kept;
    put(arena_, *branch, Keyword::enumeration).items = plain;
    weigh(*branch);
    branches.push(arena_, Item{{}, {}, branch});
  }
  for (const Kind kind : {Kind::boolean, Kind::array, Kind::object, Kind::null}) {
    const List<Item>& these = others[static_cast<std::size_t>(kind)];
    if (these.empty()) continue;
    Node* branch = make_typed(arena_, kind);
    bool same = true;
    for (const Item& value : these) same = same && value.name == these[0].name;
    const bool all_of_them = kind == Kind::null || (kind == Kind::boolean && !same);
    if (!all_of_them) describe_values(arena_, *branch, these);
    weigh(*branch);
    branches.push(arena_, Item{{}, {}, branch});
  }
  remove(arena_, node, Keyword::type);
  if (branches.size() == 1) return absorb_one(node, *branches[0].node);
  put(arena_, node, Keyword::any_of).items = branches;
}

}  // namespace rota::gemini::schema
