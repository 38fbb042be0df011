// The search for a line's end, apart from text.cpp because it is the one loop that meets every streamed byte.
#include <cstring>

#include "base/text.h"

namespace rota::text {

namespace {

/// A bit set in every byte of `word` that is zero, and in none below the first such byte (Hacker's Delight, 6-1).
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
}

}  // namespace

std::size_t find_line_end(Bytes s) {
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, s.data() + i, 8);
    if ((zero_bytes(word ^ 0x0A0A0A0A0A0A0A0AULL) | zero_bytes(word ^ 0x0D0D0D0D0D0D0D0DULL)) != 0) break;
  }
  for (; i < s.size(); ++i) {
    if (s[i] == '\n' || s[i] == '\r') return i;
  }
  return Bytes::npos;
}

}  // namespace rota::text
