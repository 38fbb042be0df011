// Spans and instants: a minute and an hour end where the next begins.
#include <catch2/catch_all.hpp>

#include "base/time.h"

using namespace rota;

TEST_CASE("an instant is in the minute and the hour that have begun") {
  STATIC_REQUIRE(day_ms == 86'400'000);
  CHECK(minute_of(59'999) == 0);
  CHECK(minute_of(60'000) == 1);
  CHECK(minute_of(-1) == 0);
  CHECK(next_minute_ms(60'000) == 120'000);
  CHECK(next_minute_ms(119'999) == 120'000);
  CHECK(hour_of(2 * hour_ms - 1) == 1);
  CHECK(hour_of(2 * hour_ms) == 2);
}
