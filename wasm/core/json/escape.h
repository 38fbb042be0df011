// Escapes inside a JSON string: checked, undone, compared.
// Knows RFC 8259, section 7; refuses to know where strings begin and end.
#pragma once

#include "base/arena.h"

namespace rota::json {

/// Whether `letter` behind a backslash is an escape by itself: any of "\/bfnrt. A \u needs read_escape.
constexpr bool is_simple_escape(char letter) {
  constexpr std::uint64_t low = std::uint64_t{1} << '"' | std::uint64_t{1} << '/';
  constexpr std::uint64_t high = std::uint64_t{1} << ('\\' - 64) | std::uint64_t{1} << ('b' - 64) |
                                 std::uint64_t{1} << ('f' - 64) | std::uint64_t{1} << ('n' - 64) |
                                 std::uint64_t{1} << ('r' - 64) | std::uint64_t{1} << ('t' - 64);
  const auto c = static_cast<unsigned char>(letter);
  return c < 128 && ((c < 64 ? low : high) >> (c & 63) & 1) != 0;
}

/// One escape of `text`, whose backslash stands at `backslash`.
struct Escape {
  std::uint32_t code_point = 0;
  std::uint32_t length = 0;  ///< in bytes from the backslash, both halves of a surrogate pair; 0 when it is no escape
  bool lone_surrogate = false;  ///< why it is none
};
[[nodiscard]] Escape read_escape(Bytes text, std::size_t backslash);
/// What one character of `escaped` stands for, an escape in one piece; `at` moves past it. Zero for what is beyond ASCII.
char take_character(Bytes escaped, std::size_t& at);

/// Half a surrogate pair in a JSON text: escaped, or as three bytes of what would be UTF-8 if it were a character.
struct HalfPair {
  std::size_t at = 0;
  std::size_t length = 0;  ///< in bytes; 0: there is none
};
/// The first one at `from` or behind it, which is no place inside an escape.
[[nodiscard]] HalfPair find_half_pair(Bytes text, std::size_t from);
/// A copy of `text` in the arena, as long as it, in which U+FFFD stands for each of them.
[[nodiscard]] Bytes replace_half_pairs(Bytes text, Arena& arena ROTA_LIFETIME_BOUND);

/// Undoes the escapes of `escaped`, all of them checked before, into `out`, which has room for escaped.size() bytes.
/// Returns how many bytes were written.
std::size_t unescape(Bytes escaped, char* out);

/// Whether `escaped`, all of whose escapes were checked before, stands for `literal`.
[[nodiscard]] bool unescapes_to(Bytes escaped, Bytes literal);

}  // namespace rota::json
