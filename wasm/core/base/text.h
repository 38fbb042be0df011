// Text: the few questions asked of octets everywhere: trimming, comparing, numbers, secrets.
// Knows ASCII and where UTF-8's characters begin; refuses locale, Unicode tables and allocation beyond an arena.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/secret.h"

namespace rota::text {

[[nodiscard]] constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alphanumeric(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }
[[nodiscard]] constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
/// A byte of UTF-8 that begins no character.
[[nodiscard]] constexpr bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

[[nodiscard]] constexpr bool starts_with(Bytes s, Bytes prefix) { return s.substr(0, prefix.size()) == prefix; }
[[nodiscard]] constexpr bool ends_with(Bytes s, Bytes suffix) {
  return s.size() >= suffix.size() && s.substr(s.size() - suffix.size()) == suffix;
}
[[nodiscard]] constexpr bool contains(Bytes s, Bytes needle) { return s.find(needle) != Bytes::npos; }
/// ASCII case is ignored.
[[nodiscard]] bool iequals(Bytes a, Bytes b);
/// ASCII case is ignored.
[[nodiscard]] inline bool istarts_with(Bytes s, Bytes prefix) { return iequals(s.substr(0, prefix.size()), prefix); }
/// ASCII case is ignored; `needle` is lower case.
[[nodiscard]] bool icontains(Bytes haystack, Bytes needle);
/// `utf8` cut to `most` bytes or a few fewer, so that no character is cut in two.
[[nodiscard]] Bytes cut_utf8(Bytes utf8 ROTA_LIFETIME_BOUND, std::size_t most);
/// Copies `from` to `to`, cut to `room` bytes; how many bytes that was.
[[nodiscard]] inline std::uint16_t copy_cut(char* to, std::size_t room, Bytes from) {
  const std::size_t bytes = from.size() < room ? from.size() : room;
  for (std::size_t i = 0; i < bytes; ++i) to[i] = from[i];
  return static_cast<std::uint16_t>(bytes);
}
/// Without ASCII white space at both ends.
[[nodiscard]] Bytes trim(Bytes s ROTA_LIFETIME_BOUND);
/// At its front alone: for who asks it of every place in a text, which may end in much white space.
[[nodiscard]] Bytes trim_front(Bytes s ROTA_LIFETIME_BOUND);

/// The part before the first `separator`, which `rest` loses together with the separator. Without one: all of it.
[[nodiscard]] Bytes split(Bytes& rest, char separator);

/// Whether `list`, items between commas, has the item. White space around items does not count.
[[nodiscard]] bool lists(Bytes list, Bytes item);

/// Where the first `a` or `b` stands, or npos. Looks at 64 bytes at a time: it meets every byte of an answer.
[[nodiscard]] std::size_t find_either(Bytes s, char a, char b);
/// Where the first '\n' or '\r' stands, or npos.
[[nodiscard]] inline std::size_t find_line_end(Bytes s) { return find_either(s, '\n', '\r'); }

/// Decimal digits only, no sign, no overflow past 2^53; false leaves `out` alone.
[[nodiscard]] bool parse_unsigned(Bytes s, std::uint64_t& out);
/// `value` in decimal, in the arena.
[[nodiscard]] Bytes decimal(Arena& arena ROTA_LIFETIME_BOUND, std::int64_t value);
/// Appends `value` in decimal.
void append_decimal(Buffer& out, std::int64_t value);

/// An id as storage, messages and people spell it: 16 lower-case hex digits.
struct HexDigits {
  char digits[16];
  [[nodiscard]] Bytes view() const { return {digits, sizeof(digits)}; }
};
[[nodiscard]] HexDigits hex_id(std::uint64_t id);
/// False, and `id` is left alone, when `digits` is not exactly that.
[[nodiscard]] bool parse_hex_id(Bytes digits, std::uint64_t& id);

/// Percent-decoded, as in a URL ('+' stays '+'). A bad escape is kept as it stands.
[[nodiscard]] Bytes percent_decode(Arena& arena ROTA_LIFETIME_BOUND, Bytes s);
/// Percent-encodes all but RFC 3986's unreserved characters and ':', so that a model name fits a path segment.
[[nodiscard]] Bytes percent_encode_segment(Arena& arena ROTA_LIFETIME_BOUND, Bytes s);

/// Equality whose time depends on the lengths only, never on where the first difference is.
[[nodiscard]] bool constant_time_equal(Bytes a, Bytes b);
[[nodiscard]] inline bool constant_time_equal(Secret a, Secret b) { return constant_time_equal(a.reveal(), b.reveal()); }

/// 64 bits that name a key in storage and logs (FNV-1a with a final mix). Names, never protects.
[[nodiscard]] std::uint64_t fingerprint(Bytes s);
[[nodiscard]] inline std::uint64_t fingerprint(Secret s) { return fingerprint(s.reveal()); }

/// `text` with everything that has the shape of an API key replaced by "[key]": Google's `AIza...` and `AQ....`
/// (Google's CONSUMER_SUSPENDED message carries the key in clear text), `sk-...` and `api_key:...`. A text without
/// any is returned as it is, not copied.
[[nodiscard]] Bytes redact(Arena& arena ROTA_LIFETIME_BOUND, Bytes text ROTA_LIFETIME_BOUND);
/// "…" and the last four characters, the only part of a key that is ever shown; all of it hidden when it is short.
[[nodiscard]] Bytes mask(Arena& arena ROTA_LIFETIME_BOUND, Secret secret);

}  // namespace rota::text
