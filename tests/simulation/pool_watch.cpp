// Cooldowns and counters as they ought to be; see pool_watch.h. Turns stand in pool_turns.cpp.
#include "pool_watch.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "pool/pacific_day.h"

namespace rota::simulation {

namespace {

using pool::Cause;

/// What is counted reaches storage this late at the most: the wake that finds it late comes every write_behind_ms.
constexpr double lost_ms = limits::write_behind_max_ms + limits::write_behind_ms;
constexpr int threshold = 5;                          // max_errors_threshold
constexpr double too_many_errors_ms = 3600 * 1000.0;  // error_reset_interval

bool of_model(Cause cause) {
  return cause == Cause::minute_limit || cause == Cause::day_limit || cause == Cause::model_not_in_tier ||
         cause == Cause::busy_limit || cause == Cause::model_denied;
}

double day_cooldown_ms(double now_ms) {
  const double since_ms = now_ms - pool::last_pacific_midnight_ms(now_ms);
  if (since_ms < limits::day_turn_ms) return limits::day_turn_ms - since_ms;
  return pool::next_pacific_midnight_ms(now_ms) - now_ms;
}

std::string at_key(std::size_t key, const std::string& model) {
  return "key " + std::to_string(key) + (model.empty() ? "" : " for " + model);
}

}  // namespace

/// The project's first key, in the pool's order: those of the environment come before those of D1.
std::size_t PoolWatch::group(std::size_t key) const {
  const KeyPlan& own = plan_.keys[key];
  if (own.label.empty()) return key;
  std::size_t first = key;
  for (const std::size_t other : keys_) {
    if (plan_.keys[other].label != own.label) continue;
    const bool sooner = plan_.keys[other].in_environment != plan_.keys[first].in_environment
                            ? plan_.keys[other].in_environment
                            : other < first;
    if (sooner) first = other;
  }
  return first;
}

void PoolWatch::begin_cooldown(Cooldown& cooldown, Cause cause, double least_ms, double most_ms, double now_ms,
                               double true_ms) {
  if (!(cooldown.surely_ms > now_ms)) {
    cooldown.surely_ms = 0;
    cooldown.began_true_ms = true_ms;
  }
  if (!(cooldown.perhaps_ms > now_ms) || now_ms + most_ms > cooldown.perhaps_ms) cooldown.cause = cause;
  cooldown.surely_ms = std::max(cooldown.surely_ms, now_ms + least_ms);
  cooldown.perhaps_ms = std::max(cooldown.perhaps_ms, now_ms + most_ms);
}

/// The clock has stepped back: no cooldown is longer than its cause allows from now on, and one that was over may be on
/// again.
void PoolWatch::cut(Cooldown& cooldown, double before_ms, double now_ms, double true_ms) {
  if (cooldown.cause == Cause::ok) return;
  if (cooldown.surely_ms <= before_ms && cooldown.surely_ms > now_ms) cooldown.began_true_ms = true_ms;
  const double latest_ms = cooldown.cause == Cause::day_limit ? pool::next_pacific_midnight_ms(now_ms)
                                                          : now_ms + pool::longest_cooldown_ms(cooldown.cause);
  cooldown.surely_ms = std::min(cooldown.surely_ms, latest_ms);
  cooldown.perhaps_ms = std::min(cooldown.perhaps_ms, latest_ms);
}

void PoolWatch::observe(double now_ms, double true_ms) {
  if (now_ms < last_ms_) {
    for (auto& [key, life] : lives_) {
      cut(life.cooldown, last_ms_, now_ms, true_ms);
      if (life.probe_ms > now_ms) life.probe_ms = -1;
    }
    for (auto& [place, model_cooldown] : cooldowns_) cut(model_cooldown, last_ms_, now_ms, true_ms);
  }
  last_ms_ = now_ms;
}

void PoolWatch::started(const pool::Ledger& ledger, std::optional<double> crashed_true_ms, double now_ms,
                        double true_ms) {
  last_ms_ = std::max(last_ms_, now_ms + 1);  // loading cuts cooldowns as a step back does
  observe(now_ms, true_ms);
  for (auto& [key, life] : lives_) life.probe_ms = -1;  // not stored
  for (auto& [key, turn] : turns_) turn = {};
  if (crashed_true_ms) after_crash(ledger, *crashed_true_ms, now_ms);
  check_counters(ledger, now_ms);
}

void PoolWatch::after_crash(const pool::Ledger& ledger, double crashed_true_ms, double now_ms) {
  reset_day_ = -1;  // whether the day's reset is remembered, nobody knows
  reset_known_ = false;
  // A cooldown that grew by less than this was not news.
  for (auto& [place, model_cooldown] : cooldowns_) {
    model_cooldown.surely_ms -= limits::write_behind_ms;
    model_cooldown.busy_known = false;
  }
  const bool reset_may_be_lost = reset_true_ms_ >= crashed_true_ms - lost_ms;
  for (auto& [key, life] : lives_) {
    life.cooldown.surely_ms -= limits::write_behind_ms;
    if (reset_may_be_lost) life.cooldown.perhaps_ms = std::max(life.cooldown.perhaps_ms, life.before_reset_ms);
    const std::uint32_t at = ledger.find(plan_.keys[key].id);
    life.errors = at == pool::nowhere ? 0 : ledger.key(at).errors;
  }
  for (auto& [place, lent] : lent_) {
    for (const double when_ms : std::exchange(lent.returned_lately, {})) {
      lent.requests += when_ms >= crashed_true_ms - lost_ms ? 1 : 0;
    }
  }
  for (auto entry = counted_.begin(); entry != counted_.end();) {
    const auto& [key, model] = entry->first;
    Counted& counted = entry->second;
    const std::uint32_t at = ledger.find(plan_.keys[key].id);
    const std::uint32_t state =
        at == pool::nowhere ? at : ledger.states().find(ledger.key(at).first_model, ledger.find_model(model));
    const pool::Usage usage = at == pool::nowhere ? pool::Usage{} : ledger.usage(at, ledger.find_model(model), now_ms);
    std::int64_t lost = 0;
    for (const double when_ms : counted.lately) lost += when_ms >= crashed_true_ms - lost_ms ? 1 : 0;
    const bool today = counted.day == pool::pacific_day(now_ms);
    if (today && (usage.requests > counted.requests || usage.requests < counted.requests - lost)) {
      throw Broken("a crash left " + std::to_string(usage.requests) + " of " + std::to_string(counted.requests) +
                   " requests counted, where " + std::to_string(lost) + " may be lost: " + at_key(key, model));
    }
    if (state == pool::nowhere) {
      entry = counted_.erase(entry);
      continue;
    }
    if (today) {
      counted.requests = usage.requests;
      counted.errors = usage.errors;
      counted.tokens = usage.completion_tokens;
    }
    ++entry;
  }
}

void PoolWatch::count(const Outcome& outcome, double now_ms, double true_ms) {
  const Place place{outcome.key, outcome.model};
  ++told_[place];
  // The models of a plan are fewer than the names that are counted by themselves.
  static_cast<void>(counted_[{group(outcome.key), outcome.model}]);
  Counted& counted = counted_[place];
  const std::int32_t today = pool::pacific_day(now_ms);
  if (counted.day != today) counted = {};
  counted.day = today;
  const bool failed = outcome.cause != Cause::ok && outcome.cause != Cause::abandoned;
  ++counted.requests;
  counted.errors += failed ? 1 : 0;
  counted.tokens += outcome.tokens_known ? outcome.completion_tokens : 0;
  // What was lent yesterday, or told twice, is seen when it is told.
  Lent& lent = lent_[{group(outcome.key), outcome.model}];
  if (lent.day != today) lent = {today, 0, {}};
  if (outcome.test) ++lent.requests;  // a probe is no pick: it counts with its report
  lent.requests = std::max(lent.requests, counted.requests);
  counted.lately.push_back(true_ms);
  while (counted.lately.front() < true_ms - lost_ms) counted.lately.pop_front();
}

void PoolWatch::cool_model(std::size_t key, const Outcome& outcome, double now_ms, double true_ms) {
  Cooldown& model_cooldown = cooldowns_[{group(key), outcome.model}];
  double least_ms = pool::longest_cooldown_ms(outcome.cause);
  double most_ms = least_ms;
  if (outcome.cause == Cause::minute_limit) least_ms = most_ms = outcome.cooldown_ms;
  if (outcome.cause == Cause::day_limit) least_ms = most_ms = day_cooldown_ms(now_ms);
  if (outcome.cause == Cause::busy_limit) {
    if (!(model_cooldown.perhaps_ms > now_ms)) ++model_cooldown.busy;
    most_ms = limits::busy_cooldown_min_ms;
    for (int i = 1; i < model_cooldown.busy && most_ms < limits::busy_cooldown_max_ms; ++i) most_ms *= 2;
    most_ms =
        model_cooldown.busy_known ? std::min(most_ms, limits::busy_cooldown_max_ms) : limits::busy_cooldown_max_ms;
    least_ms = model_cooldown.busy_known ? most_ms : limits::busy_cooldown_min_ms;
  } else {
    model_cooldown.busy = 0;
  }
  // The clock on the wire counts whole milliseconds.
  begin_cooldown(model_cooldown, outcome.cause, least_ms - 1, most_ms + 1, now_ms, true_ms);
}

void PoolWatch::hear(const Outcome& outcome, double now_ms, double true_ms) {
  count(outcome, now_ms, true_ms);
  KeyLife& life = lives_[outcome.key];
  if (pool::concerns_key(outcome.cause)) {
    // What a client's request has met with condemns nobody; whoever was to find out whether the key is well has not.
    if (!outcome.test) return;
    life.probe_ms = -1;
    const double cooldown_ms = pool::longest_cooldown_ms(outcome.cause);
    life.perhaps_alive = false;
    return begin_cooldown(life.cooldown, outcome.cause, cooldown_ms, cooldown_ms, now_ms, true_ms);
  }
  life.probe_ms = -1;
  const bool alive = outcome.cause == Cause::ok || (of_model(outcome.cause) && outcome.cause != Cause::busy_limit);
  if (alive && (outcome.test || life.cooldown.perhaps_ms <= now_ms)) {
    life.cooldown = {};
    life.before_reset_ms = 0;
  }
  if (alive && life.cooldown.surely_ms <= now_ms) life.perhaps_alive = true;
  if (outcome.cause == Cause::ok) {
    life.errors = 0;
    const auto found = cooldowns_.find({group(outcome.key), outcome.model});
    if (found != cooldowns_.end()) {
      found->second.busy = 0;
      // It has served since: should the clock step back, that cooldown is still over.
      if (outcome.test || found->second.surely_ms <= now_ms) found->second.surely_ms = 0;
      if (outcome.test) found->second.perhaps_ms = 0;
    }
  }
  if (outcome.cause == Cause::refused && ++life.errors >= threshold) {
    life.perhaps_alive = false;
    begin_cooldown(life.cooldown, Cause::too_many_errors, too_many_errors_ms, too_many_errors_ms, now_ms, true_ms);
  }
  if (of_model(outcome.cause) && !outcome.of_kind) cool_model(outcome.key, outcome, now_ms, true_ms);
}

void PoolWatch::take_back(std::size_t key, const std::string& model, double now_ms, double true_ms) {
  lives_[key].probe_ms = -1;
  Lent& lent = lent_[{group(key), model}];
  if (lent.day != pool::pacific_day(now_ms) || lent.requests == 0) return;
  --lent.requests;
  lent.returned_lately.push_back(true_ms);
  while (lent.returned_lately.front() < true_ms - lost_ms) lent.returned_lately.pop_front();
}

void PoolWatch::reset(double now_ms, double true_ms) {
  const std::int32_t today = pool::pacific_day(now_ms);
  if (reset_day_ == today) return;
  const bool known = std::exchange(reset_known_, true);
  reset_day_ = today;
  reset_true_ms_ = true_ms;
  for (auto& [key, life] : lives_) {
    life.before_reset_ms = 0;
    if (!pool::is_dead(life.cooldown.cause)) continue;
    life.before_reset_ms = life.cooldown.perhaps_ms;
    life.cooldown.surely_ms = std::min(life.cooldown.surely_ms, now_ms);
    if (known) life.cooldown.perhaps_ms = std::min(life.cooldown.perhaps_ms, now_ms);
  }
}

bool PoolWatch::over_own_quota(std::size_t key, const std::string& model, double now_ms) const {
  const std::int32_t today = pool::pacific_day(now_ms);
  const auto used = [&](const std::string& name) {
    const auto found = lent_.find({group(key), name});
    return found != lent_.end() && found->second.day == today ? found->second.requests : 0;
  };
  for (const ModelPlan& rule : plan_.models) {
    if (rule.name == model && rule.own_quota >= 0 && used(model) >= rule.own_quota) return true;
  }
  if (plan_.flash_quota == 0 || model.find("flash") == std::string::npos) return false;
  std::int64_t family = 0;
  for (const ModelPlan& rule : plan_.models)
    family += rule.name.find("flash") != std::string::npos ? used(rule.name) : 0;
  return family >= plan_.flash_quota;
}

bool PoolWatch::excused(std::size_t key, const std::string& model, double now_ms) const {
  if (off_.count(key) != 0 || over_own_quota(key, model, now_ms)) return true;
  const auto life = lives_.find(key);
  if (life != lives_.end()) {
    if (life->second.cooldown.perhaps_ms > now_ms) return true;
    const double probe_ms = life->second.probe_ms;
    if (life->second.cooldown.cause != Cause::ok && probe_ms >= 0 && now_ms < probe_ms + limits::probe_ms) return true;
  }
  const auto found = cooldowns_.find({group(key), model});
  return found != cooldowns_.end() && found->second.perhaps_ms > now_ms;
}

void PoolWatch::refused(const std::string& model, const std::set<std::size_t>& avoided, double now_ms) const {
  for (const std::size_t key : keys_) {
    if (avoided.count(key) != 0 || excused(key, model, now_ms)) continue;
    throw Broken("a request was refused although nothing speaks against " + at_key(key, model));
  }
}

std::optional<double> PoolWatch::cooling_since(std::size_t key, const std::string& model, double now_ms) const {
  const auto life = lives_.find(key);
  if (life != lives_.end() && life->second.cooldown.surely_ms > now_ms) return life->second.cooldown.began_true_ms;
  const auto found = cooldowns_.find({group(key), model});
  if (found != cooldowns_.end() && found->second.surely_ms > now_ms) return found->second.began_true_ms;
  return std::nullopt;
}

void PoolWatch::lent(const pool::Ledger& ledger, const std::vector<std::size_t>& picks, const Wanted& wanted,
                     double now_ms) {
  const std::string& model = wanted.model;
  for (const std::size_t key : picks) {
    if (keys_.count(key) == 0) throw Broken("a pick of another shard's " + at_key(key, model));
    if (wanted.avoided.count(key) != 0) throw Broken("a pick that was to be avoided: " + at_key(key, model));
    if (off_.count(key) != 0) throw Broken("a pick that is switched off: " + at_key(key, model));
    if (const auto since = cooling_since(key, model, now_ms)) {
      throw Broken("a key that cools down was lent: " + at_key(key, model));
    }
    KeyLife& life = lives_[key];
    if (life.cooldown.cause != Cause::ok && life.cooldown.perhaps_ms <= now_ms && !life.perhaps_alive) {
      if (life.probe_ms >= 0 && now_ms >= life.probe_ms && now_ms < life.probe_ms + limits::probe_ms) {
        throw Broken("two probes at a time: " + at_key(key, model));
      }
      life.probe_ms = now_ms;
    }
    count_lent(key, model, now_ms);
  }
  // The key that a conversation is on is nobody's turn.
  const std::vector<std::size_t> in_turn(picks.begin() + (wanted.warm ? 1 : 0), picks.end());
  if (!in_turn.empty()) check_turns(ledger, in_turn, wanted, now_ms);
}

void PoolWatch::count_lent(std::size_t key, const std::string& model, double now_ms) {
  Lent& lent = lent_[{group(key), model}];
  if (lent.day != pool::pacific_day(now_ms)) lent = {pool::pacific_day(now_ms), 0, {}};
  ++lent.requests;
}

void PoolWatch::check_counters(const pool::Ledger& ledger, double now_ms) const {
  const std::int32_t today = pool::pacific_day(now_ms);
  for (const auto& [place, counted] : counted_) {
    const auto& [key, model] = place;
    const std::uint32_t at = ledger.find(plan_.keys[key].id);
    if (at == pool::nowhere) throw Broken("the pool has lost " + at_key(key, ""));
    const pool::Usage usage = ledger.usage(at, ledger.find_model(model), now_ms);
    const Counted expected = counted.day == today ? counted : Counted{};
    if (usage.requests == expected.requests && usage.errors == expected.errors &&
        usage.completion_tokens == expected.tokens) {
      continue;
    }
    throw Broken("counted " + std::to_string(usage.requests) + " requests, " + std::to_string(usage.errors) +
                 " errors, " + std::to_string(usage.completion_tokens) + " tokens instead of " +
                 std::to_string(expected.requests) + ", " + std::to_string(expected.errors) + ", " +
                 std::to_string(expected.tokens) + ": " + at_key(key, model));
  }
}

}  // namespace rota::simulation
