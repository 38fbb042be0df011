// Recent cooldowns: listed for as long as a lease may hold picks of them, the last ones only.
#include "pool/recent_cooldowns.h"

#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

List<Cooling> listed(const RecentCooldowns& cooldowns, double now_ms, Arena& arena) {
  List<Cooling> list;
  cooldowns.list(list, now_ms, arena);
  return list;
}

}  // namespace

TEST_CASE("G4 cooldowns: what began to cool down is listed until the leases of before have ended") {
  Arena arena;
  RecentCooldowns cooldowns;
  CHECK(listed(cooldowns, summer_noon_ms, arena).empty());
  cooldowns.note(7, flash, summer_noon_ms);
  cooldowns.note(8, {}, summer_noon_ms + 1);
  const List<Cooling> list = listed(cooldowns, summer_noon_ms + 1, arena);
  REQUIRE(list.size() == 2);
  CHECK(list[0].group == 7);
  CHECK(list[0].model == flash);
  CHECK(list[1].group == 8);
  CHECK(list[1].model.empty());
  CHECK(listed(cooldowns, summer_noon_ms + limits::lease_ms, arena).size() == 2);
  CHECK(listed(cooldowns, summer_noon_ms + limits::lease_ms + 1, arena).size() == 1);
  CHECK(listed(cooldowns, summer_noon_ms + limits::lease_ms + 2, arena).empty());
}

TEST_CASE("F6 cooldowns: a clock that steps back tells nothing of a time that has not come") {
  Arena arena;
  RecentCooldowns cooldowns;
  cooldowns.note(7, flash, summer_noon_ms);
  CHECK(listed(cooldowns, summer_noon_ms - 1, arena).empty());
  CHECK(listed(cooldowns, summer_noon_ms, arena).size() == 1);
}

TEST_CASE("F9 cooldowns: the last ones push out the first, and a reply has room for all of them") {
  Arena arena;
  RecentCooldowns cooldowns;
  for (std::uint64_t group = 1; group <= limits::cooldowns_sent + 10; ++group)
    cooldowns.note(group, flash, summer_noon_ms);
  const List<Cooling> list = listed(cooldowns, summer_noon_ms, arena);
  REQUIRE(list.size() == limits::cooldowns_sent);
  std::uint64_t least = list[0].group;
  for (const Cooling& cooling : list) least = cooling.group < least ? cooling.group : least;
  CHECK(least == 11);
}

TEST_CASE("F9 cooldowns: the longest name of a model is kept whole, and what was told outlives the ring") {
  Arena arena;
  const std::string longest(limits::model_name_bytes, 'm');
  List<Cooling> list;
  {
    RecentCooldowns cooldowns;
    cooldowns.note(1, longest, summer_noon_ms);
    cooldowns.list(list, summer_noon_ms, arena);
  }
  REQUIRE(list.size() == 1);
  CHECK(list[0].model == longest);
}
