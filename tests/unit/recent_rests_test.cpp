// Recent rests: told for as long as a lease may hold picks of them, the last ones only.
#include "pool/recent_rests.h"

#include "pool_testing.h"

namespace {

using namespace pool_testing;

List<Cooling> told(const RecentRests& rests, double now_ms, Arena& arena) {
  List<Cooling> list;
  rests.tell(list, now_ms, arena);
  return list;
}

}  // namespace

TEST_CASE("G4 rests: what began to rest is told until the leases of before have ended") {
  Arena arena;
  RecentRests rests;
  CHECK(told(rests, summer_noon_ms, arena).empty());
  rests.note(7, flash, summer_noon_ms);
  rests.note(8, {}, summer_noon_ms + 1);
  const List<Cooling> list = told(rests, summer_noon_ms + 1, arena);
  REQUIRE(list.size() == 2);
  CHECK(list[0].group == 7);
  CHECK(list[0].model == flash);
  CHECK(list[1].group == 8);
  CHECK(list[1].model.empty());
  CHECK(told(rests, summer_noon_ms + limits::lease_ms, arena).size() == 2);
  CHECK(told(rests, summer_noon_ms + limits::lease_ms + 1, arena).size() == 1);
  CHECK(told(rests, summer_noon_ms + limits::lease_ms + 2, arena).empty());
}

TEST_CASE("F6 rests: a clock that steps back tells nothing of a time that has not come") {
  Arena arena;
  RecentRests rests;
  rests.note(7, flash, summer_noon_ms);
  CHECK(told(rests, summer_noon_ms - 1, arena).empty());
  CHECK(told(rests, summer_noon_ms, arena).size() == 1);
}

TEST_CASE("F9 rests: the last ones push out the first, and a reply has room for all of them") {
  Arena arena;
  RecentRests rests;
  for (std::uint64_t group = 1; group <= limits::cooling_told + 10; ++group) rests.note(group, flash, summer_noon_ms);
  const List<Cooling> list = told(rests, summer_noon_ms, arena);
  REQUIRE(list.size() == limits::cooling_told);
  std::uint64_t least = list[0].group;
  for (const Cooling& cooling : list) least = cooling.group < least ? cooling.group : least;
  CHECK(least == 11);
}

TEST_CASE("F9 rests: the longest name of a model is kept whole, and what was told outlives the ring") {
  Arena arena;
  const std::string longest(limits::model_name_bytes, 'm');
  List<Cooling> list;
  {
    RecentRests rests;
    rests.note(1, longest, summer_noon_ms);
    rests.tell(list, summer_noon_ms, arena);
  }
  REQUIRE(list.size() == 1);
  CHECK(list[0].model == longest);
}
