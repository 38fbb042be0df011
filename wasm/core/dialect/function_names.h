// Function names: upstreams take fewer characters than clients use, and most know no namespaces, so names are changed on the
// way there and changed back. Knows what a rule may say, and how names stay apart; refuses to know any upstream's rule and
// where names stand.
#pragma once

#include "base/name_tree.h"
#include "chat/conversation.h"

namespace rota::dialect {

/// Letters, digits, '_' and '-' fit every upstream.
struct NameRule {
  bool dots = false;          ///< '.' fits, too
  bool letter_first = false;  ///< the first is a letter or '_'
  /// What the upstream's models write before a name now and then.
  const Bytes* prefixes = nullptr;
  std::size_t prefix_count = 0;
};

/// The names of one request, both ways. Names in and out are escaped, as they stand between the quotes of a JSON
/// string; views live as long as the arena; what was added is copied.
class FunctionNames {
 public:
  FunctionNames(Arena& arena, const NameRule& rule) : arena_(arena), rule_(rule) {}

  /// The name to send: 1 to limits::function_name_bytes characters that fit the rule. A name that fits is sent as it is,
  /// unless an earlier one was changed into it: declare those that fit first where that matters. A namespace stands before
  /// the name, with "__" between them. Two different names never become one, and the same name always becomes the same.
  json::Escaped add(json::Escaped name, json::Escaped name_space = {});

  /// What the client calls the function that the model calls `name`: with one of the rule's prefixes before it, too. A name
  /// that nobody added is given back without that prefix.
  [[nodiscard]] chat::ToolName original_of(json::Escaped name) const;

 private:
  struct Named {
    chat::ToolName original;
    Bytes plain;  ///< unescaped, namespace and name told apart
    Bytes sent;
  };
  [[nodiscard]] Bytes fitting(Bytes name);
  [[nodiscard]] const Named* find(const NameTree& index, Bytes Named::*text, Bytes wanted) const;
  void add_last(NameTree& index, Bytes Named::*text);

  Arena& arena_;
  NameRule rule_;
  List<Named> names_;
  // Places in `names_` by one of their texts. A request may call 512 functions, but a hostile history may name a hundred
  // thousand.
  NameTree by_plain_;
  NameTree by_sent_;
  std::uint64_t last_number_ = 0;  // of names whose own number was taken
};

}  // namespace rota::dialect
