// Spliced text: JSON that goes out as the very bytes that came in, told by its type from text that must be escaped first.
// Knows that a Reader has checked what it hands out, and that a compiler can check a literal; refuses everything else:
// a plain text turns into neither type but by escape(), or by the two words of trust that scripts/tidy_secrets.mjs knows
// the places of. What is read of either type is plain text again.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/list.h"

namespace rota::json {

namespace literal {

/// Never defined: a literal that ends up here is refused by the compiler.
void is_not_escaped();
void is_no_value();

consteval void check_escaped(const char* text, std::size_t size) {
  constexpr Bytes simple = "\"\\/bfnrt";
  constexpr Bytes digits = "0123456789abcdefABCDEF";
  for (std::size_t at = 0; at < size; ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < 0x20 || c == '"') is_not_escaped();
    if (c != '\\') continue;
    ++at;
    if (at == size) is_not_escaped();
    if (text[at] != 'u') {
      if (simple.find(text[at]) == Bytes::npos) is_not_escaped();
      continue;
    }
    for (int digit = 0; digit < 4; ++digit) {
      ++at;
      if (at == size || digits.find(text[at]) == Bytes::npos) is_not_escaped();
    }
  }
}

consteval void check_raw(const char* text, std::size_t size) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < size; ++at) {
    const char c = text[at];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++at;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth < 0) is_no_value();
  }
  if (size == 0 || depth != 0 || in_string) is_no_value();
}

}  // namespace literal

/// The inside of a JSON string: well escaped, valid UTF-8. A view, which lives as long as what it views.
class Escaped {
 public:
  constexpr Escaped() = default;
  template <std::size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is checked where it is written
  consteval Escaped(const char (&text)[N]) : text_(text, N - 1) {
    literal::check_escaped(text, N - 1);
  }

  // NOLINTNEXTLINE(google-explicit-constructor): to read it is harmless
  constexpr operator Bytes() const { return text_; }
  [[nodiscard]] constexpr bool empty() const { return text_.empty(); }
  [[nodiscard]] constexpr std::size_t size() const { return text_.size(); }
  /// What stands behind `prefix`, which holds no backslash, or all of it where it does not begin so.
  [[nodiscard]] constexpr Escaped without(Bytes prefix) const {
    return text_.substr(0, prefix.size()) == prefix ? Escaped(text_.substr(prefix.size())) : *this;
  }
  /// Same spelling, which is more than the same meaning.
  friend constexpr bool operator==(Escaped a, Escaped b) { return a.text_ == b.text_; }
  template <class Text>
    requires std::is_convertible_v<const Text&, Bytes>
  friend constexpr bool operator==(Escaped a, const Text& b) {
    return a.text_ == Bytes(b);
  }

 private:
  friend constexpr Escaped trust_escaped(Bytes text);
  constexpr explicit Escaped(Bytes text) : text_(text) {}
  Bytes text_;
};

/// One whole JSON value; empty: none. A view, which lives as long as what it views.
class Raw {
 public:
  constexpr Raw() = default;
  template <std::size_t N>
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is checked where it is written
  consteval Raw(const char (&text)[N]) : text_(text, N - 1) {
    literal::check_raw(text, N - 1);
  }

  // NOLINTNEXTLINE(google-explicit-constructor): to read it is harmless
  constexpr operator Bytes() const { return text_; }
  [[nodiscard]] constexpr bool empty() const { return text_.empty(); }
  [[nodiscard]] constexpr std::size_t size() const { return text_.size(); }
  friend constexpr bool operator==(Raw a, Raw b) { return a.text_ == b.text_; }
  template <class Text>
    requires std::is_convertible_v<const Text&, Bytes>
  friend constexpr bool operator==(Raw a, const Text& b) {
    return a.text_ == Bytes(b);
  }

 private:
  friend constexpr Raw trust_raw(Bytes text);
  constexpr explicit Raw(Bytes text) : text_(text) {}
  Bytes text_;
};

/// For what is escaped because of what it is made of. Each place says why, in scripts/tidy_secrets.mjs.
[[nodiscard]] constexpr Escaped trust_escaped(Bytes text) { return Escaped(text); }
/// The same for a whole value.
[[nodiscard]] constexpr Raw trust_raw(Bytes text) { return Raw(text); }

/// `utf8` escaped, for the inside of a string: a view of it where nothing needs escaping, else in the arena. What is no
/// UTF-8 is the caller's to refuse.
[[nodiscard]] Escaped escape(Arena& arena ROTA_LIFETIME_BOUND, Bytes utf8 ROTA_LIFETIME_BOUND);
/// What `text` means, in UTF-8: a view of it where nothing is escaped, else in the arena.
[[nodiscard]] Bytes unescaped(Arena& arena ROTA_LIFETIME_BOUND, Escaped text ROTA_LIFETIME_BOUND);

/// Copies, as long-lived as the arena.
[[nodiscard]] Escaped copy(Arena& arena ROTA_LIFETIME_BOUND, Escaped text);
[[nodiscard]] Raw copy(Arena& arena ROTA_LIFETIME_BOUND, Raw text);
/// One after the other.
[[nodiscard]] Escaped join(Arena& arena ROTA_LIFETIME_BOUND, Escaped a, Escaped b, Escaped c = {}, Escaped d = {},
                           Escaped e = {});
/// The same of any number of texts; a view of it where there is but one.
[[nodiscard]] Escaped join(Arena& arena ROTA_LIFETIME_BOUND, const List<Escaped>& texts);
/// The number.
[[nodiscard]] Raw integer(Arena& arena ROTA_LIFETIME_BOUND, std::int64_t value);
/// The string value.
[[nodiscard]] Raw quoted(Arena& arena ROTA_LIFETIME_BOUND, Escaped text);
/// The object {"name":value}.
[[nodiscard]] Raw wrapped(Arena& arena ROTA_LIFETIME_BOUND, Escaped name, Raw value);

/// Escaped text that grows, in memory of its own.
class EscapedText {
 public:
  void append(Escaped text) { text_.append(text); }
  /// UTF-8, escaped here.
  void append_text(Bytes utf8);
  void set(Escaped text) {
    text_.clear();
    text_.append(text);
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// Valid until the next change.
  [[nodiscard]] Escaped view() const ROTA_LIFETIME_BOUND { return trust_escaped(text_.view()); }

 private:
  Buffer text_;
};

}  // namespace rota::json
