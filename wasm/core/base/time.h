// Time: how many milliseconds the usual spans have.
// Knows spans, and which minute or hour an instant is in; refuses to know calendars (pool/pacific_day.h).
#pragma once

#include <cstdint>

namespace rota {

inline constexpr double second_ms = 1000;
inline constexpr double minute_ms = 60 * second_ms;
inline constexpr double hour_ms = 60 * minute_ms;
inline constexpr double day_ms = 24 * hour_ms;

/// Which minute since 1970 an instant is in. Clock minutes, not rolling ones: Google does not say which of them it counts.
[[nodiscard]] constexpr std::uint32_t minute_of(double now_ms) {
  return now_ms > 0 ? static_cast<std::uint32_t>(now_ms / minute_ms) : 0;
}
/// When the next one begins.
[[nodiscard]] constexpr double next_minute_ms(double now_ms) {
  return (static_cast<double>(minute_of(now_ms)) + 1) * minute_ms;
}
/// Which hour since 1970 an instant is in.
[[nodiscard]] constexpr std::int64_t hour_of(double now_ms) { return static_cast<std::int64_t>(now_ms / hour_ms); }

}  // namespace rota
