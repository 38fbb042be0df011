// What must agree within a node, whoever built it; see schema_normalizer.h.
#include "base/text.h"
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

namespace {

bool any_never(const List<Item>& items) {
  for (const Item& item : items) {
    if (item.node->never) return true;
  }
  return false;
}

}  // namespace

void Normalizer::settle(Node& node) {
  settle_union(node);
  settle_values(node);
  settle_properties(node);
  passing_.reset();
  settle_items(node);
  if (node.never) node.entries = {};
  weigh(node);
}

/// A branch that takes nothing is none.
void Normalizer::settle_union(Node& node) {
  Entry* entry = find(node, Keyword::any_of);
  if (entry == nullptr || (!entry->items.empty() && !any_never(entry->items))) return;
  List<Item> kept;
  for (const Item& item : entry->items) {
    if (!item.node->never) kept.push(arena_, item);
  }
  if (kept.empty()) node.never = true;
  entry->items = kept;
}

/// "property is not defined" is what Google says of a required name without property: it gets one that takes what
/// additionalProperties would have taken. A property that takes nothing is left out; one that is required as well
/// stays, for the object cannot be without.
void Normalizer::settle_properties(Node& node) {
  Entry* additional = find(node, Keyword::additional_properties);
  if (additional != nullptr && !additional->items.empty() && additional->items[0].node->never) {
    additional->items = {};
    additional->text = "false";
  }
  Names required;
  if (const Entry* names = find(node, Keyword::required)) {
    for (const Item& item : names->items) required.add(passing_, item.plain, 0);
  }
  Entry* properties = find(node, Keyword::properties);
  if (properties != nullptr && any_never(properties->items)) {
    List<Item> kept;
    for (const Item& item : properties->items) {
      if (!item.node->never || required.has(item.plain)) kept.push(arena_, item);
    }
    properties->items = kept;
  }
  if (!has(node, Keyword::required) && !has(node, Keyword::property_ordering)) return;
  Names defined;
  if (properties != nullptr) {
    for (const Item& item : properties->items) defined.add(passing_, item.plain, 0);
  }
  if (const Entry* names = find(node, Keyword::required)) {
    const List<Item> wanted = names->items;
    for (const Item& item : wanted) {
      if (defined.has(item.plain)) continue;
      const Entry* others = find(node, Keyword::additional_properties);
      Node* value = others != nullptr && !others->items.empty() ? others->items[0].node : nullptr;
      if (value == nullptr || !afford(value->weight)) value = make_node(arena_);
      put(arena_, node, Keyword::properties).items.push(arena_, Item{item.name, item.plain, value});
      defined.add(passing_, item.plain, 0);
    }
  }
  if (Entry* order = find(node, Keyword::property_ordering)) {
    List<Item> kept;
    for (const Item& item : order->items) {
      if (defined.has(item.plain)) kept.push(arena_, item);
    }
    order->items = kept;
    if (kept.empty()) remove(arena_, node, Keyword::property_ordering);
  }
}

/// From the first item on that nothing fits, there are none.
void Normalizer::settle_items(Node& node) {
  std::size_t fixed = 0;
  if (Entry* prefix = find(node, Keyword::prefix_items)) {
    const bool shorter = any_never(prefix->items);
    List<Item> kept;
    while (kept.size() < prefix->items.size() && !prefix->items[kept.size()].node->never) {
      kept.push(arena_, prefix->items[kept.size()]);
    }
    fixed = kept.size();
    prefix->items = kept;
    if (shorter) tighten(node, Keyword::max_items, text::decimal(arena_, static_cast<std::int64_t>(fixed)));
    if (fixed == 0) remove(arena_, node, Keyword::prefix_items);
  }
  const Entry* items = find(node, Keyword::items);
  if (items == nullptr || !items->items[0].node->never) return;
  tighten(node, Keyword::max_items, text::decimal(arena_, static_cast<std::int64_t>(fixed)));
  remove(arena_, node, Keyword::items);
}

}  // namespace rota::gemini::schema
