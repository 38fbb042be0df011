// Merging: what is known of a schema while others are merged into it one after the other: names that it has and sentences
// that it says. Each then costs what it says itself, and not what all before it said.
// Knows names and sentences; refuses to know what is merged and how (normalizer.h).
#pragma once

#include "dialect/gemini/schema/model.h"
#include "dialect/gemini/schema/table.h"

namespace rota::gemini::schema {

/// While one lives, nothing but the merge changes the lists of `node`. Ends with finish().
class Merging {
 public:
  explicit Merging(Node& node) : node_(node) {}
  Merging(const Merging&) = delete;
  Merging& operator=(const Merging&) = delete;

  [[nodiscard]] Node& node() { return node_; }

  /// Where the node has a name, or Names::none; if so, `item` is added. `mine` is its entry of required or properties.
  [[nodiscard]] std::uint32_t find_or_add(Arena& arena, Entry& mine, const Item& item);
  /// Says one more sentence (escaped) in the description, unless all lines of it are there. `mine` is its entry.
  void describe(Arena& arena, Entry& mine, Bytes sentence);
  /// The node's values cannot be compared as they are written: no further ones leave any of them out.
  bool values_inexact = false;

  /// Writes the description out.
  void finish(Arena& arena);

 private:
  struct Index {
    Names names;
    bool built = false;
  };
  [[nodiscard]] bool note_lines(Arena& arena, Bytes text);

  Node& node_;
  Index properties_;
  Index required_;
  Index lines_;
  List<Bytes> sentences_;  // behind those that the description had
};

}  // namespace rota::gemini::schema
