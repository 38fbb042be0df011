// Pool, outages: what a pool that begins goes by while D1 is away or hangs, and when it asks again.
#include <cmath>

#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

std::string numbers_of(World& world) {
  std::string numbers;
  const Ledger& ledger = world.ledger();
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    numbers += std::to_string(Bench::number_of(ledger.key(at).id)) + " ";
    if (!ledger.secret(at).empty()) CHECK(text::fingerprint(ledger.secret(at)) == ledger.key(at).id);
  }
  return numbers;
}

Standing standing_of(World& world, std::size_t number, Bytes model = flash) {
  const Ledger& ledger = world.ledger();
  REQUIRE(ledger.find(id_of(number)) != nowhere);
  return ledger.standing(ledger.find(id_of(number)), ledger.find_model(model), world.now_ms);
}

}  // namespace

TEST_CASE("F6 load: a D1 that hangs is given up after a moment, with what is stored or without, and asked again") {
  World world;
  world.add_key(1);
  world.open();
  CHECK(world.rows.count("record/0") == 1);
  CHECK(world.rows["record/0"].find("canary") == std::string::npos);  // sealed, as D1 has it
  world.start();
  while (world.questions.front().kind != Kind::query) world.answer_one();
  CHECK(world.questions.front().number == limits::load_patience_ms);
  world.fail_d1 = "no answer within 2000 ms";
  world.pump();
  CHECK(world.pick() == 1);
  world.pass(limits::load_retry_min_ms - 1);
  const std::size_t asked = world.queries;
  world.pass(1);
  CHECK(world.queries == asked + 1);
  CHECK(world.logged("D1 could not be read") == 1);

  World fresh;
  fresh.start();
  while (fresh.questions.front().kind != Kind::query) fresh.answer_one();
  CHECK(fresh.questions.front().number == limits::first_load_patience_ms);
}

TEST_CASE("F6 load: the copy of D1's keys is written when they change, and a torn one is none") {
  World world;
  for (std::size_t number = 1; number <= 3; ++number) world.add_key(number);
  world.open();
  world.pass(minute_ms);
  world.stores = 0;
  world.open();
  world.pass(minute_ms);
  CHECK(world.stores == 0);
  world.add_key(4);
  world.reload();
  const std::string kept = world.rows["record/0"];
  world.fail_d1 = "D1_ERROR: away";
  world.open();
  CHECK(numbers_of(world) == "1 2 3 4 ");
  world.rows["record/0"] = kept.substr(0, kept.size() - 9);
  world.open();
  CHECK(world.pick() == 0);
  CHECK(standing_of(world, 1).cause == Cause::unreadable);  // known by its state, and no more
}

TEST_CASE("F6 load: a spent day is asked for again after minutes, and when the next one begins") {
  World world(fake_keys(1));
  world.open();
  world.now_ms = std::floor(world.now_ms / day_ms) * day_ms + day_ms - 7 * minute_ms;  // 23:53 UTC
  world.fail_d1 = "D1_ERROR: Your account has exceeded D1's free tier daily row read limit";
  world.reload();
  world.queries = 0;
  world.pass(limits::spent_retry_ms - 1);
  CHECK(world.queries == 0);
  world.pass(1);
  CHECK(world.queries == 1);
  world.pass(2 * minute_ms);  // midnight
  CHECK(world.queries == 2);
}
