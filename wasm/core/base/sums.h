// Sums: counts that stop at the largest that can be held, instead of overflowing.
// Knows arithmetic only.
#pragma once

#include <cstdint>

namespace rota {

/// The largest count: a number of JSON, and one of D1, is exact up to 2^53 - 1.
inline constexpr std::int64_t count_max = (std::int64_t{1} << 53) - 1;

/// `a + b`, stopping at count_max; `a` is in [0, count_max], a negative `b` counts as nothing.
[[nodiscard]] constexpr std::int64_t capped_sum(std::int64_t a, std::int64_t b) {
  if (b <= 0) return a;
  return b > count_max - a ? count_max : a + b;
}

/// Adds to a counter of 32 bits, which stops at its end; a negative `more` counts as nothing.
constexpr void add_capped(std::uint32_t& counter, std::int64_t more = 1) {
  constexpr std::uint32_t most = 0xFFFFFFFF;
  if (more > 0) counter = more < std::int64_t{most - counter} ? counter + static_cast<std::uint32_t>(more) : most;
}

/// The nearest whole number in [0, count_max]; 0 for what is no number.
[[nodiscard]] constexpr std::int64_t whole(double value) {
  if (!(value > 0)) return 0;
  return value < static_cast<double>(count_max) ? static_cast<std::int64_t>(value + 0.5) : count_max;
}

}  // namespace rota
