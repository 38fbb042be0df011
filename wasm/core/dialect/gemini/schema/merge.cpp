// Merging: what several schemas take together, within bounds that keep the result about as large as they are.
// Past a bound something stays a reference, or one side is left out, never both; see schema_normalizer.h.
#include "base/text.h"
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

namespace {

constexpr std::size_t expansion_depth =
    limits::schema_depth / 2;  // a definition read in a definition deepens the stack

/// Not so strings with escapes, numbers with fractions or exponents, arrays and objects.
bool written_one_way(Bytes value) {
  if (value.front() == '"') return !text::contains(value, "\\");
  return value.find_first_of(".eE[{") == Bytes::npos || value == "true" || value == "false";
}

bool all_written_one_way(const List<Item>& values) {
  for (const Item& value : values) {
    if (!written_one_way(value.name)) return false;
  }
  return true;
}

Bytes inside_quotes(Bytes quoted) { return quoted.substr(1, quoted.size() - 2); }

}  // namespace

/// Whether so much more may be written; it counts as written then.
bool Normalizer::afford(std::size_t bytes) {
  if (bytes > limits::schema_inlined_bytes - inlined_) return false;
  if (bytes > budget_.inlined_bytes) {
    budget_.overdrawn = true;
    return false;
  }
  inlined_ += bytes;
  budget_.inlined_bytes -= bytes;
  return true;
}

/// The body of a definition, to be copied; null when it is being read itself or would cost too much.
Node* Normalizer::expand(Definition& definition) {
  if (definition.state == Definition::State::unread && depth_ >= expansion_depth) return nullptr;
  read_definition(definition);
  if (definition.state != Definition::State::read || merge_depth_ >= limits::schema_merge_depth) return nullptr;
  return afford(definition.node->weight) ? definition.node : nullptr;
}

Node* Normalizer::both(Node* a, Node* b) {
  if (a == b || takes_anything(*b) || a->never) return a;
  if (takes_anything(*a) || b->never) return b;
  if (reference_of(*a) != nullptr && reference_of(*a) == reference_of(*b)) return a;
  if (merge_depth_ >= limits::schema_merge_depth || !afford(a->weight + b->weight)) return a;
  ++merge_depth_;
  Node* merged = copy_node(arena_, *a);
  absorb_one(*merged, *b);
  settle(*merged);
  --merge_depth_;
  return merged;
}

/// Makes `into` take only what `from` takes too, which is used elsewhere. Unsettled.
void Normalizer::absorb_one(Node& into, Node& from) {
  Merging merging(into);
  absorb(merging, from, Lists::shared, true);
  merging.finish(arena_);
}

/// The same, one of several.
void Normalizer::absorb(Merging& merging, Node& from, Lists lists, bool inline_references) {
  Node& into = merging.node();
  if (from.never) into.never = true;
  if (into.never || takes_anything(from)) return;
  if (Definition* definition = reference_of(from)) return absorb_reference(merging, *definition, inline_references);
  if (Definition* mine = reference_of(into)) {
    into.entries = {};
    absorb_reference(merging, *mine, !only_explains(from));
    if (reference_of(into) != nullptr) {  // a reference stands alone
      into.entries = {};
      put(arena_, into, Keyword::any_of).items.push(arena_, Item{{}, {}, make_reference(arena_, mine)});
    }
  }
  for (const Entry& entry : from.entries) absorb_entry(merging, entry, lists);
}

/// Google lets nothing stand beside a $ref ("If `$ref` is set on a sub-schema, no other properties ... may be set"):
/// what only explains stays beside a union of the one reference, what constrains is merged with what is referred to.
void Normalizer::absorb_reference(Merging& merging, Definition& definition, bool inline_references) {
  Node& into = merging.node();
  if (reference_of(into) == &definition || into.never) return;
  if (Definition* mine = reference_of(into)) {
    into.entries = {};
    absorb_reference(merging, *mine, true);
    if (reference_of(into) != nullptr) {
      into.entries = {};
      put(arena_, into, Keyword::any_of).items.push(arena_, Item{{}, {}, make_reference(arena_, mine)});
    }
  }
  if (Node* body = inline_references ? expand(definition) : nullptr) {
    ++merge_depth_;
    absorb(merging, *body, Lists::shared, true);
    --merge_depth_;
    return;
  }
  if (into.entries.empty()) {
    put(arena_, into, Keyword::ref).definition = &definition;
  } else if (!has(into, Keyword::any_of)) {
    put(arena_, into, Keyword::any_of).items.push(arena_, Item{{}, {}, make_reference(arena_, &definition)});
  }
}

void Normalizer::absorb_entry(Merging& merging, const Entry& theirs, Lists lists) {
  Node& into = merging.node();
  Entry* mine = find(into, theirs.keyword);
  if (mine == nullptr) {
    Entry entry = theirs;
    if (lists == Lists::shared) entry.items = copy_items(arena_, theirs.items);
    into.entries.push(arena_, entry);
    return;
  }
  switch (theirs.keyword) {
    case Keyword::type:
      return merge_kinds(into, *mine, theirs);
    case Keyword::enumeration:
      return merge_values(merging, *mine, theirs);
    case Keyword::any_of:
      return merge_unions(*mine, theirs);
    case Keyword::properties:
      return merge_properties(merging, *mine, theirs);
    case Keyword::required:
      return merge_names(merging, *mine, theirs);
    case Keyword::additional_properties:
    case Keyword::items:
    case Keyword::prefix_items:
      return merge_schemas(*mine, theirs);
    case Keyword::description:
      return merging.describe(arena_, *mine, inside_quotes(theirs.text));
    case Keyword::unique_items:
      if (theirs.text == "true") mine->text = theirs.text;
      return;
    default:
      break;
  }
  const Shape shape = fact_of(theirs.keyword).shape;
  if (shape == Shape::number || shape == Shape::count) tighten(into, theirs.keyword, theirs.text);
}

/// An integer is a number.
void Normalizer::merge_kinds(Node& into, Entry& mine, const Entry& theirs) {
  Kinds kinds;
  kinds.listed = mine.kinds.listed;
  for (std::size_t i = 0; i < mine.kinds.count; ++i) {
    const Kind kind = mine.kinds.list[i];
    if (theirs.kinds.has(kind) || (kind == Kind::integer && theirs.kinds.has(Kind::number))) kinds.add(kind);
    if (kind == Kind::number && theirs.kinds.has(Kind::integer)) kinds.add(Kind::integer);
  }
  if (kinds.has(Kind::number)) kinds.remove(Kind::integer);
  if (kinds.count == 0) into.never = true;
  mine.kinds = kinds;
}

/// Compared as they are written, so only where the same value is always written the same. What is left is no longer
/// than `theirs`, so that further values do not look at the first ones again.
void Normalizer::merge_values(Merging& merging, Entry& mine, const Entry& theirs) {
  if (merging.values_inexact || !all_written_one_way(theirs.items)) return;
  merging.values_inexact = !all_written_one_way(mine.items);
  if (merging.values_inexact) return;
  Names allowed;
  for (const Item& value : theirs.items) {
    if (!allowed.has(value.name)) allowed.add(arena_, value.name, 0);
  }
  Names taken;
  List<Item> kept;
  for (const Item& value : mine.items) {
    if (!allowed.has(value.name) || taken.has(value.name)) continue;
    taken.add(arena_, value.name, 0);
    kept.push(arena_, value);
  }
  if (kept.empty()) merging.node().never = true;
  mine.items = kept;
}

/// (a or b) and (c or d): each with each, as long as these are few.
void Normalizer::merge_unions(Entry& mine, const Entry& theirs) {
  if (mine.items.size() * theirs.items.size() > limits::schema_branches) return;
  std::size_t weight = 0;
  for (const Item& item : mine.items) weight += item.node->weight * theirs.items.size();
  for (const Item& item : theirs.items) weight += item.node->weight * mine.items.size();
  if (!afford(weight)) return;
  List<Item> branches;
  for (const Item& left : mine.items) {
    for (const Item& right : theirs.items) {
      Node* branch = both(left.node, right.node);
      if (!branch->never) branches.push(arena_, Item{{}, {}, branch});
    }
  }
  mine.items = branches;
}

void Normalizer::merge_properties(Merging& merging, Entry& mine, const Entry& theirs) {
  for (const Item& item : theirs.items) {
    const std::uint32_t place = merging.find_or_add(arena_, mine, item);
    if (place != Names::none) mine.items[place].node = both(mine.items[place].node, item.node);
  }
}

void Normalizer::merge_names(Merging& merging, Entry& mine, const Entry& theirs) {
  for (const Item& item : theirs.items) static_cast<void>(merging.find_or_add(arena_, mine, item));
}

/// additionalProperties, which may be a boolean, items, and prefixItems place by place.
void Normalizer::merge_schemas(Entry& mine, const Entry& theirs) {
  if (mine.text == "false" || theirs.text == "true") return;
  if (theirs.text == "false" || mine.text == "true") {
    mine.text = theirs.text;
    mine.items = copy_items(arena_, theirs.items);
    return;
  }
  for (std::size_t i = 0; i < theirs.items.size(); ++i) {
    if (i < mine.items.size()) {
      mine.items[i].node = both(mine.items[i].node, theirs.items[i].node);
    } else {
      mine.items.push(arena_, theirs.items[i]);
    }
  }
}

}  // namespace rota::gemini::schema
