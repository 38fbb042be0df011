// Finding every spelling, quickly; see secret_mask.h.
#include "http/secret_mask.h"

#include "base/base64.h"
#include "base/text.h"

namespace rota::http {

namespace {

constexpr std::size_t backslashes_most = 4;     // JSON inside JSON inside JSON has as many before one escape
constexpr std::size_t percents_most = 2;        // "%2541" is an 'A' that was encoded twice
constexpr std::size_t spelt_octets_most = 9;    // of one character: four backslashes and "u0041"
constexpr std::size_t telling_tail_bytes = 16;  // so much of a secret at the end of a text that was cut off tells it

constexpr std::size_t slot_of(char a, char b) {
  return (static_cast<std::size_t>(static_cast<unsigned char>(a)) << 4 ^ static_cast<unsigned char>(b)) & 2047;
}

constexpr bool is_lead(char c) { return c == '\\' || c == '%'; }

/// Where the next escape may begin; npos: nowhere. Most backslashes of an answer stand before an 'n' or another letter
/// that only JSON's short escapes have, which spell nothing that a secret holds.
std::size_t find_lead(Bytes text, std::size_t from) {
  while (true) {
    const std::size_t found = text::find_either(text.substr(from), '\\', '%');
    if (found == Bytes::npos) return Bytes::npos;
    const std::size_t lead = from + found;
    if (text[lead] == '%' || lead + 1 == text.size()) return lead;
    const char next = text[lead + 1];
    if (next == 'u' || next == '\\' || next == '/' || next == '"') return lead;
    from = lead + 1;
  }
}

constexpr int digit_value(char c) {
  if (text::is_digit(c)) return c - '0';
  const char low = text::lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// One escaped character.
struct Escape {
  enum class State : std::uint8_t { none, open, whole };
  State state = State::none;
  char letter = '\0';
  std::size_t end = 0;
};

/// Two digits at `at`; `open` when the text ends before the second one.
Escape read_digits(Bytes text, std::size_t at) {
  int value = 0;
  for (std::size_t i = 0; i < 2; ++i) {
    if (at + i >= text.size()) return {Escape::State::open, '\0', text.size()};
    const int digit = digit_value(text[at + i]);
    if (digit < 0) return {};
    value = value * 16 + digit;
  }
  return {Escape::State::whole, static_cast<char>(value), at + 2};
}

Escape read_backslash(Bytes text, std::size_t at) {
  std::size_t count = 0;
  for (; at < text.size() && text[at] == '\\' && count < backslashes_most; ++count) ++at;
  if (at == text.size()) return {Escape::State::open, '\0', at};
  if (text[at] == '/' || text[at] == '"') return {Escape::State::whole, text[at], at + 1};
  if (text[at] != 'u') return {};
  for (std::size_t i = 1; i <= 2; ++i) {
    if (at + i >= text.size()) return {Escape::State::open, '\0', text.size()};
    if (text[at + i] != '0') return {};
  }
  return read_digits(text, at + 3);
}

Escape read_percent(Bytes text, std::size_t at) {
  ++at;
  for (std::size_t i = 0; i < percents_most && text.substr(at, 2) == "25"; ++i) at += 2;
  return read_digits(text, at);
}

/// Reads the escape whose first octet stands at `at`.
Escape read_escape(Bytes text, std::size_t at) {
  return text[at] == '%' ? read_percent(text, at) : read_backslash(text, at);
}

/// Goes along `pattern` from its place `i` and along the text from `at`. Whole: `end` is where it ends; open: the text
/// ends first.
Escape follow(Bytes pattern, std::size_t i, Bytes text, std::size_t at) {
  for (; i < pattern.size(); ++i) {
    if (at == text.size()) return {Escape::State::open, '\0', at};
    if (text[at] == pattern[i]) {
      ++at;
      continue;
    }
    if (!is_lead(text[at])) return {};
    const Escape escape = read_escape(text, at);
    if (escape.state == Escape::State::open) return escape;
    if (escape.state == Escape::State::none || escape.letter != pattern[i]) return {};
    at = escape.end;
  }
  return {Escape::State::whole, '\0', at};
}

}  // namespace

void SecretMask::add(Bytes spelling) {
  patterns_[count_++] = {static_cast<std::uint32_t>(spelt_.size()), static_cast<std::uint32_t>(spelling.size())};
  spelt_.append(spelling);
  for (const char c : spelling) letters_[static_cast<unsigned char>(c)] = true;
  if (spelling.size() < window_) window_ = spelling.size();
  if (spelling.size() > longest_) longest_ = spelling.size();
}

/// At each of the three places of a group: the digits that the secret alone decides.
void SecretMask::add_base64(Bytes secret) {
  for (std::size_t place = 0; place < 3; ++place) {
    Buffer octets;
    octets.resize(place);
    octets.append(secret);
    Buffer digits;
    append_base64(digits, octets.view());
    const std::size_t begin = (8 * place + 5) / 6;
    const std::size_t end = 8 * octets.size() / 6;
    const Bytes decided = digits.view().substr(begin, end - begin);
    add(decided);
    if (decided.find_first_of("+/") == Bytes::npos) continue;
    Buffer url;
    for (const char c : decided) url.append(c == '+' ? '-' : c == '/' ? '_' : c);
    add(url.view());
  }
}

void SecretMask::add_hex(Bytes secret) {
  for (const Bytes digits : {Bytes("0123456789abcdef"), Bytes("0123456789ABCDEF")}) {
    Buffer hex;
    for (const char c : secret) {
      hex.append(digits[static_cast<unsigned char>(c) >> 4]);
      hex.append(digits[c & 15]);
    }
    add(hex.view());
  }
}

void SecretMask::make_shifts() {
  const std::size_t farthest = window_ - 1 < 255 ? window_ - 1 : 255;
  shifts_.resize(shifts_count);
  for (std::uint8_t& shift : shifts_) shift = static_cast<std::uint8_t>(farthest);
  for (std::size_t i = 0; i < count_; ++i) {
    const Bytes spelling = pattern(i);
    for (std::size_t at = 1; at < window_; ++at) {
      std::uint8_t& shift = shifts_[slot_of(spelling[at - 1], spelling[at])];
      const std::size_t left = window_ - 1 - at;
      if (left < shift) shift = static_cast<std::uint8_t>(left);
    }
  }
}

void SecretMask::begin(Secret secret) {
  held_.clear();
  spelt_.clear();
  count_ = longest_ = 0;
  window_ = Bytes::npos;
  for (bool& letter : letters_) letter = false;
  if (secret.size() < least_bytes) return;
  const Bytes plain = secret.reveal();
  add(plain);
  add_base64(plain);
  add_hex(plain);
  for (const char c : Bytes("\\%u0123456789abcdefABCDEF")) letters_[static_cast<unsigned char>(c)] = true;
  make_shifts();
}

SecretMask::Match SecretMask::find_plain(Bytes text, std::size_t from) const {
  std::size_t at = from;
  while (at + window_ <= text.size()) {
    const std::size_t last = at + window_ - 1;
    const std::uint8_t shift = shifts_[slot_of(text[last - 1], text[last])];
    if (shift != 0) {
      at += shift;
      continue;
    }
    for (std::size_t i = 0; i < count_; ++i) {
      const Bytes spelling = pattern(i);
      if (text.substr(at, spelling.size()) == spelling) return {at, at + spelling.size()};
    }
    ++at;
  }
  return {Bytes::npos, Bytes::npos};
}

/// A spelling whose first escaped character stands at `escape`: what is before it stands as it is.
bool SecretMask::matches_at_escape(Bytes text, std::size_t from, std::size_t escape, Match& found) const {
  const Escape first = read_escape(text, escape);
  if (first.state != Escape::State::whole || !letters_[static_cast<unsigned char>(first.letter)]) return false;
  for (std::size_t i = 0; i < count_; ++i) {
    const Bytes spelling = pattern(i);
    const std::size_t reach = escape - from < spelling.size() - 1 ? escape - from : spelling.size() - 1;
    for (std::size_t place = reach + 1; place-- > 0;) {
      if (spelling[place] != first.letter) continue;
      if (place != 0 && text[escape - 1] != spelling[place - 1]) continue;
      if (text.substr(escape - place, place) != spelling.substr(0, place)) continue;
      const Escape followed = follow(spelling, place, text, escape);
      if (followed.state != Escape::State::whole) continue;
      found = {escape - place, followed.end};
      return true;
    }
  }
  return false;
}

/// Of those that begin before the next plain one.
bool SecretMask::find_escaped(Bytes text, std::size_t from, Ahead& ahead, Match& found) const {
  if (ahead.lead < from) ahead.lead = find_lead(text, from);
  while (ahead.lead < ahead.plain.begin) {
    if (matches_at_escape(text, from, ahead.lead, found)) return true;
    ahead.lead = find_lead(text, ahead.lead + 1);
  }
  return false;
}

SecretMask::Ahead SecretMask::look_ahead(Bytes text) const {
  return {find_plain(text, 0), find_lead(text, 0)};
}

/// The first one.
bool SecretMask::find(Bytes text, std::size_t from, Ahead& ahead, Match& found) const {
  if (ahead.plain.begin < from) ahead.plain = find_plain(text, from);
  if (find_escaped(text, from, ahead, found)) return true;
  found = ahead.plain;
  return found.begin != Bytes::npos;
}

bool SecretMask::finds_any(Bytes text) const {
  Ahead ahead = look_ahead(text);
  Match found{};
  return find(text, 0, ahead, found);
}

/// Where a spelling begins that the text's end cuts off; text.size() when none does.
std::size_t SecretMask::open_from(Bytes text, std::size_t from) const {
  if (text.empty() || !letters_[static_cast<unsigned char>(text.back())]) return text.size();
  const std::size_t reach = longest_ * spelt_octets_most;
  std::size_t at = text.size() - from > reach ? text.size() - reach : from;
  for (; at < text.size(); ++at) {
    for (std::size_t i = 0; i < count_; ++i) {
      if (text[at] != spelt_[patterns_[i].begin] && !is_lead(text[at])) continue;
      if (follow(pattern(i), 0, text, at).state == Escape::State::open) return at;
    }
  }
  return text.size();
}

/// Returns from where on the text is not certain yet, and was not appended.
std::size_t SecretMask::append_masked(Bytes text, Buffer& out) const {
  std::size_t at = 0;
  Ahead ahead = look_ahead(text);
  Match found{};
  while (find(text, at, ahead, found)) {
    out.append(text.substr(at, found.begin - at));
    out.append(stand_in);
    at = found.end;
  }
  const std::size_t open = open_from(text, at);
  out.append(text.substr(at, open - at));
  return open;
}

Bytes SecretMask::take(Bytes piece) {
  if (count_ == 0) return piece;
  if (held_.empty() && !finds_any(piece)) {
    const std::size_t open = open_from(piece, 0);
    if (open == piece.size()) return piece;
    held_.append(piece.substr(open));
    return piece.substr(0, open);
  }
  Buffer joined = std::move(held_);
  joined.append(piece);
  out_.clear();
  const std::size_t open = append_masked(joined.view(), out_);
  held_.clear();
  held_.append(joined.view().substr(open));
  return out_.view();
}

Bytes SecretMask::end() {
  out_.clear();
  out_.append(held_.size() < telling_tail_bytes ? held_.view() : stand_in);
  held_.clear();
  return out_.view();
}

Bytes SecretMask::whole(Bytes text, Arena& arena) const {
  if (count_ == 0) return text;
  if (!finds_any(text) && text.size() - open_from(text, 0) < telling_tail_bytes) return text;
  Buffer masked;
  const Bytes rest = text.substr(append_masked(text, masked));
  masked.append(rest.size() < telling_tail_bytes ? rest : stand_in);
  return arena.copy(masked.view());
}

void SecretMask::release() {
  count_ = 0;
  spelt_.release();
  shifts_.release();
  held_.release();
  out_.release();
}

}  // namespace rota::http
