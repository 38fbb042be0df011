// See utf16.h.
#include "json/utf16.h"

#include "base/text.h"
#include "json/utf8.h"

namespace rota::json {

namespace {

constexpr std::uint32_t no_character = 0xFFFD;

/// An odd octet at the end is dropped; half a pair is no character.
Bytes from_utf16(Bytes text, bool big_endian, Arena& arena) {
  auto* out = static_cast<char*>(arena.allocate(text.size() / 2 * 3, 1));  // of each unit three bytes at the most
  std::size_t size = 0;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const auto second = static_cast<unsigned char>(text[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (code >= 0xD800 && code < 0xE000) {
      const std::uint32_t low = code < 0xDC00 && at + 3 < text.size() ? unit(at + 2) : 0;
      const bool pair = low >= 0xDC00 && low < 0xE000;
      code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : no_character;
      if (pair) at += 2;
    }
    size += put_utf8(code, out + size);
  }
  return {out, size};
}

}  // namespace

Bytes without_byte_order_mark(Bytes text, Arena& arena) {
  if (text::starts_with(text, "\xEF\xBB\xBF")) return text.substr(3);
  const bool big_endian = text::starts_with(text, "\xFE\xFF");
  if (!big_endian && !text::starts_with(text, "\xFF\xFE")) return text;
  return from_utf16(text.substr(2), big_endian, arena);
}

}  // namespace rota::json
