// Key health: one word on how well a key serves, and what a degraded one lacks.
#include "pool/key_health.h"

#include "pool/ledger_testing.h"

using namespace ledger_testing;

namespace {

KeyHealth health(Keys& keys, std::size_t number, List<Lack>* lacks = nullptr) {
  return health_of(keys.ledger, keys.at(number), keys.now_ms, lacks, keys.arena);
}

}  // namespace

TEST_CASE("D1: health is unknown until a key is used, and then in the words of what is held against it") {
  Keys keys(7);
  for (std::size_t number = 2; number <= 7; ++number) keys.serve(number, flash);
  keys.serve(3, pro);
  keys.tell(3, flash, Cause::minute_limit);
  keys.tell(4, flash, Cause::billing);
  keys.tell(5, flash, Cause::day_limit);
  keys.tell(6, flash, Cause::key_invalid);
  keys.tell(7, flash, Cause::minute_limit);
  const KeyHealth expected[] = {KeyHealth::unknown,   KeyHealth::healthy,  KeyHealth::degraded, KeyHealth::cooling,
                                KeyHealth::exhausted, KeyHealth::disabled, KeyHealth::cooling};
  for (std::size_t number = 1; number <= 7; ++number) {
    INFO(number);
    CHECK(health(keys, number) == expected[number - 1]);
  }
  const HealthTally tally = tally_health(keys.ledger, keys.now_ms, keys.arena);
  CHECK(tally.of[static_cast<std::size_t>(KeyHealth::cooling)] == 2);
  CHECK(tally.of[static_cast<std::size_t>(KeyHealth::disabled)] == 1);
  List<Lack> lacks;
  static_cast<void>(health(keys, 3, &lacks));
  REQUIRE(lacks.size() == 1);
  CHECK(keys.ledger.words().model_text(lacks[0].model) == flash);
  CHECK(lacks[0].cause == "minute_limit");
}

TEST_CASE("D1: a key that is off is disabled, one that cannot be read is unknown") {
  Keys keys(2);
  keys.list.keys[0].switched_off = true;
  keys.list.keys[1].secret = {};
  keys.take();
  CHECK(health(keys, 1) == KeyHealth::disabled);
  CHECK(health(keys, 2) == KeyHealth::unknown);
}

TEST_CASE("D1: failures that blame nobody degrade a key that goes on, and its successes mend it") {
  Keys keys(1);
  keys.serve(1, flash);
  for (int i = 0; i < 4; ++i) keys.tell(1, flash, Cause::server_error);
  List<Lack> lacks;
  CHECK(health(keys, 1, &lacks) == KeyHealth::degraded);
  REQUIRE(lacks.size() == 1);
  CHECK(lacks[0].model == no_text);
  CHECK(lacks[0].cause == "failing");
  for (int i = 0; i < 20; ++i) keys.serve(1, flash);
  CHECK(health(keys, 1) == KeyHealth::healthy);
}

TEST_CASE("D1: the word of a key knows its project's cooldowns, and no invented model keeps it from being exhausted") {
  Keys keys(2);
  for (std::size_t number = 1; number <= 2; ++number) keys.label(number, "blue");
  keys.take();
  keys.serve(1, flash);
  keys.tell(1, "gemini-invented", Cause::client_error);
  CHECK(health(keys, 2) == KeyHealth::unknown);
  keys.tell(1, flash, Cause::day_limit);
  CHECK(health(keys, 1) == KeyHealth::exhausted);
  CHECK(health(keys, 2) == KeyHealth::exhausted);
}
