// Sentences put together when they are compiled: what they quote of a bound comes from limits.h and cannot differ from it.
//   sentence<"An answer has at most "_s, limits::answer_body_bytes, " bytes."_s>
// Knows texts and whole numbers, written with a comma between thousands.
#pragma once

#include "base/bytes.h"

namespace rota {

/// A text as an argument of a template.
template <std::size_t n>
struct Literal {
  char text[n] = {};
  consteval Literal(const char (&from)[n]) {  // NOLINT: implicit, so that operator""_s can take any literal
    for (std::size_t i = 0; i < n; ++i) text[i] = from[i];
  }
  [[nodiscard]] constexpr std::size_t size() const { return n - 1; }
  constexpr char* write(char* out) const {
    for (std::size_t i = 0; i + 1 < n; ++i) *out++ = text[i];
    return out;
  }
};

template <Literal literal>
consteval auto operator""_s() {
  return literal;
}

namespace sentences {

template <std::size_t n>
constexpr std::size_t size_of(const Literal<n>& literal) {
  return literal.size();
}
constexpr std::size_t size_of(std::uint64_t number) {
  std::size_t digits = 1;
  for (; number > 9; number /= 10) ++digits;
  return digits + (digits - 1) / 3;
}

template <std::size_t n>
constexpr char* write(const Literal<n>& literal, char* out) {
  return literal.write(out);
}
constexpr char* write(std::uint64_t number, char* out) {
  char* const end = out + size_of(number);
  std::size_t digits = 0;
  for (char* at = end; at != out; number /= 10) {
    *--at = static_cast<char>('0' + number % 10);
    if (++digits % 3 == 0 && at != out) *--at = ',';
  }
  return end;
}

template <auto... pieces>
struct Text {
  static constexpr std::size_t size = (size_of(pieces) + ...);
  char text[size] = {};
  consteval Text() {
    char* out = text;
    ((out = write(pieces, out)), ...);
  }
};

template <auto... pieces>
inline constexpr Text<pieces...> text;

}  // namespace sentences

/// Lives for ever.
template <auto... pieces>
inline constexpr Bytes sentence{sentences::text<pieces...>.text, sentences::Text<pieces...>::size};

}  // namespace rota
