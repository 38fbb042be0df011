// Late rows: an object that cannot read its rows when it begins serves without them, stores nothing of its own in their
// place, and joins them with what it has learned meanwhile.
#include "pool/pool_world_testing.h"
#include "pool/trouble.h"

namespace {

using namespace pool_testing;

constexpr Bytes why = "disk I/O error";

Standing standing_of(World& world, std::size_t number, Bytes model = flash) {
  const Ledger& ledger = world.ledger();
  REQUIRE(ledger.find(id_of(number)) != nowhere);
  return ledger.standing(ledger.find(id_of(number)), ledger.find_model(model), world.now_ms);
}

std::uint32_t requests_of(World& world, std::size_t number) {
  return usage_of(world.ledger(), world.ledger().find(id_of(number)), flash, world.now_ms).requests;
}

std::string trouble_of(World& world) {
  Arena arena;
  return std::string(describe_trouble(world.pool->parts(), arena));
}

Report served(std::size_t number) { return report_of(number, flash, Cause::ok); }

/// Key 1 has spent its day, key 2 has served twice, key 3 is dead; all of it is stored.
void begin(World& world) {
  world.open();
  world.report(served(2));
  world.report(served(2));
  world.report(report_of(1, flash, Cause::day_limit, hour_ms, "the day is spent"));
  world.report(report_of(3, flash, Cause::key_invalid, day_ms, "no such key"));
  world.pass(minute_ms);
}

/// Begins anew, and its rows cannot be read.
void begin_blind(World& world) {
  world.fail_reads = why;
  world.open();
}

void see_again(World& world) {
  world.fail_reads.clear();
  world.pass(limits::spent_retry_ms);
}

}  // namespace

TEST_CASE("F6 late rows: without them the keys of the environment serve, and no row is touched") {
  World world(fake_keys(3));
  begin(world);
  const auto rows = world.rows;
  begin_blind(world);
  CHECK(world.logged("rows cannot be read") == 1);
  CHECK(trouble_of(world).find("cannot read its rows") != std::string::npos);
  std::size_t served_by[4] = {};
  for (int i = 0; i < 30; ++i) ++served_by[world.pick()];
  CHECK(served_by[0] == 0);
  world.report(served(2));
  world.report(report_of(2, flash, Cause::minute_limit, minute_ms, "the minute is spent"));
  world.pass(hour_ms);
  CHECK(world.rows == rows);
  CHECK(world.logged("rows cannot be read") == 1);
}

TEST_CASE("F6 late rows: once they can be read, verdicts of both hold and counts are added") {
  World world(fake_keys(3));
  begin(world);
  begin_blind(world);
  world.report(served(2));
  world.report(report_of(2, flash, Cause::model_denied, hour_ms, "not for this project"));
  see_again(world);
  CHECK(world.logged("rows are read, and joined") == 1);
  CHECK(trouble_of(world).empty());
  CHECK(standing_of(world, 1).cause == Cause::day_limit);
  CHECK(standing_of(world, 2).cause == Cause::model_denied);
  CHECK(standing_of(world, 3).cause == Cause::key_invalid);
  CHECK(requests_of(world, 2) == 4);
  CHECK(world.pick() == 0);
  // All of it is stored: an eviction forgets none.
  world.pass(minute_ms);
  world.open();
  CHECK(standing_of(world, 1).cause == Cause::day_limit);
  CHECK(standing_of(world, 2).cause == Cause::model_denied);
  CHECK(standing_of(world, 3).cause == Cause::key_invalid);
  CHECK(requests_of(world, 2) == 4);
}

TEST_CASE("F6 late rows: asked for after a second, then seldomer; a spent limit after minutes") {
  World world(fake_keys(3));
  begin(world);
  begin_blind(world);
  world.fail_reads.clear();
  world.pass(limits::load_retry_min_ms - 1);
  CHECK(standing_of(world, 1).cause == Cause::ok);
  world.pass(1);
  CHECK(standing_of(world, 1).cause == Cause::day_limit);

  world.fail_reads = "Exceeded allowed rows read in Durable Objects free tier.";
  world.open();
  CHECK(trouble_of(world).find("until 00:00 UTC") != std::string::npos);
  world.fail_reads.clear();
  world.pass(limits::spent_retry_ms - 1);
  CHECK(standing_of(world, 1).cause == Cause::ok);
  world.pass(1);
  CHECK(standing_of(world, 1).cause == Cause::day_limit);
}

TEST_CASE("E2 late rows: what D1 may have been told before is told under its id, what came since beside it") {
  World world(fake_keys(3));
  begin(world);
  world.lose_answer = true;
  world.flush();  // D1 has it, and the object never hears
  world.pass(minute_ms);
  world.lose_answer = false;
  begin_blind(world);
  world.report(served(2));
  world.flush();
  const auto sum = [&] { return world.db->value("SELECT sum(attempts) FROM usage_hourly WHERE subject GLOB 'k:*'"); };
  CHECK(sum() == "4");
  see_again(world);
  world.flush();
  world.flush();
  CHECK(sum() == "5");
}

TEST_CASE("F6 late rows: keys that only D1 names and settings it gave hold when D1 is away too, once rows are read") {
  World world;
  world.add_key(1);
  world.set("max_attempts", "7");
  world.open();
  world.pass(minute_ms);
  world.fail_d1 = "D1_ERROR: away";
  begin_blind(world);
  CHECK(world.pick() == 0);
  world.fail_reads.clear();
  world.pass(minute_ms);
  CHECK(world.pick() == 1);
  CHECK(world.config().max_attempts == 7);
}

TEST_CASE("F6 late rows: settings that D1 gave meanwhile are not undone by the older row") {
  World world(fake_keys(1));
  world.set("max_attempts", "7");
  world.open();
  world.pass(minute_ms);
  world.set("max_attempts", "9");
  begin_blind(world);
  CHECK(world.config().max_attempts == 9);
  see_again(world);
  CHECK(world.config().max_attempts == 9);
  world.pass(minute_ms);
  world.fail_d1 = "D1_ERROR: away";
  world.open();
  CHECK(world.config().max_attempts == 9);
}

TEST_CASE("F6 late rows: an object that has none yet stores what it has learned") {
  World world(fake_keys(2));
  begin_blind(world);
  world.report(report_of(1, flash, Cause::day_limit, hour_ms, "the day is spent"));
  CHECK(world.rows.empty());
  see_again(world);
  world.pass(minute_ms);
  world.open();
  CHECK(standing_of(world, 1).cause == Cause::day_limit);
}

TEST_CASE("D3 late rows: what a client has used of its day is the sum of both") {
  World world(fake_keys(1));
  const auto ask = [&world] {
    Call asked;
    asked.want = 1;
    asked.model = flash;
    asked.client.id = 77;
    asked.client.want = 1;
    asked.client.requests_per_day = 5;
    return world.call(asked).client.granted;
  };
  world.open();
  for (int i = 0; i < 3; ++i) CHECK(ask() == 1);
  world.pass(minute_ms);
  begin_blind(world);
  CHECK(ask() == 1);
  see_again(world);
  CHECK(ask() == 1);
  CHECK(ask() == 0);
}
