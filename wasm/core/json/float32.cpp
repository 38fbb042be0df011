// Halfway cases and nine digits; see float32.h.
#include "json/float32.h"

#include <cstring>

#include "base/text.h"
#include "json/number.h"

namespace rota::json {

namespace {

/// An unsigned integer of up to 1,280 bits: room for the digits and powers of a number that is near a float32.
class Big {
 public:
  void multiply_add(std::uint32_t factor, std::uint32_t addend) {
    std::uint64_t carry = addend;
    for (std::uint32_t& word : words_) {
      carry += static_cast<std::uint64_t>(word) * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  void multiply_power(std::uint32_t base, std::int64_t exponent) {
    for (; exponent > 0; --exponent) multiply_add(base, 0);
  }
  [[nodiscard]] int compare(const Big& other) const {
    for (std::size_t i = word_count; i > 0; --i) {
      if (words_[i - 1] != other.words_[i - 1]) return words_[i - 1] < other.words_[i - 1] ? -1 : 1;
    }
    return 0;
  }

 private:
  static constexpr std::size_t word_count = 40;
  std::uint32_t words_[word_count] = {};
};

constexpr std::int64_t digits_max = 60;     // about 200 bits
constexpr std::int64_t exponent_max = 120;  // 10^120 is 399 bits; a float32 needs 10^-45 and digits behind it

/// The sign of number - point, for a point that is no float32 but lies halfway between two. Only a number of a length
/// that nobody writes is taken for equal.
int compare_magnitude(Bytes number, double point) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &point, sizeof bits);
  std::int64_t binary = static_cast<std::int64_t>(bits >> 52 & 0x7FF) - 1075;
  std::uint64_t mantissa = (bits & 0xFFFFFFFFFFFFFULL) | 0x10000000000000ULL;
  Big exact;
  Big halfway;
  std::int64_t digits = 0;
  std::int64_t decimal = 0;
  bool fraction = false;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (c == '-') continue;
    if (c == '.') {
      fraction = true;
    } else if (text::is_digit(c)) {
      if (digits != 0 || c != '0') ++digits;
      if (digits > digits_max) return 0;
      exact.multiply_add(10, static_cast<std::uint32_t>(c - '0'));
      if (fraction) --decimal;
    } else {
      std::int64_t exponent = 0;
      Bytes power = number.substr(i + 1);
      if (!power.empty() && power[0] == '+') power.remove_prefix(1);
      if (!to_integer(power, exponent) || exponent < -exponent_max || exponent > exponent_max) return 0;
      decimal += exponent;
      break;
    }
  }
  if (decimal < -exponent_max || decimal > exponent_max) return 0;
  for (; (mantissa & 1) == 0; mantissa >>= 1) ++binary;
  halfway.multiply_add(0, static_cast<std::uint32_t>(mantissa >> 32));
  halfway.multiply_power(2, 32);
  halfway.multiply_add(1, static_cast<std::uint32_t>(mantissa));
  (decimal < 0 ? halfway : exact).multiply_power(10, decimal < 0 ? -decimal : decimal);
  (binary < 0 ? exact : halfway).multiply_power(2, binary < 0 ? -binary : binary);
  return exact.compare(halfway);
}

float from_bits(std::uint32_t bits) {
  float value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::uint32_t to_bits(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

}  // namespace

float to_float32(Bytes number) {
  const double value = to_double(number);
  const double size = value < 0 ? -value : value;
  constexpr double largest = 3.4028234663852886e38;
  if (!(size <= largest)) return static_cast<float>(value);
  const auto nearest = static_cast<float>(size);
  const auto rounded = static_cast<double>(nearest);
  if (rounded == size) return static_cast<float>(value);
  const float other = from_bits(rounded < size ? to_bits(nearest) + 1 : to_bits(nearest) - 1);
  float best = nearest;
  if (const double halfway = (rounded + static_cast<double>(other)) / 2; halfway == size) {
    // The double says "in the middle", but it was rounded to it: only the decimal knows the side.
    const int side = compare_magnitude(number, halfway);
    const bool up = other > nearest;
    if ((side > 0 && up) || (side < 0 && !up)) best = other;
  }
  return value < 0 ? -best : best;
}

void append_float32(Buffer& out, double value) {
  if (value < 0) out.append('-');
  double size = value < 0 ? -value : value;
  if (size == 0) return out.append('0');
  std::int64_t exponent = 0;  // of the first digit
  for (; size < 1e-10; size *= 1e10) exponent -= 10;
  for (; size < 1; size *= 10) --exponent;
  for (; size >= 1e10; size /= 1e10) exponent += 10;
  for (; size >= 10; size /= 10) ++exponent;
  auto digits = static_cast<std::uint64_t>(size * 1e8 + 0.5);
  if (digits >= 1000000000) {
    digits /= 10;
    ++exponent;
  }
  char text[32];  // nine are used; more room keeps compilers from seeing an overrun that cannot be
  for (std::size_t i = 9; i > 0; --i, digits /= 10) text[i - 1] = static_cast<char>('0' + digits % 10);
  std::size_t count = 9;
  while (count > 1 && text[count - 1] == '0') --count;
  const bool plain = exponent < 0 && exponent >= -6;
  if (plain) {
    out.append("0.");
    for (std::int64_t i = -1; i > exponent; --i) out.append('0');
    return out.append(Bytes(text, count));
  }
  out.append(text[0]);
  if (count > 1) out.append('.');
  out.append(Bytes(text + 1, count - 1));
  if (exponent == 0) return;
  out.append('e');
  text::append_decimal(out, exponent);
}

}  // namespace rota::json
