// Function names: Google takes fewer characters than clients use, and knows no namespaces, so names are changed on the
// way there and changed back. Knows Google's rule and the prefixes its models put before a name; refuses to know where
// names stand.
#pragma once

#include "base/name_tree.h"
#include "chat/conversation.h"

namespace rota::gemini {

/// The names of one request, both ways. Names in and out are escaped, as they stand between the quotes of a JSON
/// string; views live as long as the arena; what was added is copied.
class FunctionNames {
 public:
  explicit FunctionNames(Arena& arena) : arena_(arena) {}

  /// The name to send: [A-Za-z_][A-Za-z0-9_.-]{0,63}, which every deployment takes (128 characters and ':' are newer;
  /// Google API docs, Aug 2026). A name that fits is sent as it is, unless an earlier one was changed into it: declare
  /// those that fit first where that matters. A namespace stands before the name, with "__" between them. Two different
  /// names never become one, and the same name always becomes the same.
  json::Escaped add(json::Escaped name, json::Escaped name_space = {});

  /// What the client calls the function that the model calls `name`: with "default_api:" or "default_api." before it
  /// too, which models write now and then (recorded). A name that nobody added is given back without that prefix.
  [[nodiscard]] chat::ToolName original_of(json::Escaped name) const;

 private:
  struct Named {
    chat::ToolName original;
    Bytes plain;  ///< unescaped, namespace and name told apart
    Bytes sent;
  };
  [[nodiscard]] const Named* find(const NameTree& index, Bytes Named::*text, Bytes wanted) const;
  void add_last(NameTree& index, Bytes Named::*text);

  Arena& arena_;
  List<Named> names_;
  // Places in `names_` by one of their texts. A request may call 512 functions, but a hostile history may name a hundred
  // thousand.
  NameTree by_plain_;
  NameTree by_sent_;
  std::uint64_t last_number_ = 0;  // of names whose own number was taken
};

}  // namespace rota::gemini
