// Pool: whose turn it is and who cools down, over requests, restarts and days.
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

std::string picks_of(const Reply& reply) {
  std::string numbers;
  for (const Pick& pick : reply.picks) numbers += std::to_string(Bench::number_of(pick.key)) + " ";
  return numbers;
}

}  // namespace

TEST_CASE("C2: 300 requests rotate 1, 2, 3 strictly") {
  Bench bench(fake_keys(3));
  for (std::size_t i = 0; i < 300; ++i) {
    REQUIRE(bench.pick(i % 2 == 0 ? flash : pro) == i % 3 + 1);
    bench.pass(100);
  }
}

TEST_CASE("C2: a pick is the key, its name and a label") {
  Bench bench(fake_keys(2));
  const Reply& reply = bench.call(bench.ask(1, flash));
  REQUIRE(reply.picks.size() == 1);
  CHECK(reply.picks[0].secret.reveal() == fake_key(1));
  CHECK(reply.picks[0].key == id_of(1));
  CHECK(reply.picks[0].label == "#1 \xE2\x80\xA6" "0001");
  CHECK(reply.shortage == Shortage::none);
  CHECK(reply.reason.empty());
}

TEST_CASE("C2 G4: isolates that lease one and several share one rotation") {
  Bench bench(fake_keys(5));
  CHECK(picks_of(bench.call(bench.ask(1, flash))) == "1 ");
  CHECK(picks_of(bench.call(bench.ask(3, pro))) == "2 3 4 ");
  CHECK(picks_of(bench.call(bench.ask(1, flash))) == "5 ");
  CHECK(picks_of(bench.call(bench.ask(7, pro))) == "1 2 3 4 5 1 2 ");
  CHECK(picks_of(bench.call(bench.ask(1, flash))) == "3 ");
  CHECK(bench.call(bench.ask(1'000'000, flash)).picks.size() == limits::lease_picks);
}

TEST_CASE("C2: after a restart the rotation goes on where it stopped") {
  Bench bench(fake_keys(3));
  for (std::size_t i = 0; i < 100; ++i) REQUIRE(bench.pick() == i % 3 + 1);
  bench.pass(limits::write_behind_ms);
  bench.restart();
  for (std::size_t i = 100; i < 200; ++i) REQUIRE(bench.pick() == i % 3 + 1);
  bench.pass(limits::write_behind_ms);
  bench.restart();
  bench.restart();
  CHECK(bench.pick() == 200 % 3 + 1);
}

TEST_CASE("A2 F6: cooldowns hold after a restart, stored in the same step that learnt them") {
  Bench bench(fake_keys(3));
  bench.tell(1, flash, Cause::day_limit);
  CHECK(bench.last_stores == 1);
  bench.tell(2, flash, Cause::key_invalid);
  CHECK(bench.last_stores == 1);
  bench.restart();  // no timer has fired
  for (int i = 0; i < 6; ++i) REQUIRE(bench.pick() == 3);
  CHECK(bench.pick(pro) == 1);
  CHECK(bench.pick(pro) == 3);
  CHECK(bench.census().disabled == 1);
  CHECK(bench.census().limited == 1);
}

TEST_CASE("A2: 429 on one model leaves the key's other model usable") {
  Bench bench(fake_keys(2));
  bench.tell(1, flash, Cause::minute_limit, 48'000);
  CHECK(bench.pick(flash) == 2);
  CHECK(bench.pick(flash) == 2);
  CHECK(bench.pick(pro) == 1);
  bench.pass(48'000);
  CHECK(bench.pick(flash) == 2);
  CHECK(bench.pick(flash) == 1);
}

TEST_CASE("A5: within a request the next key is tried, and each once") {
  Bench bench(fake_keys(3));
  CHECK(bench.pick(flash) == 1);
  Call again = bench.ask(1, flash, {1});
  Arena arena;
  again.reports.push(arena, report_of(1, flash, Cause::minute_limit, 48'000));
  CHECK(picks_of(bench.call(again)) == "2 ");
  CHECK(picks_of(bench.call(bench.ask(1, flash, {1, 2}))) == "3 ");
  const Reply& reply = bench.call(bench.ask(1, flash, {1, 2, 3}));
  CHECK(reply.picks.empty());
  CHECK(reply.shortage == Shortage::tried);
}

TEST_CASE("A5: all exhausted says when to come back") {
  Bench bench(fake_keys(3));
  for (std::size_t number = 1; number <= 3; ++number) bench.tell(number, flash, Cause::day_limit);
  const Reply& reply = bench.ask_in_vain();
  CHECK(reply.shortage == Shortage::exhausted);
  CHECK(reply.retry_after_ms == 12 * hour_ms);
  CHECK(reply.cause == Cause::day_limit);
  bench.now_ms = summer_midnight_ms;
  CHECK(bench.pick() == 1);
}

TEST_CASE("A5: all cooling says when the first is back, and then it is") {
  Bench bench(fake_keys(3));
  bench.tell(1, flash, Cause::minute_limit, 50'000);
  bench.tell(2, flash, Cause::minute_limit, 12'000);
  bench.tell(3, flash, Cause::minute_limit, 40'000);
  const Reply& reply = bench.ask_in_vain();
  CHECK(reply.shortage == Shortage::cooling);
  CHECK(reply.reason == "All 3 keys are over their per-minute limit for gemini-3.6-flash; the first is back in 12 s.");
  bench.pass(reply.retry_after_ms);
  CHECK(bench.pick() == 2);
}

TEST_CASE("F6: a model outside the tier is not asked for again") {
  Bench bench(fake_keys(2));
  bench.tell(1, pro, Cause::model_not_in_tier);
  bench.tell(2, pro, Cause::model_not_in_tier);
  CHECK(bench.ask_in_vain(pro).shortage == Shortage::unavailable);
  CHECK(bench.pick(flash) == 1);
}

TEST_CASE("E3: an invalid key is disabled, the others go on, and the log tells it once") {
  Bench bench(fake_keys(3));
  bench.log.clear();
  bench.tell(2, flash, Cause::key_invalid, 0, "The upstream does not accept this key.");
  bench.tell(2, flash, Cause::key_invalid, 0, "The upstream does not accept this key.");
  REQUIRE(bench.log.size() == 1);
  CHECK(bench.log[0] == "key #2 \xE2\x80\xA6" "0002 is disabled, to be probed in 24 h: key_invalid. "
                        "The upstream does not accept this key.");
  CHECK(bench.pick() == 1);
  CHECK(bench.pick(pro) == 3);
  CHECK(bench.pick() == 1);
}

TEST_CASE("D2: a disabled key is probed by one request, daily, and comes back") {
  Bench bench(fake_keys(2));
  bench.tell(1, flash, Cause::service_disabled);
  bench.pass(24 * hour_ms);
  CHECK(bench.pick() == 1);
  CHECK(bench.pick() == 2);
  CHECK(bench.pick() == 2);
  bench.tell(1, flash, Cause::ok);
  CHECK(bench.pick() == 1);
  bench.restart();
  CHECK(bench.census().ready == 2);
}

TEST_CASE("D2: changed API_KEYS give a disabled key its probe at once") {
  Bench bench(fake_keys(2));
  bench.tell(1, flash, Cause::service_disabled);
  bench.configure(fake_keys(2));
  CHECK(bench.pick() == 2);
  bench.configure(fake_keys(3));
  CHECK(bench.pick() == 1);  // its probe
  CHECK(bench.pick() == 2);
  CHECK(bench.pick() == 3);
  CHECK(bench.pick() == 2);
}

TEST_CASE("A1: a removed key leaves and a new one joins, at once and at a restart") {
  Bench bench(fake_key(1) + "," + fake_key(2) + "\n" + fake_key(3));
  CHECK(bench.pick() == 1);
  bench.configure(fake_key(2) + "," + fake_key(4));
  CHECK(bench.pick() == 2);
  CHECK(bench.pick() == 4);
  CHECK(bench.pick() == 2);
  bench.tell(1, flash, Cause::key_invalid);  // of a key that has left
  CHECK(bench.census().keys == 2);
  bench.configure("");
  CHECK(bench.ask_in_vain().shortage == Shortage::no_keys);
  CHECK(bench.rows.count("keys/0") == 0);
}

TEST_CASE("A3: the reset in summer happens at 07:00 UTC, and the one at 08:00 changes nothing") {
  Bench bench(fake_keys(3));
  bench.reset();  // some earlier day's
  bench.tell(1, flash, Cause::day_limit);
  bench.tell(2, flash, Cause::key_invalid);
  bench.now_ms = summer_midnight_ms - 5 * second_ms;
  bench.tell(3, flash, Cause::minute_limit, 48'000);
  CHECK(bench.ask_in_vain().shortage == Shortage::cooling);
  bench.now_ms = summer_midnight_ms + second_ms;
  bench.log.clear();
  bench.reset();
  REQUIRE(bench.log.size() == 1);
  CHECK(bench.pick() == 1);
  CHECK(bench.pick() == 2);  // its probe
  CHECK(bench.pick() == 1);  // key 3's minute is not over
  bench.tell(2, flash, Cause::key_invalid);
  bench.now_ms = summer_midnight_ms + hour_ms;
  bench.reset();
  CHECK(bench.log.size() == 2);
  CHECK(bench.pick() == 3);
  CHECK(bench.pick() == 1);
  CHECK(bench.pick() == 3);  // key 2 was probed today
}

TEST_CASE("A3: the reset in winter waits for 08:00 UTC, and an hour early costs nobody a day") {
  Bench bench(fake_keys(2));
  bench.now_ms = winter_noon_ms;
  bench.reset();
  bench.tell(1, flash, Cause::day_limit);
  bench.tell(2, flash, Cause::key_invalid);
  bench.now_ms = winter_eleven_ms;
  bench.log.clear();
  bench.reset();
  CHECK(bench.log.empty());
  CHECK(bench.ask_in_vain().retry_after_ms == hour_ms);
  bench.tell(1, flash, Cause::day_limit);  // said of the day that still lasts
  bench.now_ms = winter_midnight_ms;
  bench.reset();
  CHECK(bench.pick() == 1);
  CHECK(bench.pick() == 2);  // its probe
  CHECK(bench.pick() == 1);
}

TEST_CASE("A3: the day that was reset is remembered over a restart, and a wrong clock does not stop resets") {
  Bench bench(fake_keys(1));
  bench.reset();
  bench.pass(limits::write_behind_ms);
  bench.restart();
  bench.log.clear();
  bench.reset();
  CHECK(bench.log.empty());
  bench.now_ms += 30 * day_ms;
  bench.reset();
  CHECK(bench.log.size() == 1);
  bench.now_ms -= 30 * day_ms;
  bench.reset();
  CHECK(bench.log.size() == 2);
}

TEST_CASE("F6: a clock that steps back wedges nothing") {
  Bench bench(fake_keys(2));
  bench.now_ms += 100 * day_ms;
  bench.tell(1, flash, Cause::minute_limit, 48'000);
  bench.tell(2, flash, Cause::busy_limit);
  CHECK(bench.ask_in_vain().shortage == Shortage::cooling);
  bench.now_ms -= 100 * day_ms;
  CHECK(bench.ask_in_vain().retry_after_ms <= limits::busy_cooldown_max_ms);
  bench.now_ms += limits::busy_cooldown_max_ms;
  CHECK(bench.pick() == 2);
  bench.now_ms += limits::minute_cooldown_max_ms + limits::minute_cooldown_margin_ms;
  CHECK(bench.pick() == 1);
}
