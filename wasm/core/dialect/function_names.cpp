// Fitting names, and finding them again; see function_names.h.
#include "dialect/function_names.h"

#include <initializer_list>

#include "base/limits.h"
#include "base/text.h"

namespace rota::dialect {

namespace {

constexpr bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
constexpr bool fits_name(char c, const NameRule& rule) {
  return begins_name(c) || text::is_digit(c) || c == '-' || (c == '.' && rule.dots);
}
constexpr bool fits_first(char c, const NameRule& rule) {
  return rule.letter_first ? begins_name(c) : fits_name(c, rule);
}

/// `name` with a number of eight hexadecimal digits at its end, cut to make room.
Bytes numbered_name(Bytes name, std::uint64_t number, Arena& arena) {
  constexpr Bytes digits = "0123456789abcdef";
  char end[9] = {'_'};
  for (std::size_t i = 1; i < sizeof end; ++i, number >>= 4) end[i] = digits[number & 15];
  return arena.join(name.substr(0, limits::function_name_bytes - sizeof end), Bytes(end, sizeof end));
}

}  // namespace

/// `name` itself where it fits. A character of UTF-8 is changed once, at its first byte.
Bytes FunctionNames::fitting(Bytes name) {
  bool fits = !name.empty() && fits_first(name.front(), rule_) && name.size() <= limits::function_name_bytes;
  for (const char c : name) fits = fits && fits_name(c, rule_);
  if (fits) return name;
  auto* out = static_cast<char*>(arena_.allocate(limits::function_name_bytes, 1));
  std::size_t size = 0;
  if (name.empty() || (fits_name(name.front(), rule_) && !fits_first(name.front(), rule_))) out[size++] = '_';
  for (const char c : name) {
    if (size == limits::function_name_bytes) break;
    if (!text::continues_character(c)) out[size++] = fits_name(c, rule_) ? c : '_';
  }
  return {out, size};
}

const FunctionNames::Named* FunctionNames::find(const NameTree& index, Bytes Named::*text, Bytes wanted) const {
  const std::uint32_t place = index.find(wanted, [&](std::uint32_t at) { return names_[at].*text; });
  return place == no_place ? nullptr : &names_[place];
}

/// Puts the name added last into an index.
void FunctionNames::add_last(NameTree& index, Bytes Named::*text) {
  index.find_or_add(arena_, names_.back().*text, static_cast<std::uint32_t>(names_.size() - 1),
                    [this, text](std::uint32_t at) { return names_[at].*text; });
}

json::Escaped FunctionNames::add(json::Escaped name, json::Escaped name_space) {
  Bytes plain = json::unescaped(arena_, name);
  Bytes joined = plain;
  if (!name_space.empty()) {
    const Bytes space = json::unescaped(arena_, name_space);
    joined = arena_.join(space, "__", plain);
    plain = arena_.join(space, "\xFF", plain);  // no name holds an octet that is no UTF-8
  }
  if (const Named* known = find(by_plain_, &Named::plain, plain)) return json::escape(arena_, known->sent);
  // The answer names them, when the request may be gone.
  const chat::ToolName kept{json::copy(arena_, name), json::copy(arena_, name_space)};
  if (name_space.empty()) joined = plain = json::unescaped(arena_, kept.name);
  Bytes sent = fitting(joined);
  const Bytes wanted = sent;
  if (find(by_sent_, &Named::sent, sent) != nullptr) sent = numbered_name(wanted, text::fingerprint(plain), arena_);
  // Whoever knows the numbers can take them first; each that was tried here is never tried again.
  while (find(by_sent_, &Named::sent, sent) != nullptr) sent = numbered_name(wanted, ++last_number_, arena_);
  names_.push(arena_, Named{kept, plain, sent});
  add_last(by_plain_, &Named::plain);
  add_last(by_sent_, &Named::sent);
  return json::escape(arena_, sent);
}

chat::ToolName FunctionNames::original_of(json::Escaped name) const {
  const Bytes plain = json::unescaped(arena_, name);
  if (const Named* named = find(by_sent_, &Named::sent, plain)) return named->original;
  for (std::size_t i = 0; i < rule_.prefix_count; ++i) {
    const Bytes prefix = rule_.prefixes[i];
    if (!text::starts_with(plain, prefix)) continue;
    const Bytes bare = plain.substr(prefix.size());
    if (const Named* named = find(by_sent_, &Named::sent, bare)) return named->original;
    return {name.without(prefix), {}};
  }
  return {name, {}};
}

}  // namespace rota::dialect
