// No live key is starved: how long a key that could serve has been passed over, by the rule of each strategy.
// Knows the four promises of strategy.h; whether a key could serve is the ledger's own word, checked elsewhere.
#include <algorithm>
#include <cmath>

#include "pool/strategy.h"
#include "pool_watch.h"

namespace rota::simulation {

namespace {

/// Chances are added up as -ln of that nobody would have drawn the key so often: e^-34 is once in 10^14.
constexpr double too_unlikely = 34;

/// Rounds that a key may miss which is skipped now and then because it cannot serve some other model.
constexpr double rounds_missed = 60;

}  // namespace

void PoolWatch::check_least_used(const pool::Ledger& ledger, std::uint32_t picked,
                                 const std::vector<std::uint32_t>& serving) const {
  const std::uint32_t before = ledger.order().lends(picked) - 1;
  for (const std::uint32_t at : serving) {
    if (ledger.order().lends(at) >= before) continue;
    throw Broken("a key lent " + std::to_string(before) + " times today was lent before one lent " +
                 std::to_string(ledger.order().lends(at)) + " times");
  }
}

/// Of a key that serves: what the next pick makes of it at the least.
double PoolWatch::chance_of(const pool::Ledger& ledger, std::uint32_t at, pool::Name model,
                            const std::vector<std::uint32_t>& serving, double now_ms) const {
  double weights = 0;
  double squares = 0;
  double best = 0;
  for (const std::uint32_t other : serving) {
    const double score = pool::score(ledger, other, model, now_ms);
    weights += ledger.key(other).weight;
    squares += score * score;
    best = std::max(best, score * score);
  }
  const double share = ledger.key(at).weight / weights;
  if (plan_.strategy == "random") return share;
  const double own = std::pow(pool::score(ledger, at, model, now_ms), 2);
  if (ledger.size() <= pool::score_sample) return squares > 0 ? own / squares : 0;
  const double drawn = 1 - std::pow(1 - share, pool::score_sample);
  return own > 0 ? drawn * own / (own + (pool::score_sample - 1) * best) : 0;
}

void PoolWatch::check_turns(const pool::Ledger& ledger, const std::vector<std::size_t>& picks, const Wanted& wanted,
                            double now_ms) {
  const pool::Name name = wanted.need.model;
  const auto is_picked = [&picks](std::size_t key) {
    return std::find(picks.begin(), picks.end(), key) != picks.end();
  };
  std::vector<std::uint32_t> serving;
  std::vector<std::size_t> passed_over;
  for (const std::size_t key : keys_) {
    Turn& turn = turns_[key];
    const std::uint32_t at = ledger.find(plan_.keys[key].id);
    // What is lent early counts for quotas, and the ledger's windows do not have it yet.
    const bool may_serve = at != pool::nowhere && wanted.avoided.count(key) == 0 && !over_own_quota(key, wanted.model, now_ms);
    const bool serves = may_serve && pool::standing_for(ledger, wanted.need, at, now_ms).serves == pool::Serves::yes;
    if (serves || is_picked(key)) serving.push_back(at);
    if (is_picked(key)) {
      turn = {};
    } else if (serves) {
      passed_over.push_back(key);
    } else {
      turn.unbroken = false;
    }
  }
  if (plan_.strategy == "least_used") {
    if (picks.size() == 1) check_least_used(ledger, ledger.find(plan_.keys[picks[0]].id), serving);
    return;
  }
  const bool in_turn = plan_.strategy == "round_robin";
  for (const std::size_t key : passed_over) {
    Turn& turn = turns_[key];
    const double lends = static_cast<double>(picks.size());
    const std::uint32_t at = ledger.find(plan_.keys[key].id);
    turn.waited += in_turn ? lends : -std::log1p(-chance_of(ledger, at, name, serving, now_ms)) * lends;
    const double round = static_cast<double>(keys_.size());
    const double most = !in_turn ? too_unlikely : turn.unbroken ? round - 1 : round * rounds_missed;
    if (turn.waited > most + (in_turn ? lends - 1 : 0)) {
      throw Broken("key " + std::to_string(key) + " is starved: " + std::to_string(turn.waited) + " of " +
                   std::to_string(most));
    }
  }
}

}  // namespace rota::simulation
