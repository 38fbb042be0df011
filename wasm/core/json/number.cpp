// See number.h. A number is taken apart into digits and a power of ten, exactly, before anything is rounded.
#include "json/number.h"

#include "base/text.h"
#include "json/scan.h"

namespace rota::json {
namespace {

constexpr std::uint64_t number_exact_max = std::uint64_t{1} << 53;  // below it every integer is a double

/// digits x 10^exponent, where `digits` does not end in 0. Not `exact` when there are more than 18 digits.
struct Decimal {
  std::uint64_t digits = 0;
  std::int64_t exponent = 0;
  bool negative = false;
  bool exact = true;
};

std::int64_t read_exponent(Bytes digits) {
  constexpr std::int64_t enough = 1'000'000'000'000;  // no text is long enough to make up for it
  const bool negative = !digits.empty() && digits[0] == '-';
  std::int64_t value = 0;
  for (const char c : digits) {
    if (text::is_digit(c) && value < enough) value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

Decimal read_decimal(Bytes number) {
  Decimal out;
  std::int64_t zeros = 0;  // since the last digit that is not 0: they count only when another one follows
  std::int64_t kept = 0;   // digits in `out.digits`
  bool fraction = false;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (c == '-') {
      out.negative = true;
    } else if (c == '.') {
      fraction = true;
    } else if (!text::is_digit(c)) {
      out.exponent += read_exponent(number.substr(i + 1));
      break;
    } else {
      if (fraction) --out.exponent;
      if (c == '0') {
        if (kept != 0) ++zeros;
        continue;
      }
      kept += zeros + 1;
      if (kept > 18) {
        out.exact = false;
        return out;
      }
      for (; zeros > 0; --zeros) out.digits *= 10;
      out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
    }
  }
  out.exponent += zeros;
  return out;
}

std::size_t skip_digits(Bytes text, std::size_t at) {
  while (at < text.size() && text::is_digit(text[at])) ++at;
  return at;
}

}  // namespace

NumberEnd skip_number(Bytes text, std::size_t at) {
  const auto is = [text](std::size_t i, char c) { return i < text.size() && text[i] == c; };
  if (is(at, '-')) ++at;
  std::size_t end = is(at, '0') ? at + 1 : skip_digits(text, at);
  if (end == at) return {at, false};
  if (is(end, '.')) {
    const std::size_t fraction = end + 1;
    end = skip_digits(text, fraction);
    if (end == fraction) return {end, false};
  }
  if (is(end, 'e') || is(end, 'E')) {
    ++end;
    if (is(end, '+') || is(end, '-')) ++end;
    const std::size_t exponent = end;
    end = skip_digits(text, exponent);
    if (end == exponent) return {end, false};
  }
  return {end, true};
}

double to_double(Bytes number) {
  // 10^22 is the last power of ten that is a double: up to there one operation on two exact doubles rounds once.
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const Decimal decimal = read_decimal(number);
  if (!decimal.exact || decimal.digits > number_exact_max || decimal.exponent < -22 || decimal.exponent > 22) {
    return nearest_double(number);
  }
  const auto digits = static_cast<double>(decimal.digits);
  const double value = decimal.exponent < 0 ? digits / powers[-decimal.exponent] : digits * powers[decimal.exponent];
  return decimal.negative ? -value : value;
}

bool to_integer(Bytes number, std::int64_t& out) {
  Decimal decimal = read_decimal(number);
  if (!decimal.exact) return false;  // 19 digits that do not end in 0 are past 2^53 or have a fraction
  if (decimal.digits != 0) {
    if (decimal.exponent < 0) return false;
    for (; decimal.exponent > 0; --decimal.exponent) {
      if (decimal.digits > number_exact_max / 10) return false;
      decimal.digits *= 10;
    }
    if (decimal.digits > number_exact_max) return false;
  }
  const auto value = static_cast<std::int64_t>(decimal.digits);
  out = decimal.negative ? -value : value;
  return true;
}

}  // namespace rota::json
