// Benchmark of the strategies: how long it takes to choose a key and to lend it.
// Knows ledgers in a few conditions; refuses to know messages and rows (pool_bench.mjs measures whole calls).
//
//   build/native/pool_bench [--quick]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "pool/reconcile.h"
#include "pool/strategy.h"

namespace rota::pool {
namespace {

constexpr double noon_ms = 1782932400000;  // of a Pacific summer day
constexpr Bytes flash = "gemini-3.6-flash";

struct Strategy {
  const char* name;
  store::Rotation rotation;
};
constexpr Strategy strategies[] = {{"round_robin", store::Rotation::round_robin},
                                   {"least_used", store::Rotation::least_used},
                                   {"random", store::Rotation::random},
                                   {"adaptive", store::Rotation::adaptive}};

/// Of `of` keys, neighbours in the rotation, so many have spent their day.
struct Condition {
  const char* name;
  std::uint32_t keys;
  std::uint32_t spent;
  std::uint32_t of;
};
constexpr Condition conditions[] = {
    {"10 keys", 10, 0, 1},
    {"1,000", 1000, 0, 1},
    {"10,000", 10000, 0, 1},
    {"1 in 10 spent", 10000, 1, 10},
    {"half spent", 10000, 5000, 10000},
    {"99 in 100 spent", 10000, 99, 100},
};

/// Every key has served once, and those that are spent have been told so.
class Bench {
 public:
  explicit Bench(const Condition& condition) {
    std::string keys;
    for (std::uint32_t i = 0; i < condition.keys; ++i) keys += "AIzaFAKE-bench-" + std::to_string(i) + ",";
    DirtyPages dirty;
    ledger_.observe(noon_ms);
    reconcile(ledger_, parse_keys(Secret(keys), arena_), noon_ms, next_, dirty);
    for (std::uint32_t at = 0; at < condition.keys; ++at) {
      tell(at, Cause::ok);
      if (at % condition.of < condition.spent) tell(at, Cause::day_limit);
    }
    wish_.need.model = ledger_.find_model(flash);
  }

  void pick(store::Rotation strategy) {
    const std::uint32_t at = choose(strategy, ledger_, wish_, noon_ms, random_, next_);
    if (at == nowhere) std::abort();
    ledger_.lend(at, wish_.need.model, noon_ms);
  }

 private:
  void tell(std::uint32_t at, Cause cause) {
    Report report;
    report.key = ledger_.key(at).id;
    report.model = flash;
    report.verdict.cause = cause;
    ledger_.apply(report, noon_ms, arena_);
  }

  Arena arena_;
  Ledger ledger_;
  Wish wish_;
  Random random_{7};
  std::uint32_t next_ = 0;
};

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// The mean, ns a pick: a rotation that passes over many keys at once does so seldom.
double time_picks(Bench& bench, store::Rotation strategy, bool quick) {
  constexpr int round = 512;
  const double wanted = quick ? 0.01 : 0.5;
  const double began = seconds();
  double took = 0;
  double picks = 0;
  while (took < wanted) {
    for (int i = 0; i < round; ++i) bench.pick(strategy);
    picks += round;
    took = seconds() - began;
  }
  return took / picks * 1e9;
}

}  // namespace
}  // namespace rota::pool

int main(int count, char** arguments) {
  using namespace rota::pool;
  const bool quick = count == 2 && std::strcmp(arguments[1], "--quick") == 0;
  if (count > 1 && !quick) {
    std::fputs("Usage: pool_bench [--quick]\nPrints ns to choose a key and lend it, by strategy and pool.\n", stderr);
    return 2;
  }
  std::printf("ns to choose a key and lend it\n%-12s", "");
  for (const Condition& condition : conditions) std::printf(" %15s", condition.name);
  for (const Strategy& strategy : strategies) {
    std::printf("\n%-12s", strategy.name);
    for (const Condition& condition : conditions) {
      Bench bench(condition);
      std::printf(" %15.0f", time_picks(bench, strategy.rotation, quick));
    }
  }
  std::printf("\n");
}
