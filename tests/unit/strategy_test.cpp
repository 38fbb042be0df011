// Strategy: whose turn it is.
#include "pool/strategy.h"

#include "pool/reconcile.h"
#include "pool_testing.h"

namespace {

using namespace pool_testing;

struct Turns {
  explicit Turns(std::size_t count) {
    DirtyPages dirty;
    const std::string keys = fake_keys(count);
    reconcile(ledger, parse_keys(keys, arena), now_ms, next, dirty);
  }
  std::string take(std::uint32_t count = 1, Bytes model = flash, std::vector<std::size_t> avoid = {}) {
    Wish wish;
    wish.count = count;
    wish.model = ledger.find_model(model);
    for (const std::size_t number : avoid) wish.avoid.push(arena, id_of(number));
    std::string picks;
    for (const std::uint32_t at : choose(Strategy::round_robin, ledger, wish, now_ms, random, next, arena)) {
      picks += static_cast<char>('1' + at);
    }
    return picks;
  }
  void tell(std::size_t number, Bytes model, Cause cause) {
    static_cast<void>(ledger.apply(report_of(number, model, cause), now_ms, arena));
  }
  double now_ms = summer_noon_ms;
  Arena arena;
  Ledger ledger;
  Random random{1};
  std::uint32_t next = 0;
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

TEST_CASE("A5: keys that rest or were tried are passed over, and the turn goes on behind the pick") {
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
