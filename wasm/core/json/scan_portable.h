// PortableScanner: the scanner byte by byte, for machines without a SIMD kernel and as the kernel's judge in tests.
// Knows what scan.h promises; refuses to be fast.
#pragma once

#include "base/text.h"
#include "json/scan.h"
#include "json/utf8.h"

namespace rota::json {

class PortableScanner {
 public:
  /// The next 64 bytes; where they are, the caller knows.
  Block next(const char* block) {
    Block found{0, 0, 0, 0};
    for (std::size_t i = 0; i < Scanner::block_bytes; ++i) {
      const char c = block[i];
      const std::uint64_t bit = std::uint64_t{1} << i;
      const bool escaped = escaped_;
      escaped_ = c == '\\' && !escaped;
      if (in_string_) {
        if (escaped) found.escaped |= bit;
        if (static_cast<unsigned char>(c) < 0x20) found.control |= bit;
      }
      if (c == '"' && !escaped) {
        found.marks |= bit;
        in_string_ = !in_string_;
        in_scalar_ = false;
      } else if (!in_string_) {
        const bool op = is_op(c);
        const bool scalar = !op && !text::is_space(c);
        if (op || (scalar && !in_scalar_)) found.marks |= bit;
        in_scalar_ = scalar;
      }
    }
    return found;
  }

  /// `text` is everything scanned.
  static bool is_utf8(Bytes text) { return first_invalid_utf8(text) == Bytes::npos; }

 private:
  static bool is_op(char c) {
    return c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',' || c == '\x0C' || c == '\x1A';
  }

  bool in_string_ = false;
  bool in_scalar_ = false;
  bool escaped_ = false;  // whether the next byte follows an escaping backslash
};

}  // namespace rota::json
