// Pacific day: the calendar by which Google counts requests per day ("at midnight Pacific time", Google's rate limit
// page, Sep 2026). Knows the daylight saving rule of America/Los_Angeles; refuses a time zone database.
#pragma once

#include <cstdint>

namespace rota::pool {

/// The day of the Pacific calendar at that instant, counted in days since 1970-01-01. `now_ms` is since 1970, UTC.
[[nodiscard]] std::int32_t pacific_day(double now_ms);

/// The next instant at which that day turns: 07:00 UTC in summer, 08:00 UTC in winter. Always later than `now_ms`.
[[nodiscard]] double next_pacific_midnight_ms(double now_ms);

/// The instant at which the day of `now_ms` began.
[[nodiscard]] double last_pacific_midnight_ms(double now_ms);

}  // namespace rota::pool
