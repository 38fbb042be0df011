// Pacific day: literal instants, checked once against the tz database.
#include <catch2/catch_all.hpp>

#include "base/time.h"
#include "pool/pacific_day.h"

namespace {

using namespace rota;
using namespace rota::pool;

struct Year {
  int year;
  double summer_begins_ms;  // second Sunday of March, 10:00 UTC
  double summer_ends_ms;    // first Sunday of November, 09:00 UTC
};

constexpr Year years[] = {
    {2024, 1710064800000, 1730624400000}, {2025, 1741514400000, 1762074000000}, {2026, 1772964000000, 1793523600000},
    {2027, 1805018400000, 1825578000000}, {2028, 1836468000000, 1857027600000}, {2029, 1867917600000, 1888477200000},
    {2030, 1899367200000, 1919926800000}, {2031, 1930816800000, 1951376400000}, {2032, 1962871200000, 1983430800000},
    {2033, 1994320800000, 2014880400000}, {2034, 2025770400000, 2046330000000}, {2035, 2057220000000, 2077779600000},
};

}  // namespace

TEST_CASE("A3: midnight is 08:00 UTC before the clocks change in March and 07:00 UTC after it") {
  for (const Year& year : years) {
    CAPTURE(year.year);
    const double midnight_before_ms = year.summer_begins_ms - 2 * hour_ms;  // 08:00 UTC of that Sunday
    CHECK(next_pacific_midnight_ms(midnight_before_ms - 1) == midnight_before_ms);
    // The Sunday lasts 23 hours.
    CHECK(next_pacific_midnight_ms(midnight_before_ms) == midnight_before_ms + 23 * hour_ms);
    CHECK(next_pacific_midnight_ms(year.summer_begins_ms) == midnight_before_ms + 23 * hour_ms);
    CHECK(last_pacific_midnight_ms(year.summer_begins_ms) == midnight_before_ms);
    CHECK(pacific_day(midnight_before_ms) == pacific_day(midnight_before_ms - 1) + 1);
    CHECK(pacific_day(midnight_before_ms + 23 * hour_ms - 1) == pacific_day(midnight_before_ms));
    CHECK(pacific_day(midnight_before_ms + 23 * hour_ms) == pacific_day(midnight_before_ms) + 1);
  }
}

TEST_CASE("A3: midnight is 07:00 UTC before the clocks change in November and 08:00 UTC after it") {
  for (const Year& year : years) {
    CAPTURE(year.year);
    const double midnight_before_ms = year.summer_ends_ms - 2 * hour_ms;  // 07:00 UTC of that Sunday
    CHECK(next_pacific_midnight_ms(midnight_before_ms - 1) == midnight_before_ms);
    // The Sunday lasts 25 hours.
    CHECK(next_pacific_midnight_ms(midnight_before_ms) == midnight_before_ms + 25 * hour_ms);
    CHECK(next_pacific_midnight_ms(year.summer_ends_ms) == midnight_before_ms + 25 * hour_ms);
    CHECK(last_pacific_midnight_ms(year.summer_ends_ms) == midnight_before_ms);
    CHECK(pacific_day(midnight_before_ms + 25 * hour_ms - 1) == pacific_day(midnight_before_ms));
    CHECK(pacific_day(midnight_before_ms + 25 * hour_ms) == pacific_day(midnight_before_ms) + 1);
  }
}

TEST_CASE("A3: days are those of the Pacific calendar") {
  CHECK(pacific_day(0) == -1);                     // 1969-12-31, 16:00 PST
  CHECK(pacific_day(8 * hour_ms) == 0);            // 1970-01-01
  CHECK(pacific_day(1782932400000) == 20635);      // 2026-07-01, 12:00 PDT
  CHECK(pacific_day(1709279999999) == 19782);      // 2024-02-29, the last millisecond of a leap day
  CHECK(pacific_day(1709280000000) == 19783);      // 2024-03-01
  CHECK(pacific_day(2082787199999.0) == 24105);    // 2035-12-31, its last millisecond
  CHECK(pacific_day(2082787200000.0) == 24106);    // 2036-01-01
}

TEST_CASE("A3: the next midnight is always ahead, within 25 hours, and begins the next day") {
  for (double now_ms = 1704067200000; now_ms < 2082758400000.0; now_ms += 7 * hour_ms + 1234567) {
    const double next_ms = next_pacific_midnight_ms(now_ms);
    const double last_ms = last_pacific_midnight_ms(now_ms);
    REQUIRE(next_ms > now_ms);
    REQUIRE(last_ms <= now_ms);
    REQUIRE(next_ms - last_ms <= 25 * hour_ms);
    REQUIRE(next_ms - last_ms >= 23 * hour_ms);
    REQUIRE(pacific_day(next_ms) == pacific_day(now_ms) + 1);
    REQUIRE(pacific_day(next_ms - 1) == pacific_day(now_ms));
  }
}

TEST_CASE("A3: a clock that is nonsense gives a day and not a crash") {
  const double nonsense[] = {-1, -1e300, 1e300, __builtin_nan(""), __builtin_inf(), -__builtin_inf(), -5 * day_ms};
  for (const double now_ms : nonsense) {
    CHECK(next_pacific_midnight_ms(now_ms) > last_pacific_midnight_ms(now_ms));
    CHECK(pacific_day(last_pacific_midnight_ms(now_ms)) >= pacific_day(now_ms) - 1);
  }
}
