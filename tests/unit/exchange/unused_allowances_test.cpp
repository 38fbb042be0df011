// Unused allowances: added up by client, minute and shard, each shard takes its own, and there is a bound.
#include "exchange/unused_allowances.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;

TEST_CASE("H2 unused allowances: each shard hears of its own, once, added up") {
  exchange::UnusedAllowances held;
  CHECK(held.empty());
  held.add({7, 100, 1}, 1);
  held.add({7, 100, 1}, 1);
  held.add({7, 101, 1}, 1);
  held.add({8, 100, 1}, 0);
  CHECK(held.shard() == 1);
  Arena arena;
  List<pool::Unused> taken;
  held.take(1, taken, arena);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].client == 7);
  CHECK(taken[0].minute == 100);
  CHECK(taken[0].count == 2);
  CHECK(taken[1].minute == 101);
  CHECK(!held.empty());
  CHECK(held.shard() == 0);
  List<pool::Unused> others;
  held.take(1, others, arena);
  CHECK(others.empty());
  held.take(0, others, arena);
  CHECK(others.size() == 1);
  CHECK(held.empty());
}

TEST_CASE("H2 unused allowances: past the bound the oldest is dropped") {
  exchange::UnusedAllowances held;
  for (std::uint32_t i = 0; i <= limits::allowances_unused; ++i) held.add({i + 1, 5, 1}, 0);
  Arena arena;
  List<pool::Unused> taken;
  held.take(0, taken, arena);
  REQUIRE(taken.size() == limits::allowances_unused);
  CHECK(taken[0].client == 2);
  CHECK(taken.back().client == limits::allowances_unused + 1);
}
