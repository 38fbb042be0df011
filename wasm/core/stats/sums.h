// Sums: whole numbers that stop at what JSON and D1 hold exactly instead of overflowing.
// Knows arithmetic only.
#pragma once

#include <cstdint>

namespace rota::stats {

/// The largest sum: a number of JSON is exact up to 2^53 - 1.
inline constexpr std::int64_t sum_max = (std::int64_t{1} << 53) - 1;

/// `a + b`, stopping at sum_max; `a` is in [0, sum_max], a negative `b` counts as nothing.
[[nodiscard]] constexpr std::int64_t capped_sum(std::int64_t a, std::int64_t b) {
  if (b <= 0) return a;
  return b > sum_max - a ? sum_max : a + b;
}

/// The nearest whole number in [0, sum_max]; 0 for what is no number.
[[nodiscard]] constexpr std::int64_t whole(double value) {
  if (!(value > 0)) return 0;
  return value < static_cast<double>(sum_max) ? static_cast<std::int64_t>(value + 0.5) : sum_max;
}

}  // namespace rota::stats
