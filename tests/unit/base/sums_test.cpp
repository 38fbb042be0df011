// Sums: they stop at the largest that can be held.
#include <catch2/catch_all.hpp>
#include <limits>

#include "base/sums.h"

using namespace rota;

TEST_CASE("sums stop at what JSON holds exactly") {
  CHECK(capped_sum(1, 2) == 3);
  CHECK(capped_sum(1, -2) == 1);
  CHECK(capped_sum(count_max - 1, 1) == count_max);
  CHECK(capped_sum(count_max, INT64_MAX) == count_max);
  CHECK(whole(1.5) == 2);
  CHECK(whole(-1) == 0);
  CHECK(whole(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(whole(std::numeric_limits<double>::infinity()) == count_max);
}

TEST_CASE("a counter of 32 bits stops at its end") {
  std::uint32_t counter = 1;
  add_capped(counter);
  CHECK(counter == 2);
  add_capped(counter, -5);
  CHECK(counter == 2);
  add_capped(counter, 0xFFFFFFFF - 3);
  CHECK(counter == 0xFFFFFFFE);
  add_capped(counter, 2);
  CHECK(counter == 0xFFFFFFFF);
  add_capped(counter);
  CHECK(counter == 0xFFFFFFFF);
  counter = 0;
  add_capped(counter, count_max);
  CHECK(counter == 0xFFFFFFFF);
}
