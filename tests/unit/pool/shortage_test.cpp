// Shortage: the word, the wait and the sentence for every way in which no key can serve.
#include "pool/shortage.h"

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Plight {
  explicit Plight(std::size_t count) {
    std::uint32_t next = 0;
    DirtyPages dirty;
    const std::string keys = fake_keys(count);
    reconcile(ledger, parse_keys(Secret(keys), arena), now_ms, next, dirty);
  }
  void tell(std::size_t number, Cause cause, double cool_ms = 0) {
    static_cast<void>(ledger.apply(report_of(number, flash, cause, cool_ms), now_ms, arena));
  }
  Reply explain(std::vector<std::size_t> avoid = {}, Bytes model = flash) {
    Wish wish;
    wish.need.model = ledger.find_model(model);
    for (const std::size_t number : avoid) wish.avoid.push(arena, id_of(number));
    Reply reply;
    explain_shortage(ledger, wish, model, now_ms, reply, arena);
    return reply;
  }
  double now_ms = summer_noon_ms;
  Arena arena;
  Ledger ledger;
};

}  // namespace

TEST_CASE("A5: all cooling") {
  Plight plight(3);
  plight.tell(1, Cause::minute_limit, 48'000);
  plight.tell(2, Cause::minute_limit, 12'000);
  plight.tell(3, Cause::minute_limit, 61'000);
  const Reply reply = plight.explain();
  CHECK(reply.shortage == Shortage::cooling);
  CHECK(reply.cause == Cause::minute_limit);
  CHECK(reply.retry_after_ms == 12'000);
  CHECK(reply.reason ==
        "All 3 keys are over their per-minute limit for gemini-3.6-flash; the first is back in 12 s.");
}

TEST_CASE("A5: all exhausted comes back at Pacific midnight") {
  Plight plight(2);
  plight.tell(1, Cause::day_limit);
  plight.tell(2, Cause::day_limit);
  const Reply reply = plight.explain();
  CHECK(reply.shortage == Shortage::exhausted);
  CHECK(reply.cause == Cause::day_limit);
  CHECK(reply.retry_after_ms == 12 * hour_ms);
  CHECK(reply.reason ==
        "All 2 keys have spent their quota of the day for gemini-3.6-flash; the first is back in 12 h.");
}

TEST_CASE("A5: a mixture is cooling as long as one key cools, and comes back with the soonest") {
  Plight plight(5);
  plight.tell(1, Cause::minute_limit, 90'000);
  plight.tell(2, Cause::minute_limit, 200'000);
  plight.tell(3, Cause::day_limit);
  plight.tell(4, Cause::model_not_in_tier);
  plight.tell(5, Cause::key_invalid);
  const Reply reply = plight.explain();
  CHECK(reply.shortage == Shortage::cooling);
  CHECK(reply.cause == Cause::minute_limit);
  CHECK(reply.retry_after_ms == 90'000);
  CHECK(reply.reason ==
        "None of the 5 keys can serve gemini-3.6-flash now: 2 minute_limit, 1 day_limit, 1 model_not_in_tier, "
        "1 key_invalid; the first is back in 90 s.");
}

TEST_CASE("F6: a model outside every tier is unavailable, and waiting is not advised") {
  Plight plight(2);
  plight.tell(1, Cause::model_not_in_tier);
  plight.tell(2, Cause::model_denied);
  const Reply reply = plight.explain();
  CHECK(reply.shortage == Shortage::unavailable);
  CHECK(reply.retry_after_ms == 0);
  plight.tell(2, Cause::key_invalid);
  CHECK(plight.explain().shortage == Shortage::unavailable);
}

TEST_CASE("no keys at all, and none alive") {
  Plight none(0);
  CHECK(none.explain().shortage == Shortage::no_keys);
  CHECK(none.explain().cause == Cause::ok);
  CHECK(none.explain().reason == "The pool has no keys: set API_KEYS.");
  Plight dead(2);
  dead.tell(1, Cause::key_invalid);
  dead.tell(2, Cause::key_invalid);
  CHECK(dead.explain().shortage == Shortage::no_keys);
  CHECK(dead.explain().cause == Cause::key_invalid);
  CHECK(dead.explain().retry_after_ms == 0);
  CHECK(dead.explain().reason == "All 2 keys are not valid.");
}

TEST_CASE("a dead key whose probe is under way is dead until it is proven alive") {
  Plight plight(1);
  plight.tell(1, Cause::key_invalid);
  plight.now_ms += 25 * hour_ms;
  plight.ledger.lend(0, unknown_name, plight.now_ms);
  CHECK(plight.explain().shortage == Shortage::no_keys);
}

TEST_CASE("A5: keys that the request has tried already") {
  Plight plight(3);
  plight.tell(3, Cause::minute_limit, 30'000);
  Reply reply = plight.explain({1, 2, 3});
  CHECK(reply.shortage == Shortage::tried);
  CHECK(reply.retry_after_ms == 30'000);
  CHECK(reply.reason ==
        "None of the 3 keys can serve gemini-3.6-flash now: 1 minute_limit, 2 tried already; "
        "the first is back in 30 s.");
  Plight alone(1);
  reply = alone.explain({1}, "");
  CHECK(reply.shortage == Shortage::tried);
  CHECK(reply.reason == "The only key was tried.");
}

TEST_CASE("one key is spoken of as one") {
  Plight plight(1);
  plight.tell(1, Cause::billing);
  const Reply reply = plight.explain();
  CHECK(reply.shortage == Shortage::cooling);
  CHECK(reply.cause == Cause::billing);
  CHECK(reply.reason == "The only key is out of credit; it is back in 60 min.");
}
