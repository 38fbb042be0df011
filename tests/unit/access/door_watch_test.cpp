// The door's memory: keys refused and admitted, addresses that guess, and how often settings are asked for.
#include "access/door_watch.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;
using access::DoorWatch;

namespace {

constexpr double now_ms = 1767323040000;  // a whole minute

}  // namespace

TEST_CASE("a key that was refused is known, and one that was admitted") {
  DoorWatch door;
  CHECK(!door.was_refused(1, 0));
  CHECK(!door.was_admitted(1, 0));
  door.refuse(1, 100, 0, now_ms);
  door.admit(2, 0);
  CHECK(door.was_refused(1, 0));
  CHECK(!door.was_refused(2, 0));
  CHECK(door.was_admitted(2, 0));
  CHECK(!door.was_admitted(1, 0));
  CHECK(!door.was_refused(0, 0));  // 0 is an empty place, no key
  CHECK(!door.was_admitted(0, 0));
}

TEST_CASE("E1: other settings, other keys: what was known under the old ones is forgotten") {
  DoorWatch door;
  door.refuse(1, 100, 4, now_ms);
  door.admit(2, 4);
  CHECK(!door.was_refused(1, 5));
  CHECK(!door.was_admitted(2, 5));
  CHECK(door.was_admitted(2, 4));  // nobody has come under the new ones yet
  door.admit(3, 5);
  CHECK(!door.was_refused(1, 4));
  CHECK(!door.was_admitted(2, 5));
  CHECK(door.was_admitted(3, 5));
}

TEST_CASE("F9: past the bound the oldest key is forgotten; one that is known takes no second place") {
  DoorWatch door;
  for (std::uint64_t key = 1; key <= limits::door_keys; ++key) {
    door.refuse(key, key, 0, now_ms);
    door.refuse(1, 1, 0, now_ms);
  }
  CHECK(door.was_refused(1, 0));
  CHECK(door.was_refused(limits::door_keys, 0));
  door.refuse(1000000, 5, 0, now_ms);
  CHECK(!door.was_refused(1, 0));
  CHECK(door.was_refused(2, 0));
  CHECK(door.was_refused(1000000, 0));
}

TEST_CASE("an address that brings too many wrong keys is not listened to until the minute ends") {
  DoorWatch door;
  for (std::uint32_t i = 1; i < limits::refusals_per_minute; ++i) door.refuse(i, 100, 0, now_ms + 1000);
  CHECK(door.shut_ms(100, now_ms + 1000) == 0);
  door.refuse(7, 100, 0, now_ms + 1000);  // the same key again counts too
  CHECK(door.shut_ms(100, now_ms + 1000) == minute_ms - 1000);
  CHECK(door.shut_ms(100, now_ms + minute_ms - 1) == 1);
  CHECK(door.shut_ms(101, now_ms + 1000) == 0);
  CHECK(door.shut_ms(100, now_ms + minute_ms) == 0);
  CHECK(door.shut_ms(100, now_ms - 1) == 0);  // the clock stepped back
  door.refuse(8, 100, 0, now_ms + minute_ms);
  CHECK(door.shut_ms(100, now_ms + minute_ms) == 0);  // and is counted anew
}

TEST_CASE("new settings make nobody less of a guesser") {
  DoorWatch door;
  for (std::uint32_t i = 1; i <= limits::refusals_per_minute; ++i) door.refuse(i, 100, i % 2, now_ms);
  CHECK(door.shut_ms(100, now_ms) > 0);
}

TEST_CASE("F9: addresses past the bound replace the oldest") {
  DoorWatch door;
  for (std::uint32_t i = 0; i < limits::refusals_per_minute; ++i) door.refuse(1, 5, 0, now_ms);
  for (std::uint64_t address = 1000; address < 1000 + limits::door_addresses - 1; ++address) {
    door.refuse(1, address, 0, now_ms);
  }
  CHECK(door.shut_ms(5, now_ms) > 0);
  door.refuse(1, 9999, 0, now_ms);
  CHECK(door.shut_ms(5, now_ms) == 0);
}

TEST_CASE("settings are asked for because of a key that opens nothing once in a while") {
  DoorWatch door;
  CHECK(door.is_ask_due(now_ms));
  CHECK(door.may_ask(now_ms));
  CHECK(!door.is_ask_due(now_ms));
  CHECK(!door.may_ask(now_ms));
  CHECK(!door.may_ask(now_ms + limits::unknown_key_ms - 1));
  CHECK(door.is_ask_due(now_ms + limits::unknown_key_ms));
  CHECK(door.may_ask(now_ms + limits::unknown_key_ms));
  CHECK(!door.may_ask(now_ms + limits::unknown_key_ms + 1));
  const double asked_ms = now_ms + limits::unknown_key_ms;
  CHECK(!door.may_ask(asked_ms - 5));                      // another request's clock
  CHECK(door.may_ask(asked_ms - limits::unknown_key_ms));  // the clock stepped back
  CHECK(!door.may_ask(asked_ms - limits::unknown_key_ms + 1));
}
