// Cooldowns that grow little by little, and a crash.
#include "pool/pool_testing.h"

using namespace pool_testing;

TEST_CASE("a crash forgets at most a few seconds of a cooldown, however many small growths made it") {
  Bench bench(fake_keys(1));
  bench.tell(1, flash, Cause::minute_limit, 20 * second_ms);
  double until_ms = bench.now_ms + 20 * second_ms;
  for (int i = 0; i < 10; ++i) {  // calls that began before, refused one after the other
    bench.now_ms += second_ms;
    bench.tell(1, flash, Cause::minute_limit, 23 * second_ms);
    until_ms = bench.now_ms + 23 * second_ms;
  }
  bench.restart();
  bench.now_ms = until_ms - limits::write_behind_ms - 1;
  CHECK(bench.pick() == 0);
  bench.now_ms = until_ms + 1;
  CHECK(bench.pick() == 1);
}

TEST_CASE("small growths of a cooldown are not stored one by one") {
  Bench bench(fake_keys(1));
  bench.tell(1, flash, Cause::minute_limit, 20 * second_ms);
  const std::size_t stores = bench.stores;
  for (int i = 0; i < 4; ++i) {
    bench.now_ms += 500;
    bench.tell(1, flash, Cause::minute_limit, 20 * second_ms);
  }
  CHECK(bench.stores == stores);
}
