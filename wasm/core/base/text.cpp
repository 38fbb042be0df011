// See text.h. Everything here is linear in its input, secrets included.
#include "base/text.h"

#include "base/key_shape.h"

namespace rota::text {
namespace {

constexpr std::uint64_t unsigned_max = std::uint64_t{1} << 53;  // past it JavaScript loses integers
constexpr std::size_t decimal_chars = 20;                       // of -2^63
constexpr char hex_digits[] = "0123456789ABCDEF";

/// Writes `value` to the end of `out` and returns what was written.
Bytes put_decimal(char (&out)[decimal_chars], std::int64_t value) {
  // Negating as unsigned is right for -2^63 too.
  std::uint64_t rest = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::size_t at = decimal_chars;
  do {
    out[--at] = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (value < 0) out[--at] = '-';
  return {out + at, decimal_chars - at};
}

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char low = lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

constexpr bool is_unreserved(char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

}  // namespace

bool iequals(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool icontains(Bytes haystack, Bytes needle) {
  if (needle.empty()) return true;
  const char first = lower(needle.front());
  for (std::size_t i = 0; i + needle.size() <= haystack.size(); ++i) {
    if (lower(haystack[i]) == first && iequals(haystack.substr(i, needle.size()), needle)) return true;
  }
  return false;
}

Bytes cut_utf8(Bytes utf8, std::size_t most) {
  if (utf8.size() <= most) return utf8;
  std::size_t end = most;
  while (end > 0 && continues_character(utf8[end])) --end;
  return utf8.substr(0, end);
}

Bytes trim_front(Bytes s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  return s;
}

Bytes trim(Bytes s) {
  s = trim_front(s);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

Bytes split(Bytes& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const Bytes part = rest.substr(0, at);
  rest = at == Bytes::npos ? Bytes{} : rest.substr(at + 1);
  return part;
}

bool parse_unsigned(Bytes s, std::uint64_t& out) {
  if (s.empty()) return false;
  std::uint64_t value = 0;
  for (const char c : s) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > unsigned_max) return false;
  }
  out = value;
  return true;
}

Bytes decimal(Arena& arena, std::int64_t value) {
  char digits[decimal_chars];
  return arena.copy(put_decimal(digits, value));
}

void append_decimal(Buffer& out, std::int64_t value) {
  char digits[decimal_chars];
  out.append(put_decimal(digits, value));
}

bool lists(Bytes list, Bytes item) {
  while (!list.empty()) {
    if (trim(split(list, ',')) == item) return true;
  }
  return false;
}

HexDigits hex_id(std::uint64_t id) {
  HexDigits spelt;
  for (std::size_t i = 0; i < sizeof(spelt.digits); ++i) {
    spelt.digits[i] = "0123456789abcdef"[(id >> (60 - 4 * i)) & 15];
  }
  return spelt;
}

bool parse_hex_id(Bytes digits, std::uint64_t& id) {
  if (digits.size() != sizeof(HexDigits::digits)) return false;
  std::uint64_t read = 0;
  for (const char c : digits) {
    const bool small_letter = c >= 'a' && c <= 'f';
    if (!is_digit(c) && !small_letter) return false;
    read = read << 4 | static_cast<std::uint64_t>(is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  id = read;
  return true;
}

Bytes percent_decode(Arena& arena, Bytes s) {
  if (!contains(s, "%")) return s;
  auto* out = static_cast<char*>(arena.allocate(s.size(), 1));
  std::size_t size = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const int high = s[i] == '%' && i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(s[i + 2]) : -1;
    out[size++] = low < 0 ? s[i] : static_cast<char>(high * 16 + low);
    if (low >= 0) i += 2;
  }
  return {out, size};
}

Bytes percent_encode_segment(Arena& arena, Bytes s) {
  std::size_t escapes = 0;
  for (const char c : s) escapes += is_unreserved(c) || c == ':' ? 0 : 1;
  if (escapes == 0) return s;
  auto* out = static_cast<char*>(arena.allocate(s.size() + 2 * escapes, 1));
  std::size_t size = 0;
  for (const char c : s) {
    if (is_unreserved(c) || c == ':') {
      out[size++] = c;
      continue;
    }
    out[size++] = '%';
    out[size++] = hex_digits[static_cast<unsigned char>(c) >> 4];
    out[size++] = hex_digits[c & 15];
  }
  return {out, size};
}

bool constant_time_equal(Bytes a, Bytes b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;  // volatile: the loop may not end early
  for (std::size_t i = 0; i < a.size(); ++i) difference = difference | static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

std::uint64_t fingerprint(Bytes s) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : s) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9ULL;  // FNV leaves the high bits of short inputs poorly mixed
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBULL;
  return hash ^ (hash >> 31);
}

Bytes redact(Arena& arena, Bytes text) {
  constexpr Bytes stand_in = "[key]";  // shorter than any key shape, so the result fits in the text's length
  char* out = nullptr;
  std::size_t size = 0;
  std::size_t kept = 0;
  std::size_t at = 0;
  const auto append = [&out, &size](Bytes bytes) {
    for (const char c : bytes) out[size++] = c;
  };
  while (at < text.size()) {
    const std::size_t length = key_length(text, at);
    if (length == 0) {
      ++at;
      continue;
    }
    if (out == nullptr) out = static_cast<char*>(arena.allocate(text.size(), 1));
    append(text.substr(kept, at - kept));
    append(stand_in);
    at += length;
    kept = at;
  }
  if (out == nullptr) return text;
  append(text.substr(kept));
  return {out, size};
}

Bytes mask(Arena& arena, Secret secret) {
  const Bytes key = secret.reveal();
  constexpr std::size_t short_bytes = 12;  // four of fewer would be a third of the secret
  constexpr Bytes ellipsis = "\xE2\x80\xA6";
  if (key.size() < short_bytes) return ellipsis;
  const Bytes tail = key.substr(key.size() - 4);
  for (const char c : tail) {
    if (static_cast<unsigned char>(c) >= 0x80) return ellipsis;  // not a key, and half a character is not text
  }
  return arena.join(ellipsis, tail);
}

}  // namespace rota::text
