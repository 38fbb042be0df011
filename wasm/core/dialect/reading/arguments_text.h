// Arguments text: what a tool is called with, as dialects send it that have it in a string.
// Knows strings and white space; refuses to check that it is JSON.
#pragma once

#include "base/buffer.h"
#include "json/spliced.h"

namespace rota::reading {

/// Appends a call's arguments, a JSON object, as the inside of a JSON string, piece by piece: escaped, and without the
/// white space between tokens. A piece may end anywhere.
class ArgumentsText {
 public:
  void append(Buffer& out, Bytes piece);
  /// The same piece by itself, in the arena.
  [[nodiscard]] json::Escaped escaped(Bytes piece, Arena& arena);
  [[nodiscard]] bool empty() const { return empty_; }

 private:
  bool empty_ = true;
  bool in_string_ = false;
  bool escape_ = false;  // the piece ended behind a backslash
};

}  // namespace rota::reading
