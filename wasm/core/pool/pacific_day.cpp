// The Pacific calendar. Daylight saving is in force from the second Sunday of March, 10:00 UTC, to the first Sunday of
// November, 09:00 UTC (United States, Energy Policy Act of 2005, in force since 2007).
#include "pool/pacific_day.h"

#include "base/time.h"

namespace rota::pool {

namespace {

constexpr auto hour = static_cast<std::int64_t>(hour_ms);
constexpr auto day_length = static_cast<std::int64_t>(day_ms);
constexpr double time_max_ms = 8.64e15;  // the range of a JavaScript date; a clock outside it is nonsense

std::int64_t whole_ms(double now_ms) {
  if (!(now_ms > -time_max_ms)) return static_cast<std::int64_t>(-time_max_ms);
  if (now_ms > time_max_ms) return static_cast<std::int64_t>(time_max_ms);
  return static_cast<std::int64_t>(now_ms);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Days from 1970-01-01 to the first of January of `year`.
std::int64_t january_first(std::int64_t year) {
  const std::int64_t past = year - 1;
  const std::int64_t leaps = floor_divide(past, 4) - floor_divide(past, 100) + floor_divide(past, 400);
  constexpr std::int64_t leaps_1969 = 1969 / 4 - 1969 / 100 + 1969 / 400;
  return (year - 1970) * 365 + leaps - leaps_1969;
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::int64_t year_of(std::int64_t day) {
  std::int64_t year = 1970 + floor_divide(day * 400, 146097);  // 146,097 days in 400 years; off by one at most
  while (january_first(year) > day) --year;
  while (january_first(year + 1) <= day) ++year;
  return year;
}

/// The first Sunday on or after `day`. 1970-01-01 was a Thursday.
std::int64_t sunday_from(std::int64_t day) {
  const std::int64_t weekday = (day + 4) - floor_divide(day + 4, 7) * 7;
  return day + (weekday == 0 ? 0 : 7 - weekday);
}

bool is_daylight_saving(std::int64_t ms) {
  const std::int64_t year = year_of(floor_divide(ms, day_length));
  const std::int64_t leap = is_leap(year) ? 1 : 0;
  const std::int64_t march_first = january_first(year) + 59 + leap;
  const std::int64_t november_first = january_first(year) + 304 + leap;
  return ms >= (sunday_from(march_first) + 7) * day_length + 10 * hour &&
         ms < sunday_from(november_first) * day_length + 9 * hour;
}

std::int64_t day_at(std::int64_t ms) { return floor_divide(ms - (is_daylight_saving(ms) ? 7 : 8) * hour, day_length); }

/// The clock changes at two in the morning, so either guess at midnight's instant is on the same side of the change.
std::int64_t midnight_of(std::int64_t day) {
  const std::int64_t standard = day * day_length + 8 * hour;
  return is_daylight_saving(standard) ? standard - hour : standard;
}

}  // namespace

std::int32_t pacific_day(double now_ms) { return static_cast<std::int32_t>(day_at(whole_ms(now_ms))); }

double next_pacific_midnight_ms(double now_ms) {
  return static_cast<double>(midnight_of(day_at(whole_ms(now_ms)) + 1));
}

double last_pacific_midnight_ms(double now_ms) { return static_cast<double>(midnight_of(day_at(whole_ms(now_ms)))); }

}  // namespace rota::pool
