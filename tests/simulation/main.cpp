// The program `simulation`: plays seeds, prints those that fail, and measures a storm of refusals.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "naive.h"

namespace rota::simulation {

namespace {

constexpr const char* help =
    "Usage: simulation [--seeds N] [--seed N] [--report] [--quiet]\n"
    "\n"
    "Plays seeds 1 to N (default 100) of the simulation in tests/simulation/README.md, a line each.\n"
    "  --seeds N  how many\n"
    "  --seed N   this one only: a seed that failed, again\n"
    "  --report   a storm of 429: what each strategy wastes, beside a pool that rotates on errors and remembers "
    "nothing\n"
    "  --quiet    a line only for seeds that fail\n";

constexpr int storms = 3;

struct Options {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
  bool seeds = true;
  bool report = false;
  bool quiet = false;
};

bool read_options(int count, char** arguments, Options& options) {
  bool seeds_named = false;
  for (int i = 1; i < count; ++i) {
    const std::string name = arguments[i];
    const bool takes_number = name == "--seeds" || name == "--seed";
    if (takes_number && i + 1 == count) return false;
    const std::uint64_t number = takes_number ? std::strtoull(arguments[++i], nullptr, 10) : 0;
    if (name == "--seeds") {
      options.last = number;
    } else if (name == "--seed") {
      options.first = options.last = number;
    } else if (name == "--report") {
      options.report = true;
    } else if (name == "--quiet") {
      options.quiet = true;
    } else {
      return false;
    }
    seeds_named = seeds_named || takes_number;
  }
  options.seeds = seeds_named || !options.report;
  return true;
}

bool play_seed(std::uint64_t seed, bool quiet) {
  const Plan plan = make_plan(seed);
  const Outcomes outcomes = play(plan);
  const bool well = outcomes.broken.empty();
  if (quiet && well) return true;
  const Tally& tally = outcomes.tally;
  std::printf("%s %llu: %s: %lld served, %lld failed, %lld left, %lld calls, %d evictions\n", well ? "ok  " : "FAIL",
              static_cast<unsigned long long>(seed), describe(plan).c_str(), static_cast<long long>(tally.served),
              static_cast<long long>(tally.failed), static_cast<long long>(tally.left),
              static_cast<long long>(outcomes.upstream_calls), outcomes.evictions);
  if (well) return true;
  std::printf("     %s\n     simulation --seed %llu\n", outcomes.broken.c_str(), static_cast<unsigned long long>(seed));
  return false;
}

/// A row of the report; false when an invariant broke.
bool report_row(const std::string& strategy) {
  Outcomes sum;
  for (std::uint64_t seed = 1; seed <= storms; ++seed) {
    const Plan plan = make_storm(seed, strategy == "naive" ? "round_robin" : strategy);
    const Outcomes outcomes = strategy == "naive" ? play_naively(plan) : play(plan);
    sum.tally.served += outcomes.tally.served;
    sum.tally.failed += outcomes.tally.failed;
    sum.upstream_calls += outcomes.upstream_calls;
    sum.upstream_refused += outcomes.upstream_refused;
    if (outcomes.broken.empty()) continue;
    std::printf("FAIL storm %llu, %s: %s\n", static_cast<unsigned long long>(seed), strategy.c_str(),
                outcomes.broken.c_str());
    return false;
  }
  std::printf("%-12s %8lld %8lld %8lld %14.3f\n", strategy.c_str(), static_cast<long long>(sum.tally.served),
              static_cast<long long>(sum.tally.failed), static_cast<long long>(sum.upstream_calls),
              static_cast<double>(sum.upstream_refused) / static_cast<double>(sum.tally.served));
  return true;
}

/// How well conversations are cached, by strategy, and off; false when an invariant broke or too little was cached.
bool report_caching(const std::string& strategy, bool affinity, bool busy) {
  const Outcomes outcomes = play(make_dialogues(1, strategy, affinity, busy));
  const Caching& caching = outcomes.caching;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = 0;
  for (const auto& [key, served] : caching.served) {
    least = std::min(least, served);
    most = std::max(most, served);
  }
  const auto share = [](std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  };
  const double kept = share(caching.cached_tokens, caching.of_one_key);
  std::printf("%-12s %-4s %8lld %8lld %7.1f %% %9.1f %% %6lld %6lld %6lld %6lld %11.3f\n", strategy.c_str(),
              affinity ? "auto" : "off", static_cast<long long>(outcomes.tally.served),
              static_cast<long long>(outcomes.upstream_refused), share(caching.cached_tokens, caching.prompt_tokens), kept,
              static_cast<long long>(outcomes.moves), static_cast<long long>(outcomes.tally.moves_told),
              static_cast<long long>(least), static_cast<long long>(most),
              static_cast<double>(outcomes.tally.pool_calls) / static_cast<double>(outcomes.tally.requests));
  if (!outcomes.broken.empty()) std::printf("FAIL %s: %s\n", strategy.c_str(), outcomes.broken.c_str());
  return outcomes.broken.empty() && (!affinity || kept >= 80);
}

void report_all_caching(int& passed, int& failed) {
  for (const bool busy : {false, true}) {
    std::printf(
        "9000 turns of conversations, %s; prefixes of 2,048 tokens are cached for five minutes, by project\n"
        "strategy     set    served  refused    cached  of one key  moves   told  least   most  calls/turn\n",
        busy ? "a hundred a second on 20 keys without limits" : "five a second on 10 keys that allow 40 a minute each");
    for (const char* strategy : {"round_robin", "least_used", "random", "adaptive"}) {
      ++(report_caching(strategy, true, busy) ? passed : failed);
    }
    ++(report_caching("round_robin", false, busy) ? passed : failed);
  }
}

}  // namespace

int run(int count, char** arguments) {
  Options options;
  if (!read_options(count, arguments, options)) {
    std::fputs(help, count == 2 && std::strcmp(arguments[1], "--help") == 0 ? stdout : stderr);
    return count == 2 && std::strcmp(arguments[1], "--help") == 0 ? 0 : 2;
  }
  int passed = 0;
  int failed = 0;
  for (std::uint64_t seed = options.first; options.seeds && seed <= options.last; ++seed) {
    ++(play_seed(seed, options.quiet) ? passed : failed);
  }
  if (options.report) {
    std::printf(
        "%d storms of 429: 300 requests a minute for half an hour, 20 keys that allow 10 a minute and 250 a day\n"
        "strategy       served   failed    calls  wasted/served\n",
        storms);
    for (const char* strategy : {"round_robin", "least_used", "random", "adaptive", "naive"}) {
      ++(report_row(strategy) ? passed : failed);
    }
    report_all_caching(passed, failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace rota::simulation

int main(int count, char** arguments) { return rota::simulation::run(count, arguments); }
