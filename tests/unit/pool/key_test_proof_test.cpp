// What an administrator's test of a key proves, and what it leaves alone; and the pick that it is made with.
#include "pool/ledger_testing.h"

using namespace ledger_testing;

namespace {

Report test_of(std::size_t number, Bytes model, Cause cause, double cool_ms = 0) {
  Report report = report_of(number, model, cause, cool_ms);
  report.unlent = report.test = true;
  return report;
}

Call pinning(std::size_t number) {
  Call call;
  call.pin = id_of(number);
  return call;
}

}  // namespace

TEST_CASE("B1: a test that succeeds revives a dead key at once") {
  for (const Cause cause : {Cause::key_invalid, Cause::billing, Cause::service_disabled}) {
    Keys keys(1);
    static_cast<void>(keys.tell(1, flash, cause));
    REQUIRE(keys.serves(1, flash) == Serves::no);
    const Change change = keys.tell(test_of(1, flash, Cause::ok));
    CHECK(change.revived);
    CHECK(keys.serves(1, flash) == Serves::yes);
    CHECK(keys.serves(1, pro) == Serves::yes);
  }
}

TEST_CASE("B1 A2: it ends the cooldown of the model that it was made with, and no other's") {
  Keys keys(1);
  static_cast<void>(keys.tell(1, flash, Cause::day_limit));
  static_cast<void>(keys.tell(1, pro, Cause::day_limit));
  CHECK(keys.tell(test_of(1, flash, Cause::ok)).revived);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.serves(1, pro) == Serves::no);
  CHECK_FALSE(keys.tell(test_of(1, flash, Cause::ok)).revived);  // nothing was held against it any more
}

TEST_CASE("B1: the cooldown is the project's, and so is its end") {
  Keys keys(2);
  keys.label(1, "blue");
  keys.label(2, "blue");
  keys.take();
  static_cast<void>(keys.tell(1, flash, Cause::day_limit));
  REQUIRE(keys.serves(2, flash) == Serves::no);
  CHECK(keys.tell(test_of(2, flash, Cause::ok)).revived);
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("B1: a test that fails is held against the key as any attempt is") {
  Keys keys(1);
  CHECK(keys.tell(test_of(1, flash, Cause::key_invalid)).cooled);
  CHECK(keys.serves(1, pro) == Serves::no);
  static_cast<void>(keys.tell(test_of(1, flash, Cause::server_error)));
  static_cast<void>(keys.tell(test_of(1, flash, Cause::client_error)));
  CHECK(keys.serves(1, pro) == Serves::no);
  // A limit of one model proves that the key itself is well.
  const Change limited = keys.tell(test_of(1, flash, Cause::day_limit));
  CHECK(limited.revived);
  CHECK(limited.cooled);
  CHECK(keys.serves(1, pro) == Serves::yes);
  CHECK(keys.serves(1, flash) == Serves::no);
}

TEST_CASE("B1 E3: it clears the count of errors; what an administrator has switched off stays off") {
  Keys keys(1);
  for (int i = 0; i < 4; ++i) static_cast<void>(keys.tell(1, flash, Cause::refused));
  keys.list.keys[0].switched_off = true;
  keys.take();
  static_cast<void>(keys.tell(test_of(1, flash, Cause::ok)));
  CHECK(keys.ledger.key(0).errors == 0);
  CHECK(keys.standing(1, flash).cause == Cause::switched_off);
}

TEST_CASE("B2 F7: a test counts in the key's windows") {
  Keys keys(1);
  for (int i = 0; i < 3; ++i) static_cast<void>(keys.tell(test_of(1, flash, Cause::ok)));
  CHECK(keys.window(1, flash).day_requests == 3);
  CHECK(usage_of(keys.ledger, 0, flash, keys.now_ms).requests == 3);
}

TEST_CASE("B1: a pinned key is lent however it stands, and takes no turn") {
  Bench bench(fake_keys(3));
  REQUIRE(bench.pick() == 1);
  bench.tell(3, flash, Cause::key_invalid);
  bench.tell(2, flash, Cause::day_limit);
  for (const std::size_t number : {3U, 2U, 1U, 3U}) {
    const Reply& reply = bench.call(pinning(number));
    REQUIRE(reply.picks.size() == 1);
    CHECK(reply.picks[0].key == id_of(number));
    CHECK(!reply.picks[0].label.empty());
    CHECK(reply.shortage == Shortage::none);
  }
  CHECK(bench.pick(pro) == 2);
  CHECK(bench.pick(pro) == 1);
}

TEST_CASE("B1: a pinned key that the pool does not hold brings nothing") {
  Bench bench(fake_keys(2));
  const Reply& reply = bench.call(pinning(9));
  CHECK(reply.picks.empty());
  CHECK(reply.cause == Cause::ok);
}

TEST_CASE("B1: what a test has found is stored in the step that is told of it") {
  Bench bench(fake_keys(2));
  bench.tell(1, flash, Cause::day_limit);
  const std::size_t before = bench.stores;
  bench.tell(test_of(1, flash, Cause::ok));
  CHECK(bench.stores > before);
  CHECK(bench.log.back().find("is usable again") != std::string::npos);
  bench.restart();
  CHECK(bench.pick() == 1);
}
