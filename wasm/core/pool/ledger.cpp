// How keys stand, and what lending changes; see ledger.h. What outcomes change stands in ledger_apply.cpp.
#include "pool/ledger.h"

#include "base/limits.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"

namespace rota::pool {

namespace {

bool is_probed(const KeyState& key, double now_ms) {
  return key.probe_ms > 0 && key.probe_ms <= now_ms && now_ms < key.probe_ms + limits::probe_ms;
}

double next_minute_ms(double now_ms) { return (static_cast<double>(minute_of(now_ms)) + 1) * 60000; }

double least(double a, double b) { return a < b ? a : b; }

/// What a quota leaves, 0 to 1.
double left_of(std::uint32_t used, std::uint32_t quota) {
  if (used >= quota) return 0;
  return 1 - static_cast<double>(used) / static_cast<double>(quota);
}

}  // namespace

std::int32_t Ledger::today(double now_ms) const {
  return now_ms >= day_begin_ms_ && now_ms < day_end_ms_ ? day_ : pacific_day(now_ms);
}

const ModelRule& Ledger::rule_of(Name model) const {
  static constexpr ModelRule none;
  return model < named_rules_.size() ? named_rules_[model] : none;
}

std::uint32_t Ledger::family_requests(std::uint32_t owner, store::Family family, double now_ms) const {
  const std::int32_t day = today(now_ms);
  std::uint32_t requests = 0;
  for (std::uint32_t at = keys_[owner].first_model; at != nowhere; at = states_[at].next) {
    const ModelState& state = states_[at];
    if (state.day == day && rule_of(state.model).family == family) requests += state.window.day_requests;
  }
  return requests;
}

bool Ledger::over_own_quota(std::uint32_t owner, const ModelState* state, Name model, double now_ms) const {
  if (rules_.empty()) return false;
  const ModelRule& rule = rule_of(model);
  if (rule.quota != 0 && state != nullptr && state->day == today(now_ms) && state->window.day_requests >= rule.quota) {
    return true;
  }
  return rule.family_quota != 0 && family_requests(owner, rule.family, now_ms) >= rule.family_quota;
}

Standing Ledger::standing(std::uint32_t at, Name model, double now_ms) const {
  const KeyState& key = keys_[at];
  if (key.barred != Cause::ok) return {Serves::no, key.barred, 0};
  if (key.cause != Cause::ok) {
    if (now_ms < key.until_ms) return {Serves::no, key.cause, key.until_ms};
    if (is_probed(key, now_ms)) return {Serves::no, key.cause, now_ms + limits::busy_rest_min_ms};
  }
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  const ModelState* state = place == nowhere ? nullptr : &states_[place];
  if (state != nullptr && now_ms < state->until_ms) return {Serves::no, state->cause, state->until_ms};
  if (over_own_quota(owner(at), state, model, now_ms)) {
    return {Serves::no, Cause::own_quota, next_pacific_midnight_ms(now_ms)};
  }
  if (key.cause != Cause::ok) return {Serves::probe, key.cause, 0};
  if (state == nullptr) return {Serves::yes, Cause::ok, 0};
  const bool day_counts = state->day == today(now_ms);
  if (state->window.used(day_counts, now_ms) < 1) return {Serves::yes, Cause::ok, 0};
  const bool for_the_day = day_counts && state->window.used_of_day() >= 1;
  return {Serves::last, Cause::learned_limit, for_the_day ? next_pacific_midnight_ms(now_ms) : next_minute_ms(now_ms)};
}

double Ledger::overuse(std::uint32_t at, Name model, double now_ms) const {
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  return place == nowhere ? 0 : states_[place].window.used(states_[place].day == today(now_ms), now_ms);
}

double Ledger::room(std::uint32_t at, Name model, double now_ms) const {
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  double room = 1;
  const ModelRule& rule = rule_of(model);
  if (place != nowhere) {
    const ModelState& state = states_[place];
    const bool day_counts = state.day == today(now_ms);
    room = least(room, 1 - least(1, state.window.used(day_counts, now_ms)));
    if (rule.quota != 0 && day_counts) room = least(room, left_of(state.window.day_requests, rule.quota));
  }
  if (rule.family_quota != 0) {
    room = least(room, left_of(family_requests(owner(at), rule.family, now_ms), rule.family_quota));
  }
  return room;
}

Census Ledger::census(double now_ms) const {
  Census census;
  census.keys = static_cast<std::uint32_t>(keys_.size());
  for (std::uint32_t i = 0; i < keys_.size(); ++i) {
    const KeyState& key = keys_[i];
    bool limited = key.cause == Cause::billing || key.cause == Cause::too_many_errors;
    for (std::uint32_t at = keys_[owner(i)].first_model; at != nowhere && !limited; at = states_[at].next) {
      limited = now_ms < states_[at].until_ms;
    }
    if (key.barred != Cause::ok || is_dead(key.cause)) {
      ++census.disabled;
    } else if (limited) {
      ++census.limited;
    } else {
      ++census.ready;
    }
  }
  return census;
}

Usage Ledger::usage(std::uint32_t at, Name model, double now_ms) const {
  const std::uint32_t state = states_.find(keys_[at].first_model, model);
  if (state == nowhere || states_[state].day != today(now_ms)) return {};
  return states_[state].usage;
}

void Ledger::lend(std::uint32_t at, Name model, double now_ms) {
  if (keys_[at].cause != Cause::ok) keys_[at].probe_ms = now_ms;
  order_.lend(at);
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  if (place == nowhere) return;  // a client may name any model: it gets a window when an upstream has known it
  states_[place].turn_day(today(now_ms));
  states_[place].window.lend(now_ms);
}

void Ledger::take_back(std::uint32_t at, Name model, double now_ms) {
  keys_[at].probe_ms = 0;
  order_.take_back(at);
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  if (place != nowhere && states_[place].day == today(now_ms)) states_[place].window.take_back(now_ms);
}

std::int64_t tokens_of(const Usage& usage) {
  return add_counts(add_counts(usage.prompt_tokens, usage.completion_tokens), usage.thinking_tokens);
}

bool Ledger::reopen(double now_ms) {
  bool any = false;
  for (KeyState& key : keys_) {
    if (!is_dead(key.cause) || key.until_ms <= now_ms) continue;
    key.until_ms = now_ms;
    any = true;
  }
  return any;
}

bool Ledger::clear(std::uint32_t at) {
  KeyState& key = keys_[at];
  bool any = key.cause != Cause::ok || key.errors != 0;
  key.cause = Cause::ok;
  key.until_ms = key.probe_ms = 0;
  key.errors = 0;
  key.reason = no_text;
  key.success = 1;
  for (std::uint32_t place = keys_[owner(at)].first_model; place != nowhere; place = states_[place].next) {
    ModelState& state = states_[place];
    any = any || state.cause != Cause::ok || state.window.knows_limits();
    state.recover();
    state.reason = no_text;
    state.window.forget_limits();
  }
  return any;
}

void Ledger::turn_day(double now_ms) {
  reopen(now_ms);
  const std::int32_t day = today(now_ms);
  for (const KeyState& key : keys_) {
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      ModelState& state = states_[at];
      state.turn_day(day);
      if (state.cause == Cause::day_limit && state.until_ms <= now_ms) state.recover();
    }
  }
}

void Ledger::observe(double now_ms) {
  if (now_ms < last_ms_) cut_rests(now_ms);
  last_ms_ = now_ms;
  if (now_ms >= day_begin_ms_ && now_ms < day_end_ms_) return;
  const std::int32_t before = day_;
  day_ = pacific_day(now_ms);
  day_begin_ms_ = last_pacific_midnight_ms(now_ms);
  day_end_ms_ = next_pacific_midnight_ms(now_ms);
  if (day_ != before) order_.turn_day();
}

}  // namespace rota::pool
