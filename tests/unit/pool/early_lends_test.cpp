// Quotas from the first request on: a key that has never served a model is held to them like any other, in a burst too, and
// a family's count is the sum of its models (B2).
#include "pool/early_lends.h"

#include "pool/pool_world_testing.h"
#include "store/model_rows.h"

using namespace pool_testing;
using store::Family;

namespace {

struct Burst : World {
  explicit Burst(std::string keys, std::string settings = "") : World(std::move(keys), std::move(settings)) {}

  /// So many requests at once; how many picks came.
  std::vector<std::uint64_t> lend(std::uint32_t want, Bytes model) {
    std::vector<std::uint64_t> lent;
    for (std::uint32_t i = 0; i < want; ++i) {
      Call asked;
      asked.want = 1;
      asked.model = model;
      const Reply& reply = call(asked);
      for (const Pick& pick : reply.picks) lent.push_back(pick.key);
      why = reply.shortage;
      retry_after_ms = reply.retry_after_ms;
    }
    return lent;
  }
  void end(std::uint64_t key, Bytes model, Cause cause = Cause::ok) {
    Report told;
    told.key = key;
    told.model = model;
    told.verdict.cause = cause;
    report(told);
  }
  void give_back(std::uint64_t key, Bytes model) {
    Arena arena;
    Call asked;
    asked.returned.push(arena, {key, model});
    static_cast<void>(call(asked));
  }
  /// What the windows of the key's project count for the family today.
  std::uint32_t of_family(std::size_t number, Family family) const {
    const std::uint32_t at = ledger().find(id_of(number));
    return ledger().family_requests(ledger().owner(at), family, now_ms);
  }
  std::uint32_t of_model(std::size_t number, Bytes model) const {
    const std::uint32_t at = ledger().find(id_of(number));
    const std::uint32_t place = ledger().states().find(ledger().key(ledger().owner(at)).first_model, ledger().find_model(model));
    return place == nowhere ? 0 : ledger().states()[place].window.day_requests;
  }

  Shortage why = Shortage::none;
  double retry_after_ms = 0;
};

}  // namespace

TEST_CASE("B2 quotas: a burst on keys that have never served the model gets what its quota leaves, and no more") {
  Burst world(fake_keys(3));
  world.open();
  world.write_d1([&](store::Query& query) {
    store::ModelRow row;
    row.id = flash;
    row.category = Family::flash;
    row.daily_quota = 5;
    Arena arena;
    store::put_model(query, row, arena);
    store::bump_version(query, world.now_ms);
  });
  world.reload();
  const std::vector<std::uint64_t> lent = world.lend(40, flash);
  CHECK(lent.size() == 15);
  CHECK(world.why == Shortage::exhausted);
  CHECK(world.retry_after_ms == summer_midnight_ms - summer_noon_ms);
  for (const std::uint64_t key : lent) world.end(key, flash);
  CHECK(world.lend(5, flash).empty());
  for (std::size_t number = 1; number <= 3; ++number) CHECK(world.of_model(number, flash) == 5);
  CHECK(world.lend(5, pro).size() == 5);  // another model is none of it
  world.now_ms = summer_midnight_ms;
  CHECK(world.lend(40, flash).size() == 15);
}

TEST_CASE("B2 quotas: a family's is spent by all its models together, known or not, in the same burst") {
  Burst world(fake_keys(2));
  world.open();
  world.set("flash_daily_quota", "6");
  world.reload();
  std::size_t lent = 0;
  for (int i = 0; i < 10; ++i) {
    lent += world.lend(1, "gemini-3.6-flash").size();
    lent += world.lend(1, "gemini-3-flash-preview").size();
    lent += world.lend(1, "gemini-flash-that-nobody-knows").size();
  }
  CHECK(lent == 12);
  CHECK(world.why == Shortage::exhausted);
  CHECK(world.lend(3, pro).size() == 3);
}

TEST_CASE("B2 quotas: keys of one project share the burst, whatever is reported first, and the family is the sum of its models") {
  Burst world("");
  world.open();
  for (std::size_t number = 1; number <= 3; ++number) world.add_key(number, "p");
  world.set("flash_daily_quota", "9");
  world.reload();
  const std::vector<std::uint64_t> first = world.lend(5, flash);
  const std::vector<std::uint64_t> second = world.lend(20, "gemini-3-flash");
  CHECK(first.size() == 5);
  CHECK(second.size() == 4);
  for (const std::uint64_t key : second) world.end(key, "gemini-3-flash");
  CHECK(world.lend(1, flash).empty());
  for (const std::uint64_t key : first) world.end(key, flash);
  CHECK(world.lend(1, flash).empty());
  CHECK(world.of_model(1, flash) == 5);
  CHECK(world.of_model(1, "gemini-3-flash") == 4);
  CHECK(world.of_family(1, Family::flash) == 9);
}

TEST_CASE("B2 quotas: what was not used, and what an upstream does not know, is not counted") {
  Burst world(fake_keys(1));
  world.open();
  world.set("flash_daily_quota", "4");
  world.reload();
  const std::vector<std::uint64_t> lent = world.lend(9, flash);
  REQUIRE(lent.size() == 4);
  world.give_back(lent[0], flash);
  world.end(lent[1], flash, Cause::client_error);  // 404: there is no such model
  CHECK(world.lend(9, flash).size() == 2);
  world.end(lent[2], flash);
  world.end(lent[3], flash);
  CHECK(world.lend(9, flash).empty());
  CHECK(world.of_family(1, Family::flash) == 2);  // and two are under way
}

TEST_CASE("B2 D2 quotas: names that no upstream knows spend no quota of their family, however often they are asked for") {
  Burst world(fake_keys(1));
  world.open();
  world.set("flash_daily_quota", "4");
  world.reload();
  for (int i = 0; i < 40; ++i) {
    const std::string invented = "gemini-invented-" + std::to_string(i % 5) + "-flash";
    const std::vector<std::uint64_t> lent = world.lend(1, invented);
    REQUIRE(lent.size() == 1);
    world.end(lent[0], invented, Cause::client_error);
  }
  CHECK(world.of_family(1, Family::flash) == 0);
  CHECK(world.lend(9, flash).size() == 4);
}

TEST_CASE("B2 quotas: a call that was never lent does not stand for one that was") {
  Burst world(fake_keys(1));
  world.open();
  world.set("flash_daily_quota", "3");
  world.reload();
  REQUIRE(world.lend(2, flash).size() == 2);
  Report test;
  test.key = id_of(1);
  test.model = flash;
  test.unlent = true;
  world.report(test);
  CHECK(world.lend(9, flash).empty());  // two under way, and the test
}

TEST_CASE("early lends: each pair has its count, a family all of its models', and another day begins at nothing") {
  EarlyLends lends;
  lends.begin_day(5);
  CHECK(lends.of_model(1, 10) == 0);
  CHECK(!lends.end(1, 10));
  lends.add(1, 10, Family::flash);
  lends.add(1, 10, Family::flash);
  lends.add(1, 11, Family::flash);
  lends.add(2, 10, Family::pro);
  CHECK(lends.of_model(1, 10) == 2);
  CHECK(lends.of_family(1, Family::flash) == 3);
  CHECK(lends.of_family(2, Family::pro) == 1);
  CHECK(lends.of_family(2, Family::flash) == 0);
  CHECK(lends.end(1, 10));
  CHECK(lends.of_family(1, Family::flash) == 2);
  CHECK(lends.end(1, 10));
  CHECK(!lends.end(1, 10));
  lends.begin_day(5);
  CHECK(lends.of_model(1, 11) == 1);
  lends.begin_day(6);
  CHECK(lends.of_model(1, 11) == 0);
  CHECK(lends.of_family(1, Family::flash) == 0);
}

TEST_CASE("H1 early lends: invented names that are answered take no room, and those that never are only so much") {
  EarlyLends lends;
  for (std::uint64_t name = 1; name <= 4 * limits::pool_keys; ++name) {
    lends.add(1, name, Family::flash);
    REQUIRE(lends.end(1, name));
  }
  CHECK(lends.of_family(1, Family::flash) == 0);
  for (std::uint64_t name = 1; name <= 4 * limits::pool_keys; ++name) lends.add(name, name, Family::flash);
  CHECK(lends.of_model(4 * limits::pool_keys, 4 * limits::pool_keys) == 1);
  CHECK(lends.of_model(1, 1) == 0);  // forgotten, all at once
}
