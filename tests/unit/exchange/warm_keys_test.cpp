// Warm keys: which conversations an isolate knows, which keys it may call for them, and what ends that.
#include "exchange/warm_keys.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;
using exchange::WarmKeys;

namespace {

constexpr double now_ms = 1767323045000;
constexpr Bytes model = "gemini-3.6-flash";

pool::Pick pick_of(std::uint64_t key, bool scarce = false) {
  pool::Pick pick;
  pick.key = key;
  pick.group = key + 100;
  pick.secret = Secret("AIzaFAKE-key");
  pick.label = "#1 …key";
  pick.scarce = scarce;
  return pick;
}

struct Warm : WarmKeys {
  /// A reply with these picks, to a call sent 20 ms before it came.
  void reply(std::initializer_list<std::uint64_t> picks, double at_ms, const pool::Reply& said = {}) {
    hear(said, at_ms - 20, at_ms);
    for (const std::uint64_t key : picks) note(pick_of(key), model, at_ms - 20);
  }
  Arena arena;
};

}  // namespace

TEST_CASE("G3: a key that was lent may be called for conversations, as it was lent") {
  Warm warm;
  pool::Pick pick;
  CHECK_FALSE(warm.find(1, model, now_ms, pick, warm.arena));
  warm.reply({1}, now_ms);
  REQUIRE(warm.find(1, model, now_ms, pick, warm.arena));
  CHECK(pick.key == 1);
  CHECK(pick.group == 101);
  CHECK(pick.secret.reveal() == "AIzaFAKE-key");
  CHECK(pick.label == "#1 …key");
  CHECK_FALSE(warm.has(1, "gemini-3.6-flash#tools", now_ms));
  CHECK_FALSE(warm.has(2, model, now_ms));
  CHECK_FALSE(warm.has(0, model, now_ms));
}

TEST_CASE("G3: who has not heard of the pool for as long as a lease lasts knows nothing") {
  Warm warm;
  warm.reply({1}, now_ms);
  warm.remember(7, 1);
  CHECK(warm.key_of(7, now_ms + limits::lease_ms - 1) == 1);
  CHECK(warm.has(1, model, now_ms + limits::lease_ms - 1));
  CHECK(warm.key_of(7, now_ms + limits::lease_ms) == 0);
  CHECK_FALSE(warm.has(1, model, now_ms + limits::lease_ms));
  warm.reply({}, now_ms + 1000);
  CHECK(warm.has(1, model, now_ms + limits::lease_ms));
  warm.reply({2}, now_ms + 4000);  // a gap: what was told meanwhile is not known
  CHECK_FALSE(warm.has(1, model, now_ms + 4000));
  CHECK(warm.key_of(7, now_ms + 4000) == 0);
  CHECK(warm.has(2, model, now_ms + 4000));
  CHECK_FALSE(warm.has(2, model, now_ms + 3900));  // a clock that has stepped back
}

TEST_CASE("G3: a reply that has been overtaken brings no key: its cooldown may have been told already") {
  Warm warm;
  warm.hear({}, now_ms, now_ms + 50);
  warm.hear({}, now_ms - 10, now_ms + 60);
  warm.note(pick_of(1), model, now_ms - 10);
  CHECK_FALSE(warm.has(1, model, now_ms + 60));
  warm.note(pick_of(1), model, now_ms);
  CHECK(warm.has(1, model, now_ms + 60));
}

TEST_CASE("G3: cooldowns, scarcity and moves end it; of too many at once nobody knows whether that is all") {
  Warm warm;
  warm.reply({1, 2, 3}, now_ms);
  warm.drop(101, model);  // its project
  CHECK_FALSE(warm.has(1, model, now_ms));
  warm.drop(2, {});
  CHECK_FALSE(warm.has(2, model, now_ms));
  warm.drop(3, "gemini-3.1-pro");
  CHECK(warm.has(3, model, now_ms));
  pool::Reply said;
  said.scarce.push(warm.arena, 3);
  said.moves.push(warm.arena, 7);
  warm.remember(7, 3);
  warm.remember(8, 3);
  warm.hear(said, now_ms, now_ms + 10);
  CHECK_FALSE(warm.has(3, model, now_ms + 10));
  CHECK(warm.key_of(7, now_ms + 10) == 0);
  CHECK(warm.key_of(8, now_ms + 10) == 3);
  warm.note(pick_of(3), model, now_ms);
  CHECK(warm.has(3, model, now_ms + 10));
  warm.note(pick_of(3, true), model, now_ms);
  CHECK_FALSE(warm.has(3, model, now_ms + 10));

  for (const std::size_t count : {limits::moves_sent - 1, limits::moves_sent}) {
    Warm full;
    full.remember(99, 1);
    full.hear({}, now_ms, now_ms);
    full.remember(99, 1);
    pool::Reply many;
    for (std::size_t i = 0; i < count; ++i) many.moves.push(full.arena, 1000 + i);
    full.hear(many, now_ms + 1, now_ms + 10);
    CHECK((full.key_of(99, now_ms + 10) == 1) == (count < limits::moves_sent));
  }
  for (const std::size_t count : {limits::cooldowns_sent - 1, limits::cooldowns_sent}) {
    Warm full;
    full.reply({1}, now_ms);
    pool::Reply many;
    for (std::size_t i = 0; i < count; ++i) many.cooling.push(full.arena, pool::Cooling{1000 + i, model});
    full.hear(many, now_ms + 1, now_ms + 10);
    CHECK(full.has(1, model, now_ms + 10) == (count < limits::cooldowns_sent));
  }
}

TEST_CASE("G3: below, at and above the limit of keys: the one noted longest ago goes") {
  Warm warm;
  warm.reply({}, now_ms);
  const std::uint64_t most = limits::warm_keys;
  for (std::uint64_t key = 1; key <= most; ++key) warm.note(pick_of(key), model, now_ms);
  CHECK(warm.has(1, model, now_ms));
  CHECK(warm.has(most, model, now_ms));
  warm.note(pick_of(most + 1), model, now_ms);
  CHECK_FALSE(warm.has(1, model, now_ms));
  CHECK(warm.has(2, model, now_ms));
  CHECK(warm.has(most + 1, model, now_ms));
}

TEST_CASE("G3: what was taken is told once, up to a limit") {
  Warm warm;
  for (std::size_t i = 1; i < limits::warm_calls; ++i) warm.note_taken(i, model);
  CHECK(warm.may_take());
  warm.note_taken(limits::warm_calls, model);
  CHECK_FALSE(warm.may_take());
  warm.note_taken(limits::warm_calls + 1, model);
  List<pool::Returned> told;
  warm.take_taken(told, warm.arena);
  REQUIRE(told.size() == limits::warm_calls);
  CHECK(told[0].key == 1);
  CHECK(told[0].model == model);
  List<pool::Returned> again;
  warm.take_taken(again, warm.arena);
  CHECK(again.empty());
  CHECK(warm.may_take());
}
