// B6, F9: failures are counted by network, in a bounded place.
#include "access/failure_counts.h"

#include <catch2/catch_test_macros.hpp>

using rota::access::FailureCounts;

TEST_CASE("B6, F9: failures add up while the earlier ones count, and start again after that") {
  FailureCounts<2> counts;
  CHECK(counts.find(7) == nullptr);
  counts.add(7, false, 1'000);
  counts.add(7, true, 2'000);
  REQUIRE(counts.find(7) != nullptr);
  CHECK(counts.find(7)->failures == 2);
  CHECK(counts.find(7)->last_ms == 2'000);
  counts.add(7, false, 9'000);
  CHECK(counts.find(7)->failures == 1);
}

TEST_CASE("B6, F9: a full table forgets the network that failed longest ago") {
  FailureCounts<2> counts;
  counts.add(1, false, 1'000);
  counts.add(2, false, 2'000);
  counts.add(1, true, 3'000);
  counts.add(3, false, 4'000);
  CHECK(counts.find(2) == nullptr);
  REQUIRE(counts.find(1) != nullptr);
  CHECK(counts.find(1)->failures == 2);
  CHECK(counts.find(3) != nullptr);
}

TEST_CASE("B6, F9: a forgotten network has not failed, and leaves its place to another") {
  FailureCounts<2> counts;
  counts.add(1, false, 1'000);
  counts.add(2, false, 2'000);
  counts.forget(2);
  CHECK(counts.find(2) == nullptr);
  counts.add(3, false, 3'000);
  CHECK(counts.find(1) != nullptr);
}

TEST_CASE("B6, F9: a count that was kept in a row goes on where it was") {
  FailureCounts<2> counts;
  counts.restore({5, 4, 1'000});
  counts.add(5, true, 2'000);
  CHECK(counts.find(5)->failures == 5);
}
