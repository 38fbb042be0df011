// Ledger, errors: those of a key's own that disable it for a while, what an administrator switches off and resets, and
// the averages that the adaptive strategy reads.
#include <cmath>

#include "pool/ledger_testing.h"

namespace {

using namespace ledger_testing;

/// A key that three errors disable for ten minutes.
struct Strict : Keys {
  explicit Strict(std::size_t count = 1) : Keys(count) { ledger.set_error_rule({3, 10 * minute_ms}); }
};

}  // namespace

TEST_CASE("E3 errors: so many in a row disable the whole key for so long, and the last one tells it") {
  Strict keys(2);
  CHECK_FALSE(keys.tell(1, flash, Cause::refused).cooled);
  CHECK_FALSE(keys.tell(1, pro, Cause::refused).cooled);
  CHECK(keys.serves(1, flash) == Serves::yes);
  const Change third = keys.tell(report_of(1, flash, Cause::refused, 0, "The upstream refused it."));
  CHECK(third.cooled);
  CHECK(third.until_ms == keys.now_ms + 10 * minute_ms);
  for (const Bytes model : {flash, pro, Bytes("never-seen")}) {
    CHECK(keys.standing(1, model).serves == Serves::no);
    CHECK(keys.standing(1, model).cause == Cause::too_many_errors);
  }
  CHECK(keys.ledger.words().reason_text(keys.ledger.key(0).reason) == "The upstream refused it.");
  CHECK(keys.serves(2, flash) == Serves::yes);
  CHECK(census_at(keys.ledger, keys.now_ms).limited == 1);
  CHECK(census_at(keys.ledger, keys.now_ms).disabled == 0);
}

TEST_CASE("E3 errors: an error is counted even for a model that no upstream has known") {
  Strict keys;
  for (int i = 0; i < 3; ++i) CHECK(keys.tell(1, "made-up", Cause::refused).counted);
  CHECK(keys.serves(1, flash) == Serves::no);
  CHECK(usage_of(keys.ledger, 0, "made-up", keys.now_ms).errors == 3);
}

TEST_CASE("E3 errors: a success in between clears the count") {
  Strict keys;
  for (int i = 0; i < 10; ++i) {
    keys.tell(1, flash, Cause::refused);
    keys.tell(1, pro, Cause::refused);
    keys.tell(1, flash, Cause::ok);
  }
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.ledger.key(0).errors == 0);
}

TEST_CASE("E3 errors: what is not the key's own is not counted, and clears nothing") {
  Strict keys;
  keys.tell(1, flash, Cause::refused);
  keys.tell(1, flash, Cause::refused);
  for (const Cause cause : {Cause::server_error, Cause::timeout, Cause::unreachable, Cause::client_error,
                            Cause::abandoned, Cause::location, Cause::minute_limit, Cause::busy_limit}) {
    for (int i = 0; i < 5; ++i) keys.tell(1, flash, cause);
  }
  for (int i = 0; i < 5; ++i) keys.tell(1, pro, Cause::model_denied);  // its model cools down, which is enough
  CHECK(keys.ledger.key(0).cause == Cause::ok);
  CHECK(keys.ledger.key(0).errors == 2);
  keys.tell(1, flash, Cause::refused);
  CHECK(keys.ledger.key(0).cause == Cause::too_many_errors);
}

TEST_CASE("E3 errors: after its time the key is tried by one request, which decides") {
  Strict keys;
  for (int i = 0; i < 3; ++i) keys.tell(1, flash, Cause::refused);
  keys.now_ms += 10 * minute_ms - 1;
  CHECK(keys.serves(1, flash) == Serves::no);
  keys.now_ms += 1;
  CHECK(keys.serves(1, flash) == Serves::probe);
  keys.lend(1, flash);
  CHECK(keys.serves(1, flash) == Serves::no);
  const Change again = keys.tell(1, flash, Cause::refused);  // one is enough now
  CHECK(again.cooled);
  CHECK(again.until_ms == keys.now_ms + 10 * minute_ms);
  keys.now_ms += 10 * minute_ms;
  keys.lend(1, flash);
  const Change well = keys.tell(1, flash, Cause::ok);
  CHECK(well.revived);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.ledger.key(0).errors == 0);
  CHECK(keys.ledger.key(0).reason == no_text);
}

TEST_CASE("E3 errors: a new threshold holds from the next error on, and 0 is never") {
  Strict keys;
  keys.ledger.set_error_rule({0, minute_ms});
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(keys.tell(1, flash, Cause::refused).cooled);
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.ledger.set_error_rule({5, hour_ms});
  CHECK(keys.tell(1, flash, Cause::refused).until_ms == keys.now_ms + hour_ms);
}

TEST_CASE("E3 errors: the longest interval is a week, whatever was set") {
  Strict keys;
  keys.ledger.set_error_rule({1, 400 * day_ms});
  CHECK(keys.tell(1, flash, Cause::refused).until_ms == keys.now_ms + limits::error_cooldown_max_ms);
}

TEST_CASE("E3 errors: the day's turn and changed keys do not cut the interval short, a wrong clock does") {
  Strict keys;
  keys.ledger.set_error_rule({1, 3 * day_ms});
  keys.tell(1, flash, Cause::refused);
  keys.now_ms = summer_midnight_ms + 1;
  keys.ledger.observe(keys.now_ms);
  keys.ledger.turn_day(keys.now_ms);
  CHECK_FALSE(keys.ledger.reopen(keys.now_ms));
  CHECK(keys.serves(1, flash) == Serves::no);
  keys.now_ms -= 100 * day_ms;
  keys.ledger.observe(keys.now_ms);
  CHECK(keys.ledger.key(0).until_ms == keys.now_ms + limits::error_cooldown_max_ms);
}

TEST_CASE("B1: what an administrator has switched off stays off, whatever is told of it") {
  Strict keys(2);
  keys.list.keys[0].switched_off = true;
  keys.take();
  CHECK(keys.standing(1, flash).serves == Serves::no);
  CHECK(keys.standing(1, flash).cause == Cause::switched_off);
  CHECK(census_at(keys.ledger, keys.now_ms).disabled == 1);
  keys.tell(1, flash, Cause::ok);
  keys.tell(1, flash, Cause::key_invalid);
  keys.now_ms += 25 * hour_ms;
  CHECK(keys.serves(1, flash) == Serves::no);  // not even a probe
  keys.tell(1, flash, Cause::ok);
  keys.ledger.clear(0);
  keys.ledger.reopen(keys.now_ms);
  keys.ledger.turn_day(keys.now_ms);
  keys.now_ms -= 10 * day_ms;
  keys.ledger.observe(keys.now_ms);
  keys.take();
  keys.drop(2);
  CHECK(keys.standing(1, flash).cause == Cause::switched_off);
  keys.list.keys[0].switched_off = false;
  keys.take();
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("B1: what a key knew before it was switched off holds when it is on again") {
  Strict keys;
  keys.tell(1, flash, Cause::day_limit);
  keys.list.keys[0].switched_off = true;
  keys.take();
  keys.list.keys[0].switched_off = false;
  keys.take();
  CHECK(keys.standing(1, flash).cause == Cause::day_limit);
}

TEST_CASE("F2: a key without a secret is unreadable, and switched off comes before that") {
  Strict keys(2);
  keys.list.keys[0].secret = {};
  keys.list.keys[1].secret = {};
  keys.list.keys[1].switched_off = true;
  keys.take();
  CHECK(keys.standing(1, flash).cause == Cause::unreadable);
  CHECK(keys.standing(2, flash).cause == Cause::switched_off);
  CHECK(census_at(keys.ledger, keys.now_ms).disabled == 2);
  keys.list.keys[0].secret = Secret(keys.arena.copy(fake_key(1)));
  keys.take();
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE(
    "B1: a reset forgets what is held against the key, and its project's rests and limits, not what was counted") {
  Strict keys(2);
  keys.label(1, "house");
  keys.label(2, "house");
  keys.take();
  keys.serve(2, flash, 100);
  keys.tell_limit(1, flash, Cause::day_limit, 20, day_quota);
  keys.tell(2, pro, Cause::model_not_in_tier);
  for (int i = 0; i < 3; ++i) keys.tell(2, flash, Cause::refused);
  CHECK(keys.ledger.clear(keys.at(2)));
  for (const std::size_t number : {1U, 2U}) {
    CHECK(keys.serves(number, flash) == Serves::yes);
    CHECK(keys.serves(number, pro) == Serves::yes);
  }
  CHECK_FALSE(keys.window(1, flash).knows_limits());
  CHECK(keys.ledger.key(keys.at(2)).errors == 0);
  CHECK(usage_of(keys.ledger, keys.at(2), flash, keys.now_ms).prompt_tokens == 100);
  CHECK(keys.window(1, flash).day_requests > 0);
  CHECK_FALSE(keys.ledger.clear(keys.at(2)));  // nothing left to forget
}

TEST_CASE("B1: a reset ends a dead key's cooldown, and counted errors alone are worth one") {
  Strict keys;
  keys.tell(1, flash, Cause::key_invalid);
  CHECK(keys.ledger.clear(0));
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.tell(1, flash, Cause::refused);
  CHECK(keys.ledger.clear(0));
  CHECK(keys.ledger.key(0).errors == 0);
}

TEST_CASE("D1: success and first byte are averages that move a tenth of the way with every attempt") {
  Keys keys(1);
  Report report = report_of(1, flash, Cause::ok);
  report.first_byte_ms = 1000;
  keys.tell(report);
  CHECK(keys.ledger.key(0).first_byte_ms == 1000);  // the first is the average
  report.first_byte_ms = 2000;
  keys.tell(report);
  CHECK(std::abs(keys.ledger.key(0).first_byte_ms - 1100) < 1);
  CHECK(keys.ledger.key(0).success == 1);
  for (const Cause cause : {Cause::server_error, Cause::timeout, Cause::unreachable, Cause::refused}) {
    const float before = keys.ledger.key(0).success;
    keys.tell(1, flash, cause);
    CHECK(std::abs(keys.ledger.key(0).success - before * 0.9F) < 0.001F);
  }
  // Limits are in the room that is left, and clients are nobody's failure.
  const float before = keys.ledger.key(0).success;
  for (const Cause cause : {Cause::minute_limit, Cause::day_limit, Cause::client_error, Cause::abandoned}) {
    keys.tell(1, flash, cause);
  }
  CHECK(keys.ledger.key(0).success == before);
  CHECK(std::abs(keys.ledger.key(0).first_byte_ms - 1100) < 1);
  keys.tell(1, pro, Cause::ok);
  CHECK(std::abs(keys.ledger.key(0).success - (before + 0.1F * (1 - before))) < 0.001F);
}
