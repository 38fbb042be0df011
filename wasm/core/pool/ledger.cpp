// What outcomes change; see ledger.h.
#include "pool/ledger.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"

namespace rota::pool {

namespace {

bool concerns_model(Cause cause) {
  switch (cause) {
    case Cause::minute_limit:
    case Cause::day_limit:
    case Cause::model_not_in_tier:
    case Cause::busy_limit:
    case Cause::model_denied: return true;
    default: return false;
  }
}

/// The key was recognised, so whatever was held against it as a whole is over. A busy upstream may not have looked.
bool proves_alive(Cause cause) {
  return cause == Cause::ok || (concerns_model(cause) && cause != Cause::busy_limit);
}

double busy_rest_ms(std::uint8_t in_a_row) {
  double rest_ms = limits::busy_rest_min_ms;
  for (std::uint8_t i = 1; i < in_a_row && rest_ms < limits::busy_rest_max_ms; ++i) rest_ms *= 2;
  return rest_ms;
}

/// Until Pacific midnight. Just after it the news may be of the day before, so it is believed for moments only:
/// otherwise one late report would cost the key a whole day.
double day_rest_ms(double now_ms) {
  const double since_ms = now_ms - last_pacific_midnight_ms(now_ms);
  if (since_ms < limits::day_turn_ms) return limits::day_turn_ms - since_ms;
  return next_pacific_midnight_ms(now_ms) - now_ms;
}

double rest_ms_of(const Verdict& verdict, std::uint8_t busy_in_a_row, double now_ms) {
  double rest_ms = verdict.cool_ms;
  switch (verdict.cause) {
    case Cause::minute_limit:
      if (!(rest_ms > 0)) rest_ms = limits::minute_rest_ms + limits::minute_rest_margin_ms;
      break;
    case Cause::busy_limit:
      if (!(rest_ms > busy_rest_ms(busy_in_a_row))) rest_ms = busy_rest_ms(busy_in_a_row);
      break;
    case Cause::day_limit: rest_ms = day_rest_ms(now_ms); break;
    default: rest_ms = longest_rest_ms(verdict.cause); break;
  }
  const double longest_ms = longest_rest_ms(verdict.cause);
  return rest_ms < longest_ms ? rest_ms : longest_ms;
}

/// Begins a rest or makes one longer; never shorter. News worth storing at once: a new cause or a longer wait.
void rest(Cause cause, double rest_ms, double now_ms, Cause& was, double& until_ms, Change& change) {
  const bool in_force = until_ms > now_ms;
  const double wanted_ms = now_ms + rest_ms;
  if (in_force && until_ms >= wanted_ms) return;
  const bool news = !in_force || was != cause || wanted_ms > until_ms + limits::write_behind_ms;
  was = cause;
  until_ms = wanted_ms;
  change.counted = true;
  change.rested = change.rested || news;
  change.until_ms = wanted_ms;
}

void count(ModelState& state, const Report& report, double now_ms) {
  const std::int32_t today = pacific_day(now_ms);
  if (state.day != today) {
    state.usage = Usage{};
    state.day = today;
  }
  Usage& usage = state.usage;
  const bool failed = report.verdict.cause != Cause::ok && report.verdict.cause != Cause::abandoned;
  if (usage.requests != 0xFFFFFFFF) ++usage.requests;
  if (failed && usage.errors != 0xFFFFFFFF) ++usage.errors;
  usage.prompt_tokens = add_counts(usage.prompt_tokens, report.prompt_tokens);
  usage.completion_tokens = add_counts(usage.completion_tokens, report.completion_tokens);
  usage.cached_tokens = add_counts(usage.cached_tokens, report.cached_tokens);
  usage.thinking_tokens = add_counts(usage.thinking_tokens, report.thinking_tokens);
  state.used_ms = now_ms;
}

void rest_model(ModelState& state, const Verdict& verdict, double now_ms, Change& change) {
  const bool busy = verdict.cause == Cause::busy_limit;
  // Requests that ran side by side are refused side by side: only a refusal after a rest makes the next one longer.
  if (busy && !(state.until_ms > now_ms) && state.busy != 0xFF) ++state.busy;
  if (!busy) state.busy = 0;
  rest(verdict.cause, rest_ms_of(verdict, state.busy, now_ms), now_ms, state.cause, state.until_ms, change);
}

void succeed(ModelState& state, double now_ms) {
  state.busy = 0;
  if (state.until_ms > now_ms) return;
  state.cause = Cause::ok;
  state.until_ms = 0;
}

bool is_probed(const KeyState& key, double now_ms) {
  return key.probe_ms > 0 && key.probe_ms <= now_ms && now_ms < key.probe_ms + limits::probe_ms;
}

/// `reason` without keys and not longer than what is kept of one.
Bytes clean(Bytes reason, Bytes secret, Arena& scratch) {
  if (!secret.empty() && text::contains(reason, secret)) return {};
  Bytes cut = reason.substr(0, limits::pool_reason_bytes);
  while (cut.size() < reason.size() && !cut.empty() && (reason[cut.size()] & 0xC0) == 0x80) {
    cut = cut.substr(0, cut.size() - 1);  // not in the middle of a character
  }
  return text::redact(scratch, cut);
}

}  // namespace

double longest_rest_ms(Cause cause) {
  switch (cause) {
    case Cause::minute_limit: return limits::minute_rest_max_ms + limits::minute_rest_margin_ms;
    case Cause::busy_limit: return limits::busy_rest_max_ms;
    case Cause::day_limit: return limits::day_rest_max_ms;
    case Cause::model_not_in_tier:
    case Cause::model_denied: return limits::tier_rest_ms;
    case Cause::billing: return limits::billing_rest_ms;
    case Cause::key_invalid:
    case Cause::key_blocked:
    case Cause::service_disabled: return limits::dead_rest_ms;
    default: return 0;
  }
}

bool is_dead(Cause cause) { return concerns_key(cause) && cause != Cause::billing; }

Standing Ledger::standing(std::uint32_t at, Name model, double now_ms) const {
  const KeyState& key = keys_[at];
  if (key.cause != Cause::ok) {
    if (now_ms < key.until_ms) return {Serves::no, key.cause, key.until_ms};
    if (is_probed(key, now_ms)) return {Serves::no, key.cause, now_ms + limits::busy_rest_min_ms};
  }
  const std::uint32_t state = states_.find(key.first_model, model);
  if (state != nowhere && now_ms < states_[state].until_ms) {
    return {Serves::no, states_[state].cause, states_[state].until_ms};
  }
  return {key.cause == Cause::ok ? Serves::yes : Serves::probe, key.cause, 0};
}

Census Ledger::census(double now_ms) const {
  Census census;
  census.keys = static_cast<std::uint32_t>(keys_.size());
  for (const KeyState& key : keys_) {
    bool limited = key.cause == Cause::billing;
    for (std::uint32_t at = key.first_model; at != nowhere && !limited; at = states_[at].next) {
      limited = now_ms < states_[at].until_ms;
    }
    if (is_dead(key.cause)) {
      ++census.disabled;
    } else if (limited) {
      ++census.limited;
    } else {
      ++census.ready;
    }
  }
  return census;
}

Usage Ledger::usage(std::uint32_t at, Bytes model, double now_ms) const {
  const std::uint32_t state = states_.find(keys_[at].first_model, models_.find(model));
  if (state == nowhere || states_[state].day != pacific_day(now_ms)) return {};
  return states_[state].usage;
}

/// The state that the report is about. Only outcomes that show the upstream to know the model make a new one: a client
/// may ask for any name, and may not fill the ledger with them.
std::uint32_t Ledger::state_for(KeyState& key, const Report& report, double now_ms) {
  const Cause cause = report.verdict.cause;
  if (cause != Cause::ok && !concerns_model(cause)) return states_.find(key.first_model, models_.find(report.model));
  const Name model = name_model(report.model);
  return model == unknown_name ? nowhere : states_.obtain(key.first_model, model, now_ms);
}

Change Ledger::apply(const Report& report, double now_ms, Arena& scratch) {
  Change change;
  change.key = find(report.key);
  if (change.key == nowhere) return change;
  KeyState& key = keys_[change.key];
  const Cause cause = report.verdict.cause;
  const std::uint32_t state = state_for(key, report, now_ms);
  if (cause != Cause::ok && (state != nowhere || concerns_key(cause))) {
    change.reason = name_reason(clean(report.verdict.reason, secret(change.key), scratch));
  }
  if (state != nowhere) {
    count(states_[state], report, now_ms);
    if (cause != Cause::ok) states_[state].reason = change.reason;
    change.counted = true;
  }
  if (concerns_key(cause)) {
    rest_key(key, report.verdict, now_ms, change);
    return change;
  }
  if (key.cause != Cause::ok && key.until_ms <= now_ms) {
    key.probe_ms = 0;  // whatever the probe found, the next request may probe again
    if (proves_alive(cause)) {
      key.cause = Cause::ok;
      key.until_ms = 0;
      key.reason = no_text;
      change.revived = true;
    }
  }
  if (state == nowhere) return change;
  if (cause == Cause::ok) succeed(states_[state], now_ms);
  if (concerns_model(cause)) rest_model(states_[state], report.verdict, now_ms, change);
  return change;
}

void Ledger::rest_key(KeyState& key, const Verdict& verdict, double now_ms, Change& change) {
  key.probe_ms = 0;
  rest(verdict.cause, rest_ms_of(verdict, 0, now_ms), now_ms, key.cause, key.until_ms, change);
  if (key.cause == verdict.cause) key.reason = change.reason;
}

void Ledger::lend(std::uint32_t at, double now_ms) {
  if (keys_[at].cause != Cause::ok) keys_[at].probe_ms = now_ms;
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

void Ledger::turn_day(double now_ms) {
  reopen(now_ms);
  const std::int32_t today = pacific_day(now_ms);
  for (const KeyState& key : keys_) {
    for (std::uint32_t at = key.first_model; at != nowhere; at = states_[at].next) {
      ModelState& state = states_[at];
      if (state.day != today) state.usage = Usage{};
      if (state.cause == Cause::day_limit && state.until_ms <= now_ms) succeed(state, now_ms);
    }
  }
}

void Ledger::observe(double now_ms) {
  if (now_ms < last_ms_) cut_rests(now_ms);
  last_ms_ = now_ms;
}

}  // namespace rota::pool
