// Writing base64, and copying it under check in vectors of 16 bytes as g++ and clang spell them; see base64.h.
#include "base/base64.h"

#include "base/text.h"

namespace rota {

namespace {

using Octets = unsigned char __attribute__((vector_size(16)));
using Signed = signed char __attribute__((vector_size(16)));
using Words = std::uint64_t __attribute__((vector_size(16)));

/// `octet` in every place. V8 makes a vector's constant anew wherever one stands, in every round of a loop; what was
/// read from a volatile is no constant, and is kept.
Octets kept(unsigned char octet) {
  volatile unsigned char once = octet;
  return Octets{} + static_cast<unsigned char>(once);
}

/// A range of octets, for many vectors. Shifted to the lowest values of a signed octet it has one bound, and signed
/// octets are what every machine compares in one step.
class Range {
 public:
  Range(unsigned char first, unsigned char last)
      : shift_(kept(static_cast<unsigned char>(first + 128))),
        end_(kept(static_cast<unsigned char>(last - first - 127))) {}
  /// All ones in every octet of the range.
  [[nodiscard]] Octets in(Octets octets) const {
    return reinterpret_cast<Octets>(reinterpret_cast<Signed>(octets - shift_) < reinterpret_cast<Signed>(end_));
  }

 private:
  Octets shift_;
  Octets end_;
};

/// Knows the digits of the standard alphabet, of which the numbers and the slash are neighbours.
class StandardDigits {
 public:
  [[nodiscard]] Octets operator()(Octets octets) const {
    return letters_.in(octets | case_) | numbers_.in(octets) | reinterpret_cast<Octets>(octets == plus_);
  }

 private:
  Range letters_{'a', 'z'};
  Range numbers_{'/', '9'};
  Octets case_ = kept(0x20);
  Octets plus_ = kept('+');
};

class AnyDigits {
 public:
  [[nodiscard]] Octets operator()(Octets octets) const {
    return standard_(octets) | reinterpret_cast<Octets>(octets == minus_) |
           reinterpret_cast<Octets>(octets == underscore_);
  }

 private:
  StandardDigits standard_;
  Octets minus_ = kept('-');
  Octets underscore_ = kept('_');
};

bool all(Octets mask) {
  const auto words = reinterpret_cast<Words>(mask);
  return (words[0] & words[1]) == ~std::uint64_t{0};
}

/// Copies whole blocks from `at` on while `digits` finds nothing else in them; returns where it stopped.
template <class Digits>
std::size_t copy_digits(char* to, Bytes text, std::size_t at, const Digits& digits) {
  constexpr std::size_t block_bytes = 64;
  for (; at + block_bytes <= text.size(); at += block_bytes) {
    Octets block[block_bytes / sizeof(Octets)];
    std::memcpy(block, text.data() + at, block_bytes);
    std::memcpy(to + at, block, block_bytes);
    if (!all(digits(block[0]) & digits(block[1]) & digits(block[2]) & digits(block[3]))) break;
  }
  return at;
}

}  // namespace

void append_base64(Buffer& out, Bytes bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + out.size();
  std::size_t i = 0;
  const auto octet = [&bytes](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
  };
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = octet(i) << 16 | octet(i + 1) << 8 | octet(i + 2);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = alphabet[group >> 6 & 63];
    *to++ = alphabet[group & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest != 0) {
    const std::uint32_t group = octet(i) << 16 | (rest == 2 ? octet(i + 1) << 8 : 0);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = rest == 2 ? alphabet[group >> 6 & 63] : '=';
    *to++ = '=';
  }
  out.commit(static_cast<std::size_t>(to - (out.data() + out.size())));
}

void append_base64url(Buffer& out, Bytes bytes) {
  const std::size_t begin = out.size();
  append_base64(out, bytes);
  std::size_t end = out.size();
  while (end > begin && out[end - 1] == '=') --end;
  out.resize(end);
  for (std::size_t i = begin; i < end; ++i) {
    if (out[i] == '+') out[i] = '-';
    if (out[i] == '/') out[i] = '_';
  }
}

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

bool is_base64_digit(char c) { return text::is_alphanumeric(c) || c == '+' || c == '/' || c == '-' || c == '_'; }

std::size_t append_base64_digits(Buffer& out, Bytes text) {
  out.reserve(out.size() + text.size());
  char* to = out.data() + out.size();
  std::size_t at = copy_digits(to, text, 0, StandardDigits());
  at = copy_digits(to, text, at, AnyDigits());
  if (at < text.size()) std::memcpy(to + at, text.data() + at, text.size() - at);
  out.commit(text.size());
  while (at < text.size() && is_base64_digit(text[at])) ++at;
  return at;
}

void append_decoded_base64(Buffer& out, Bytes base64) {
  std::uint32_t group = 0;
  int bits = 0;
  for (char c : base64) {
    const int value = base64_value(c);
    if (value < 0) continue;
    group = group << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.append(static_cast<char>(group >> bits & 0xFF));
  }
}

}  // namespace rota
