// Strategy: whose turn it is.
#include "pool/strategy.h"

#include <cmath>
#include <map>

#include "pool/reconcile.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Turns {
  explicit Turns(std::size_t count) {
    DirtyPages dirty;
    const std::string keys = fake_keys(count);
    list = parse_keys(Secret(arena.copy(keys)), arena);
    reconcile(ledger, list, now_ms, next, dirty);
  }
  void weigh(std::size_t number, std::uint8_t weight) {
    DirtyPages dirty;
    list.keys[number - 1].weight = weight;
    reconcile(ledger, list, now_ms, next, dirty);
  }
  std::string take(std::uint32_t count = 1, Bytes model = flash, std::vector<std::size_t> avoid = {}) {
    Wish wish;
    wish.need.model = ledger.find_model(model);
    for (const std::size_t number : avoid) wish.avoid.push(arena, id_of(number));
    std::string picks;
    while (count-- > 0) {
      const std::uint32_t at = choose(strategy, ledger, wish, now_ms, random, next);
      if (at == nowhere) break;
      ledger.lend(at, wish.need.model, now_ms);
      picks += static_cast<char>('1' + at);
    }
    return picks;
  }
  /// How often each key is picked, when every pick succeeds.
  std::map<char, int> tally(int picks, Bytes model = flash) {
    std::map<char, int> counts;
    for (int i = 0; i < picks; ++i) ++counts[take(1, model)[0]];
    return counts;
  }
  void tell(std::size_t number, Bytes model, Cause cause) {
    static_cast<void>(ledger.apply(report_of(number, model, cause), now_ms, arena));
  }
  double now_ms = summer_noon_ms;
  Arena arena;
  KeyList list;
  Ledger ledger;
  Random random{1};
  std::uint32_t next = 0;
  store::Rotation strategy = store::Rotation::round_robin;
};

}  // namespace

TEST_CASE("C2: keys take turns in their order") {
  Turns turns(3);
  std::string picks;
  for (int i = 0; i < 7; ++i) picks += turns.take();
  CHECK(picks == "1231231");
}

TEST_CASE("C2: one rotation for all models") {
  Turns turns(3);
  CHECK(turns.take(1, flash) == "1");
  CHECK(turns.take(1, pro) == "2");
  CHECK(turns.take(1, flash) == "3");
  CHECK(turns.take(1, pro) == "1");
}

TEST_CASE("A5: keys that cool down or were tried are passed over, and the turn goes on behind the pick") {
  Turns turns(4);
  turns.tell(2, flash, Cause::day_limit);
  CHECK(turns.take() == "1");
  CHECK(turns.take() == "3");
  CHECK(turns.take(1, flash, {4}) == "1");
  CHECK(turns.take(1, pro) == "2");
  CHECK(turns.take() == "3");
  CHECK(turns.take(1, flash, {1, 3, 4}) == "");
  CHECK(turns.take() == "4");  // a wish in vain takes nobody's turn
}

TEST_CASE("G4: several picks are different keys, repeated in order only when there are too few") {
  Turns turns(3);
  CHECK(turns.take(2) == "12");
  CHECK(turns.take(3) == "312");
  CHECK(turns.take(7) == "3123123");
  CHECK(turns.take(1) == "1");
  turns.tell(2, flash, Cause::minute_limit);
  CHECK(turns.take(4) == "3131");
}

TEST_CASE("D2: a probe is lent once, however many picks are wanted") {
  Turns turns(2);
  turns.tell(1, flash, Cause::key_invalid);
  turns.now_ms += 25 * hour_ms;
  CHECK(turns.take(4) == "1222");
  Turns alone(1);
  alone.tell(1, flash, Cause::key_invalid);
  alone.now_ms += 25 * hour_ms;
  CHECK(alone.take(4) == "1");
}

TEST_CASE("an empty pool has no turns") {
  Turns turns(0);
  CHECK(turns.take(3) == "");
}

TEST_CASE("E1 least_used: the key lent least often today, then the one whose turn is longest ago") {
  Turns turns(3);
  CHECK(turns.take() == "1");  // round robin
  turns.strategy = store::Rotation::least_used;
  CHECK(turns.take(5) == "23123");
  turns.tell(1, flash, Cause::minute_limit);
  CHECK(turns.take(4) == "2323");
  // Back after its cooldown, it catches up.
  turns.now_ms += 2 * minute_ms;
  CHECK(turns.take(2) == "11");
  CHECK(turns.take(1, flash, {1}) == "2");
}

TEST_CASE("E1 least_used: a new Pacific day starts the count anew") {
  Turns turns(2);
  turns.strategy = store::Rotation::least_used;
  turns.ledger.observe(turns.now_ms);
  CHECK(turns.take(3, flash, {2}) == "111");
  CHECK(turns.take(1) == "2");
  turns.now_ms = summer_midnight_ms + 1;
  turns.ledger.observe(turns.now_ms);
  CHECK(turns.take(4) == "1212");  // key 1 had its turn before key 2
}

TEST_CASE("E1 least_used: behind many that do not serve, those that do are lent evenly, and the only one is found") {
  Turns turns(200);
  turns.strategy = store::Rotation::least_used;
  for (std::size_t number = 1; number <= 150; ++number) turns.tell(number, flash, Cause::day_limit);
  static_cast<void>(turns.take(1000));
  for (std::uint32_t at = 0; at < 200; ++at) {
    const std::uint32_t lends = turns.ledger.order().lends(at);
    CHECK((at < 150 ? lends == 0 : lends >= 17 && lends <= 23));
  }
  for (std::size_t number = 152; number <= 200; ++number) turns.tell(number, flash, Cause::day_limit);
  for (int i = 0; i < 20; ++i) CHECK(turns.take()[0] == static_cast<char>('1' + 150));
  turns.tell(151, flash, Cause::day_limit);
  CHECK(turns.take().empty());
}

TEST_CASE("E1 random: by weight, and only keys that serve") {
  Turns turns(3);
  turns.weigh(2, 8);
  turns.strategy = store::Rotation::random;
  auto counts = turns.tally(10'000);
  CHECK(counts['1'] > 850);
  CHECK(counts['1'] < 1150);
  CHECK(counts['2'] > 7800);
  CHECK(counts['2'] < 8200);
  turns.tell(2, flash, Cause::day_limit);
  counts = turns.tally(1000);
  CHECK(counts['2'] == 0);
  CHECK(counts['1'] > 430);
  CHECK(counts['1'] < 570);
  CHECK(turns.take(1, flash, {1, 3}).empty());
}

TEST_CASE("E1 random: one key that serves among many that do not is found") {
  Turns turns(9);
  turns.strategy = store::Rotation::random;
  for (std::size_t number = 1; number <= 8; ++number) turns.tell(number, flash, Cause::day_limit);
  CHECK(turns.take(3) == "999");
}

TEST_CASE("D1: adaptive, the formula") {
  Turns turns(2);
  const Name model = [&turns] {
    Report report = report_of(1, flash, Cause::ok);
    report.first_byte_ms = 2000;
    static_cast<void>(turns.ledger.apply(report, turns.now_ms, turns.arena));
    return turns.ledger.find_model(flash);
  }();
  CHECK(std::abs(score(turns.ledger, 0, model, turns.now_ms) - 0.5) < 0.001);  // as slow as slow_first_byte_ms
  CHECK(std::abs(score(turns.ledger, 1, model, turns.now_ms) - 1.0) < 0.001);  // new
  turns.tell(2, flash, Cause::server_error);
  CHECK(std::abs(score(turns.ledger, 1, model, turns.now_ms) - 0.92) < 0.001);
}

TEST_CASE("D1: adaptive, prefers what works, never forgets the others") {
  Turns turns(3);
  turns.strategy = store::Rotation::adaptive;
  for (int i = 0; i < 20; ++i) {
    turns.tell(1, flash, Cause::ok);
    turns.tell(2, flash, Cause::timeout);
    turns.tell(3, flash, Cause::ok);
  }
  const auto counts = turns.tally(3000);
  CHECK(counts.at('1') > 1300);
  CHECK(counts.at('3') > 1300);
  CHECK((counts.count('2') == 0 || counts.at('2') < 220));
}

TEST_CASE("D1: adaptive, among more keys than it compares, all that serve have a chance") {
  Turns turns(40);
  turns.strategy = store::Rotation::adaptive;
  std::map<std::uint32_t, int> counts;
  Wish wish;
  for (int i = 0; i < 4000; ++i)
    ++counts[choose(turns.strategy, turns.ledger, wish, turns.now_ms, turns.random, turns.next)];
  CHECK(counts.size() == 40);
  CHECK(counts.count(nowhere) == 0);
  for (const auto& [at, count] : counts) CHECK(count > 40);
}

TEST_CASE("D1: adaptive, among many that do not serve, the few that do are compared") {
  Turns turns(200);
  turns.strategy = store::Rotation::adaptive;
  for (std::size_t number = 3; number <= 200; ++number) turns.tell(number, flash, Cause::day_limit);
  for (int i = 0; i < 20; ++i) turns.tell(2, flash, Cause::timeout);
  const auto counts = turns.tally(1000);
  CHECK(counts.at('1') > 900);
  turns.tell(1, flash, Cause::day_limit);
  CHECK(turns.take(3) == "222");
  turns.tell(2, flash, Cause::day_limit);
  CHECK(turns.take().empty());
}

TEST_CASE("F6: every strategy takes a key over a learned limit only when no other serves") {
  for (const auto strategy : {store::Rotation::round_robin, store::Rotation::least_used, store::Rotation::random,
                              store::Rotation::adaptive}) {
    Turns turns(3);
    turns.strategy = strategy;
    for (const std::size_t number : {1U, 2U}) {
      Report report = report_of(number, flash, Cause::minute_limit, 1000);
      report.verdict.limit = 1;
      report.verdict.quota_id = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
      static_cast<void>(turns.ledger.apply(report, turns.now_ms, turns.arena));
    }
    turns.now_ms += minute_ms - second_ms;  // the cooldowns are over; one request each fills their minute
    const Name model = turns.ledger.find_model(flash);
    turns.ledger.lend(0, model, turns.now_ms);
    turns.ledger.lend(1, model, turns.now_ms);
    CHECK(turns.take(5) == "33333");
    const std::string last = turns.take(1, flash, {3});
    CHECK((last == "1" || last == "2"));
  }
}
