// The recent map: what was asked for lately stays, the rest leaves, and it never holds more than it may.
#include "base/recent_map.h"

#include <catch2/catch_test_macros.hpp>

#include "base/limits.h"
#include "base/text.h"

using namespace rota;

namespace {

std::uint64_t id_of(std::size_t number) { return text::fingerprint({reinterpret_cast<const char*>(&number), sizeof number}); }

/// The map after so many ids were put one after the other, from 1 on.
RecentMap map_of(std::size_t most, std::size_t count) {
  RecentMap map(most);
  for (std::size_t i = 1; i <= count; ++i) map.put(id_of(i), i);
  return map;
}

}  // namespace

TEST_CASE("G3: what was put last is found, and what was forgotten is not") {
  RecentMap map(8);
  CHECK(map.find(1) == 0);
  map.put(1, 10);
  map.put(2, 20);
  map.put(1, 11);
  CHECK(map.find(1) == 11);
  map.forget(1);
  CHECK(map.find(1) == 0);
  CHECK(map.find(2) == 20);
  map.put(1, 12);
  CHECK(map.find(1) == 12);
  map.clear();
  CHECK(map.find(1) == 0);
  CHECK(map.find(2) == 0);
}

TEST_CASE("G3: below and at the limit nothing is forgotten, above it the older half is") {
  for (const std::size_t most : {limits::conversations_near, limits::conversations_known}) {
    CHECK(map_of(most, most - 1).find(id_of(1)) == 1);
    CHECK(map_of(most, most).find(id_of(1)) == 1);
    RecentMap above = map_of(most, most + 1);
    CHECK(above.find(id_of(1)) == 0);
    CHECK(above.find(id_of(most / 2)) == 0);
    CHECK(above.find(id_of(most / 2 + 1)) == most / 2 + 1);
    CHECK(above.find(id_of(most + 1)) == most + 1);
  }
}

TEST_CASE("G3: what is asked for again and again never leaves") {
  RecentMap map(64);
  map.put(id_of(0), 7);
  for (std::size_t i = 1; i < 1000; ++i) {
    map.put(id_of(i), i);
    if (i % 20 == 0) REQUIRE(map.find(id_of(0)) == 7);
  }
}
