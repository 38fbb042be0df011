// What is asked of a schema as a whole: that it says what it is by itself, and for a function that it is an object. See
// normalizer.h.
#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

/// A root that only refers is written out: Google wants to see what the arguments are.
Result<Node*> Normalizer::finish_root(Node* root, json::Value schema, SchemaUse use, Bytes param) {
  Node* node = copy_node(arena_, *root);
  for (std::size_t i = 0; i <= definitions_.list().size(); ++i) {
    const Definition* definition = reference_of(*node);
    if (definition != nullptr) node = copy_node(arena_, *definition->node);
  }
  if (reference_of(*node) != nullptr) node = make_node(arena_);  // nothing but references to one another
  if (use == SchemaUse::parameters) {
    const Entry* branches = find(*node, Keyword::any_of);
    Node* only = branches != nullptr && branches->items.size() == 1 ? branches->items[0].node : nullptr;
    if (only != nullptr && reference_of(*only) != nullptr) {
      remove(arena_, *node, Keyword::any_of);
      absorb_one(*node, *only);
      settle(*node);
    }
    if (has(*node, Keyword::type) && !find(*node, Keyword::type)->kinds.has(Kind::object)) {
      return client_failure(Fault::bad_value, 400, "The parameters of a function must be a schema of type \"object\".",
                            param);
    }
    finish_parameters(*node);
  }
  if (!definitions_.list().empty()) place_definitions(*node, words_of(schema));
  return node;
}

/// Where the client wrote them, else at the end.
void Normalizer::place_definitions(Node& root, const Words& words) {
  Entry definitions;
  definitions.keyword = Keyword::defs;
  const Entry* before = nullptr;
  bool behind = false;
  for (const Word& word : words) {
    if (behind && before == nullptr) before = find(root, word.keyword);
    behind = behind || word.keyword == Keyword::defs || word.keyword == Keyword::definitions;
  }
  List<Entry> entries;
  for (const Entry& entry : root.entries) {
    if (before != nullptr && &entry == before) entries.push(arena_, definitions);
    entries.push(arena_, entry);
  }
  if (before == nullptr) entries.push(arena_, definitions);
  root.entries = entries;
}

void Normalizer::finish_parameters(Node& root) {
  const bool empty = root.entries.empty() || root.never;
  root.never = false;
  remove(arena_, root, Keyword::enumeration);  // no object is left in one: see settle_values
  Entry type;
  type.keyword = Keyword::type;
  type.kinds = one_kind(Kind::object);
  if (Entry* found = find(root, Keyword::type)) {
    found->kinds = type.kinds;
  } else {
    List<Entry> entries;
    entries.push(arena_, type);
    for (const Entry& entry : root.entries) entries.push(arena_, entry);
    root.entries = entries;
  }
  if (empty) put(arena_, root, Keyword::properties);
  weigh(root);
}

}  // namespace rota::gemini::schema
