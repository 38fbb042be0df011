// Scanner: the first pass over a JSON text, 64 bytes at a time, in which simdjson finds everything worth looking at.
// Knows quotes, escapes and token starts; refuses to know the grammar (reader.cpp does).
#pragma once

#include "base/bytes.h"

namespace rota::json {

/// What stands in 64 bytes of text: bit i is about byte i.
struct Block {
  std::size_t at;         ///< where they begin, in bytes of the text
  std::uint64_t marks;    ///< brackets, colons, commas, first bytes of literals and numbers, both quotes of strings
  std::uint64_t escaped;  ///< bytes behind an escaping backslash, inside strings
  std::uint64_t control;  ///< unescaped control characters inside strings
};

/// Scans one text from its beginning to its end. Outside strings the bytes 0x0C and 0x1A are marked too, and a mark
/// says nothing about what follows a token's first byte.
class Scanner {
 public:
  static constexpr std::size_t block_bytes = 64;
  static constexpr std::size_t batch = 16;  // 1 KB of text: state stays in registers, blocks stay in the cache

  /// `text` must stay where it is; no padding is needed behind it.
  explicit Scanner(Bytes text);

  /// Scans on until `batch` blocks had something to tell, and returns how many had: 0 at the end. Past the text, the last
  /// block reads as spaces.
  [[nodiscard]] std::size_t next(Block (&out)[batch]);

  /// Whether what was scanned so far is UTF-8. Only when next() has returned 0.
  [[nodiscard]] bool is_utf8();

 private:
  Bytes text_;
  std::size_t at_ = 0;
  alignas(16) unsigned char state_[96];  // simdjson's scanner and UTF-8 checker, which no header may name
};

/// A number of JSON's grammar as the nearest double, infinity included; slow, for what needs more than 53 bits.
[[nodiscard]] double nearest_double(Bytes number);

}  // namespace rota::json
