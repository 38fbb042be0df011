// Text table: one number a text, found again whatever the growth; and sums that stop.
#include <limits>

#include "stats/sums.h"
#include "stats/text_table.h"
#include "stats_testing.h"

using namespace stats_testing;

TEST_CASE("texts are numbered in the order of their coming") {
  TextTable table;
  CHECK(table.find("a") == no_entry);
  CHECK(table.add("a") == 0);
  CHECK(table.add("") == 1);
  CHECK(table.add("a") == 0);
  CHECK(table.find("") == 1);
  CHECK(table.find("b") == no_entry);
  CHECK(table.size() == 2);
  CHECK(table.text(0) == "a");
  CHECK(table.text(1).empty());
}

TEST_CASE("a thousand texts keep their numbers, and none is left after clear") {
  TextTable table;
  for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(table.add("text " + std::to_string(i)) == i);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    REQUIRE(table.find("text " + std::to_string(i)) == i);
    REQUIRE(table.text(i) == "text " + std::to_string(i));
  }
  CHECK(table.find("text 1000") == no_entry);
  table.clear();
  CHECK(table.size() == 0);
  CHECK(table.find("text 1") == no_entry);
  CHECK(table.add("text 1") == 0);
}

TEST_CASE("sums stop at what JSON holds exactly") {
  CHECK(capped_sum(1, 2) == 3);
  CHECK(capped_sum(1, -2) == 1);
  CHECK(capped_sum(sum_max - 1, 1) == sum_max);
  CHECK(capped_sum(sum_max, INT64_MAX) == sum_max);
  CHECK(whole(1.5) == 2);
  CHECK(whole(-1) == 0);
  CHECK(whole(std::numeric_limits<double>::quiet_NaN()) == 0);
  CHECK(whole(std::numeric_limits<double>::infinity()) == sum_max);
}
