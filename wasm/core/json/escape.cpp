// See escape.h. A surrogate must come as a pair of escapes: alone it has no UTF-8.
#include "json/escape.h"

#include <bit>
#include <cstring>

#include "json/utf8.h"

namespace rota::json {
namespace {

/// The four hexadecimal digits at `at`, or a number past 0xFFFF.
std::uint32_t hex_four(Bytes text, std::size_t at) {
  constexpr std::uint32_t none = 0x10000;
  if (text.size() < 4 || at > text.size() - 4) return none;
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const char c = text[at + i];
    const char low = static_cast<char>(c | 0x20);
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (low >= 'a' && low <= 'f') {
      digit = static_cast<std::uint32_t>(low - 'a' + 10);
    } else {
      return none;
    }
    value = value << 4 | digit;
  }
  return value;
}

/// What a one-letter escape stands for; 0 when it is none.
char simple_escape(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// How many of the eight bytes come before the first backslash, in a word read from memory on a little-endian machine.
std::size_t bytes_before_backslash(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const std::uint64_t zero_where = word ^ (ones * '\\');
  const std::uint64_t found = (zero_where - ones) & ~zero_where & (ones * 0x80);  // the lowest bit is never wrong
  return static_cast<std::size_t>(std::countr_zero(found)) / 8;                   // 64 when there is none
}

}  // namespace

Escape read_escape(Bytes text, std::size_t backslash) {
  const std::size_t at = backslash + 1;
  if (at >= text.size()) return {};
  if (text[at] != 'u') {
    const char c = simple_escape(text[at]);
    return c == 0 ? Escape{} : Escape{static_cast<std::uint32_t>(c), 2, false};
  }
  const std::uint32_t unit = hex_four(text, at + 1);
  if (unit > 0xFFFF) return {};
  if (unit < 0xD800 || unit > 0xDFFF) return {unit, 6, false};
  const bool paired = unit < 0xDC00 && text.substr(at + 5, 2) == "\\u";
  const std::uint32_t low = paired ? hex_four(text, at + 7) : 0;
  if (low < 0xDC00 || low > 0xDFFF) return {0, 0, true};
  return {0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 12, false};
}

char take_character(Bytes escaped, std::size_t& at) {
  if (escaped[at] != '\\') return escaped[at++];
  const Escape escape = read_escape(escaped, at);
  at += escape.length == 0 ? 1 : escape.length;
  return escape.code_point < 128 ? static_cast<char>(escape.code_point) : '\0';
}

HalfPair find_half_pair(Bytes text, std::size_t from) {
  std::size_t at = from;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\\') {
      const Escape escape = read_escape(text, at);
      if (escape.lone_surrogate) return {at, 6};
      at += escape.length != 0 ? escape.length : 2;  // another defect, which the Reader finds again
      continue;
    }
    const bool surrogate = c == '\xED' && text.size() - at >= 3 && static_cast<unsigned char>(text[at + 1]) >= 0xA0 &&
                           static_cast<unsigned char>(text[at + 1]) <= 0xBF && (text[at + 2] & 0xC0) == 0x80;
    if (surrogate) return {at, 3};
    ++at;
  }
  return {};
}

Bytes replace_half_pairs(Bytes text, Arena& arena) {
  constexpr Bytes escaped = "\\ufffd";
  constexpr Bytes spelt = "\xEF\xBF\xBD";
  auto* out = static_cast<char*>(arena.allocate(text.size(), 1));
  if (!text.empty()) std::memcpy(out, text.data(), text.size());
  for (HalfPair half = find_half_pair(text, 0); half.length != 0; half = find_half_pair(text, half.at + half.length)) {
    const Bytes character = half.length == escaped.size() ? escaped : spelt;
    std::memcpy(out + half.at, character.data(), character.size());
  }
  return {out, text.size()};
}

std::size_t unescape(Bytes escaped, char* out) {
  const std::size_t size = escaped.size();
  char* to = out;
  std::size_t at = 0;
  while (at < size) {
    // Eight at a time while they hold no backslash. What is written never overtakes what is read, so there is room.
    std::uint64_t word = 0;
    if (size - at >= sizeof(word)) {
      std::memcpy(&word, escaped.data() + at, sizeof(word));
      std::memcpy(to, &word, sizeof(word));
      const std::size_t plain = bytes_before_backslash(word);
      at += plain;
      to += plain;
      if (plain == sizeof(word)) continue;
    } else if (escaped[at] != '\\') {
      *to++ = escaped[at++];
      continue;
    }
    if (const char c = simple_escape(escaped[at + 1]); c != 0) {
      *to++ = c;
      at += 2;
      continue;
    }
    const Escape escape = read_escape(escaped, at);
    to += put_utf8(escape.code_point, to);
    at += escape.length;
  }
  return static_cast<std::size_t>(to - out);
}

bool unescapes_to(Bytes escaped, Bytes literal) {
  if (literal.size() > escaped.size()) return false;
  std::size_t at = 0;
  while (at < escaped.size()) {
    if (escaped[at] != '\\') {
      if (literal.empty() || literal[0] != escaped[at]) return false;
      literal.remove_prefix(1);
      ++at;
      continue;
    }
    const Escape escape = read_escape(escaped, at);
    char spelt[4];
    const Bytes character(spelt, put_utf8(escape.code_point, spelt));
    if (literal.substr(0, character.size()) != character) return false;
    literal.remove_prefix(character.size());
    at += escape.length;
  }
  return literal.empty();
}

}  // namespace rota::json
