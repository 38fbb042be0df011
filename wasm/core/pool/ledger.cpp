// How keys stand, and what lending changes; see ledger.h. What outcomes change stands in ledger_apply.cpp.
#include "pool/ledger.h"

#include "base/limits.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"
#include "pool/unproven.h"

namespace rota::pool {

namespace {

bool is_probed(const PoolKey& key, double now_ms) {
  return key.probe_ms > 0 && key.probe_ms <= now_ms && now_ms < key.probe_ms + limits::probe_ms;
}

bool is_doubted(const PoolKey& key, double now_ms) {
  return key.cause == Cause::ok && key.probe_ms > 0 && key.probe_ms <= now_ms && now_ms < key.probe_ms + limits::doubt_ms;
}

double least(double a, double b) { return a < b ? a : b; }

/// What a quota leaves, 0 to 1.
double left_of(std::uint32_t used, std::uint32_t quota) {
  if (used >= quota) return 0;
  return 1 - static_cast<double>(used) / static_cast<double>(quota);
}

bool over_family_quota(const Ledger& ledger, std::uint32_t owner, store::Family family, double now_ms) {
  const std::uint32_t quota = ledger.words().rules().family_quota(family);
  return quota != 0 && ledger.family_requests(owner, family, now_ms) >= quota;
}

/// `state` is the owner's for the model, null without one.
bool over_own_quota(const Ledger& ledger, std::uint32_t owner, const ModelState* state, Name model, double now_ms) {
  if (ledger.words().rules().empty()) return false;
  const ModelRule& rule = ledger.words().rule_of(model);
  if (rule.quota != 0 && state != nullptr && state->day == ledger.today(now_ms) &&
      state->window.day_requests >= rule.quota) {
    return true;
  }
  return over_family_quota(ledger, owner, rule.family, now_ms);
}

/// Some model of the key or of its project has spent a quota of its own or of its family.
bool spends_a_quota(const Ledger& ledger, std::uint32_t at, double now_ms) {
  const std::int32_t day = ledger.today(now_ms);
  const std::uint32_t owner = ledger.owner(at);
  const ModelStates& states = ledger.states();
  bool over_family[store::families] = {};
  for (std::size_t family = 0; family < store::families; ++family) {
    over_family[family] = over_family_quota(ledger, owner, static_cast<store::Family>(family), now_ms);
  }
  for (std::uint32_t place = ledger.key(owner).first_model; place != nowhere; place = states[place].next) {
    const ModelState& state = states[place];
    const ModelRule& rule = ledger.words().rule_of(state.model);
    const bool spent = rule.quota != 0 && state.day == day && state.window.day_requests >= rule.quota;
    if (spent || over_family[static_cast<std::size_t>(rule.family)]) return true;
  }
  for (std::uint32_t place = ledger.key(at).first_model; place != nowhere; place = states[place].next) {
    if (over_family[static_cast<std::size_t>(ledger.words().rule_of(states[place].model).family)]) return true;
  }
  return false;
}

}  // namespace

std::int32_t Ledger::today(double now_ms) const {
  return now_ms >= day_begin_ms_ && now_ms < day_end_ms_ ? day_ : pacific_day(now_ms);
}

std::uint32_t Ledger::family_requests(std::uint32_t owner, store::Family family, double now_ms) const {
  const std::int32_t day = today(now_ms);
  std::uint32_t requests = 0;
  for (std::uint32_t at = keys_[owner].first_model; at != nowhere; at = states_[at].next) {
    const ModelState& state = states_[at];
    if (state.day == day && words_.rule_of(state.model).family == family) requests += state.window.day_requests;
  }
  return requests;
}

Standing Ledger::standing(std::uint32_t at, Name model, double now_ms) const {
  const PoolKey& key = keys_[at];
  if (key.barred != Cause::ok) return {Serves::no, key.barred, 0};
  if (key.cause != Cause::ok) {
    if (now_ms < key.until_ms) return {Serves::no, key.cause, key.until_ms};
    if (is_probed(key, now_ms)) return {Serves::no, key.cause, now_ms + limits::busy_cooldown_min_ms};
  }
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  const ModelState* state = place == nowhere ? nullptr : &states_[place];
  if (state != nullptr && now_ms < state->until_ms) return {Serves::no, state->cause, state->until_ms};
  if (over_own_quota(*this, owner(at), state, model, now_ms)) {
    return {Serves::no, Cause::own_quota, next_pacific_midnight_ms(now_ms)};
  }
  if (key.cause != Cause::ok) return {Serves::probe, key.cause, 0};
  const Standing well{is_doubted(key, now_ms) ? Serves::last : Serves::yes, Cause::ok, 0};
  if (state == nullptr) return well;
  const bool day_counts = state->day == today(now_ms);
  if (state->window.used(day_counts, now_ms) < 1) return well;
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
  const ModelRule& rule = words_.rule_of(model);
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

bool Ledger::limits_a_model(std::uint32_t at, double now_ms) const {
  const std::uint32_t whose = owner(at);
  for (std::uint32_t place = keys_[whose].first_model; place != nowhere; place = states_[place].next) {
    if (now_ms < states_[place].until_ms) return true;
  }
  return !words_.rules().empty() && spends_a_quota(*this, at, now_ms);
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
  const std::int32_t day = today(now_ms);
  states_[place].turn_day(day);
  if (!is_unproven(states_[place], day)) states_[place].window.lend(now_ms);
}

void Ledger::take_back(std::uint32_t at, Name model, double now_ms) {
  if (keys_[at].cause != Cause::ok) keys_[at].probe_ms = 0;
  order_.take_back(at);
  const std::uint32_t place = states_.find(keys_[owner(at)].first_model, model);
  if (place != nowhere && states_[place].day == today(now_ms)) states_[place].window.take_back(now_ms);
}

std::int64_t tokens_of(const Usage& usage) {
  return capped_sum(capped_sum(usage.prompt_tokens, usage.completion_tokens), usage.thinking_tokens);
}

bool Ledger::reopen(double now_ms) {
  bool any = false;
  for (PoolKey& key : keys_) {
    if (!is_dead(key.cause) || key.until_ms <= now_ms) continue;
    key.until_ms = now_ms;
    any = true;
  }
  return any;
}

bool Ledger::clear(std::uint32_t at) {
  PoolKey& key = keys_[at];
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
  for (PoolKey& key : keys_) {
    states_.forget(key.first_model, [&](const ModelState& state) { return state.day != day && is_unproven(state, state.day); });
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      ModelState& state = states_[at];
      state.turn_day(day);
      if (state.cause == Cause::day_limit && state.until_ms <= now_ms) state.recover();
    }
  }
  collect_names();
}

void Ledger::observe(double now_ms) {
  if (now_ms < last_ms_) cut_cooldowns(now_ms);
  last_ms_ = now_ms;
  if (now_ms >= day_begin_ms_ && now_ms < day_end_ms_) return;
  const std::int32_t before = day_;
  day_ = pacific_day(now_ms);
  day_begin_ms_ = last_pacific_midnight_ms(now_ms);
  day_end_ms_ = next_pacific_midnight_ms(now_ms);
  if (day_ != before) order_.turn_day();
}

}  // namespace rota::pool
