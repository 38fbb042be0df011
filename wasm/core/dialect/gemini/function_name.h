// Function names: Google takes fewer characters than clients use, so names are changed on the way there and changed
// back. Knows Google's rule and the prefixes its models put before a name; refuses to know where names stand.
#pragma once

#include "base/list.h"

namespace rota::gemini {

/// The names of one request, both ways. Names in and out are escaped, as they stand between the quotes of a JSON
/// string; views live as long as the arena and what was added.
class FunctionNames {
 public:
  explicit FunctionNames(Arena& arena) : arena_(arena) {}

  /// The name to send: [A-Za-z_][A-Za-z0-9_.-]{0,63}, which every deployment takes (128 characters and ':' are newer;
  /// Google API docs, Aug 2026). A name that fits is sent as it is, unless an earlier one was changed into it: declare
  /// those that fit first where that matters. Two different names never become one, and the same name always becomes
  /// the same.
  Bytes add(Bytes name);

  /// What the client calls the function that the model calls `name`: with "default_api:" or "default_api." before it
  /// too, which models write now and then (recorded). A name that nobody added is given back without that prefix.
  [[nodiscard]] Bytes original_of(Bytes name) const;

 private:
  struct Named {
    Bytes original;  ///< escaped
    Bytes plain;     ///< unescaped
    Bytes sent;
  };
  /// Places in `names_` by the fingerprint of one of their texts: open addressing, at most half full. A request may
  /// call 512 functions, but a hostile history may name hundreds of thousands.
  struct Index {
    Bytes Named::*text;
    std::uint32_t* slots = nullptr;  ///< 1 + a place; 0: free
    std::size_t size = 0;            ///< a power of two
  };
  [[nodiscard]] const Named* find(const Index& index, Bytes text) const;
  void insert(Index& index, std::uint32_t place);
  void grow(Index& index);

  Arena& arena_;
  List<Named> names_;
  Index by_plain_{&Named::plain};
  Index by_sent_{&Named::sent};
};

}  // namespace rota::gemini
