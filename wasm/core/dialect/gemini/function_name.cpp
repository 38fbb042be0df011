// Fitting names, and finding them again; see function_name.h.
#include "dialect/gemini/function_name.h"

#include <cstring>
#include <initializer_list>

#include "base/limits.h"
#include "base/text.h"
#include "json/escape.h"

namespace rota::gemini {

namespace {

constexpr Bytes api_prefixes[] = {"default_api:", "default_api."};

constexpr bool begins_function_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool fits_function_name(char c) {
  return begins_function_name(c) || text::is_digit(c) || c == '.' || c == '-';
}
/// A character of UTF-8 is changed once, at its first byte.

Bytes plain_name(Bytes escaped, Arena& arena) {
  if (!text::contains(escaped, "\\")) return escaped;
  auto* out = static_cast<char*>(arena.allocate(escaped.size(), 1));
  return {out, json::unescape(escaped, out)};
}

/// `name` itself where it fits.
Bytes fitting_function_name(Bytes name, Arena& arena) {
  bool fits = !name.empty() && begins_function_name(name.front()) && name.size() <= limits::function_name_bytes;
  for (const char c : name) fits = fits && fits_function_name(c);
  if (fits) return name;
  auto* out = static_cast<char*>(arena.allocate(limits::function_name_bytes, 1));
  std::size_t size = 0;
  if (name.empty() || (fits_function_name(name.front()) && !begins_function_name(name.front()))) out[size++] = '_';
  for (const char c : name) {
    if (size == limits::function_name_bytes) break;
    if (!text::continues_character(c)) out[size++] = fits_function_name(c) ? c : '_';
  }
  return {out, size};
}

/// `name` with a number of eight hexadecimal digits at its end, cut to make room.
Bytes numbered_name(Bytes name, std::uint64_t number, Arena& arena) {
  constexpr Bytes digits = "0123456789abcdef";
  char end[9] = {'_'};
  for (std::size_t i = 1; i < sizeof end; ++i, number >>= 4) end[i] = digits[number & 15];
  return arena.join(name.substr(0, limits::function_name_bytes - sizeof end), Bytes(end, sizeof end));
}

}  // namespace

const FunctionNames::Named* FunctionNames::find(const Index& index, Bytes text) const {
  if (index.size == 0) return nullptr;
  const std::size_t mask = index.size - 1;
  for (std::size_t at = text::fingerprint(text) & mask; index.slots[at] != 0; at = (at + 1) & mask) {
    const Named& named = names_[index.slots[at] - 1];
    if (named.*index.text == text) return &named;
  }
  return nullptr;
}

void FunctionNames::insert(Index& index, std::uint32_t place) {
  const std::size_t mask = index.size - 1;
  std::size_t at = text::fingerprint(names_[place].*index.text) & mask;
  while (index.slots[at] != 0) at = (at + 1) & mask;
  index.slots[at] = place + 1;
}

void FunctionNames::grow(Index& index) {
  index.size = index.size == 0 ? 16 : index.size * 2;
  const std::size_t bytes = index.size * sizeof(std::uint32_t);
  index.slots = static_cast<std::uint32_t*>(arena_.allocate(bytes, alignof(std::uint32_t)));
  std::memset(index.slots, 0, bytes);
  for (std::size_t place = 0; place + 1 < names_.size(); ++place) insert(index, static_cast<std::uint32_t>(place));
}

Bytes FunctionNames::add(Bytes name) {
  const Bytes plain = plain_name(name, arena_);
  if (const Named* known = find(by_plain_, plain)) return known->sent;
  Bytes sent = fitting_function_name(plain, arena_);
  const Bytes wanted = sent;
  for (std::uint64_t number = text::fingerprint(plain); find(by_sent_, sent) != nullptr; ++number) {
    sent = numbered_name(wanted, number, arena_);
  }
  names_.push(arena_, Named{name, plain, sent});
  for (Index* index : {&by_plain_, &by_sent_}) {
    if (names_.size() * 2 > index->size) grow(*index);
    insert(*index, static_cast<std::uint32_t>(names_.size() - 1));
  }
  return sent;
}

Bytes FunctionNames::original_of(Bytes name) const {
  const Bytes plain = plain_name(name, arena_);
  if (const Named* named = find(by_sent_, plain)) return named->original;
  for (const Bytes prefix : api_prefixes) {
    if (!text::starts_with(plain, prefix)) continue;
    const Bytes bare = plain.substr(prefix.size());
    if (const Named* named = find(by_sent_, bare)) return named->original;
    return text::starts_with(name, prefix) ? name.substr(prefix.size()) : name;
  }
  return name;
}

}  // namespace rota::gemini
