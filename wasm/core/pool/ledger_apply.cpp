// What outcomes change; see ledger.h.
#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"
#include "pool/ledger.h"
#include "pool/pacific_day.h"
#include "pool/request_size.h"
#include "pool/unproven.h"
#include "stats/reading.h"

namespace rota::pool {

namespace {

/// How fast the moving averages follow: half of what they say is of the last seven attempts.
constexpr float average_step = 0.1F;

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

/// The upstream has shown that it knows the model.
bool shows_model(Cause cause) { return cause == Cause::ok || cause == Cause::too_large || concerns_model(cause); }

/// The key was recognised, so whatever was held against it as a whole is over. A busy upstream may not have looked.
bool proves_alive(Cause cause) {
  return cause == Cause::ok || (concerns_model(cause) && cause != Cause::busy_limit);
}

double busy_cooldown_ms(std::uint8_t in_a_row) {
  double cooldown_ms = limits::busy_cooldown_min_ms;
  for (std::uint8_t i = 1; i < in_a_row && cooldown_ms < limits::busy_cooldown_max_ms; ++i) cooldown_ms *= 2;
  return cooldown_ms;
}

/// Until Pacific midnight. Just after it the news may be of the day before, so it is believed for moments only:
/// otherwise one late report would cost the key a whole day.
double day_cooldown_ms(double now_ms) {
  const double since_ms = now_ms - last_pacific_midnight_ms(now_ms);
  if (since_ms < limits::day_turn_ms) return limits::day_turn_ms - since_ms;
  return next_pacific_midnight_ms(now_ms) - now_ms;
}

double cooldown_ms_of(const Verdict& verdict, std::uint8_t busy_in_a_row, double now_ms) {
  double cooldown_ms = verdict.cool_ms;
  switch (verdict.cause) {
    case Cause::minute_limit:
      if (!(cooldown_ms > 0)) cooldown_ms = limits::minute_cooldown_ms + limits::minute_cooldown_margin_ms;
      break;
    case Cause::busy_limit:
      if (!(cooldown_ms > busy_cooldown_ms(busy_in_a_row))) cooldown_ms = busy_cooldown_ms(busy_in_a_row);
      break;
    case Cause::day_limit:
      if (!(cooldown_ms > 0)) cooldown_ms = day_cooldown_ms(now_ms);
      break;
    case Cause::model_denied:
      if (!(cooldown_ms > 0)) cooldown_ms = longest_cooldown_ms(verdict.cause);
      break;
    case Cause::too_many_errors: break;  // the setting's time
    default: cooldown_ms = longest_cooldown_ms(verdict.cause); break;
  }
  const double longest_ms = longest_cooldown_ms(verdict.cause);
  return cooldown_ms < longest_ms ? cooldown_ms : longest_ms;
}

/// Begins a cooldown or makes one longer; never shorter. News worth storing at once: a new cause or a longer wait.
/// Small growths add up in `grown_ms`, so that a crash never forgets more than limits::write_behind_ms of a cooldown.
void begin_cooldown(Cause cause, double cooldown_ms, double now_ms, Cause& was, double& until_ms,
                    std::uint16_t& grown_ms, Change& change) {
  const bool in_force = until_ms > now_ms;
  const double wanted_ms = now_ms + cooldown_ms;
  if (in_force && until_ms >= wanted_ms) return;
  const double growth_ms = grown_ms + (wanted_ms - until_ms) + 1;
  const bool news = !in_force || was != cause || growth_ms > limits::write_behind_ms;
  grown_ms = news ? std::uint16_t{0} : static_cast<std::uint16_t>(growth_ms);
  was = cause;
  until_ms = wanted_ms;
  change.counted = true;
  change.cooled = change.cooled || news;
  change.until_ms = wanted_ms;
}

void cool_model(ModelState& state, const Verdict& verdict, double now_ms, Change& change) {
  const bool busy = verdict.cause == Cause::busy_limit;
  // Requests that ran side by side are refused side by side: only a refusal after a cooldown makes the next one longer.
  if (busy && !(state.until_ms > now_ms) && state.busy != 0xFF) ++state.busy;
  if (!busy) state.busy = 0;
  begin_cooldown(verdict.cause, cooldown_ms_of(verdict, state.busy, now_ms), now_ms, state.cause, state.until_ms,
                 state.grown_ms, change);
}

bool is_failure(Cause cause) { return cause != Cause::ok && cause != Cause::abandoned; }

/// Failures that speak of how well the key serves. Limits do not: they are in the room that is left.
bool lowers_success(Cause cause) {
  switch (cause) {
    case Cause::server_error:
    case Cause::unreachable:
    case Cause::timeout:
    case Cause::busy_limit:
    case Cause::refused:
    case Cause::model_denied: return true;
    default: return concerns_key(cause);
  }
}

/// `reason` without keys and not longer than what is kept of one.
Bytes clean(Bytes reason, Secret secret, Arena& scratch) {
  if (!secret.empty() && text::contains(reason, secret.reveal())) return {};
  return text::redact(scratch, text::cut_utf8(reason, limits::pool_reason_bytes));
}

void cool_key(PoolKey& key, const Verdict& verdict, double now_ms, Change& change) {
  key.probe_ms = 0;
  auto every_growth = static_cast<std::uint16_t>(limits::write_behind_ms);  // few calls find a key dead
  begin_cooldown(verdict.cause, cooldown_ms_of(verdict, 0, now_ms), now_ms, key.cause, key.until_ms, every_growth,
                 change);
  if (key.cause == verdict.cause) key.reason = change.reason;
}

void average(PoolKey& key, const Report& report) {
  const Cause cause = report.verdict.cause;
  if (cause == Cause::ok) {
    key.success += average_step * (1 - key.success);
    const auto first_byte_ms = static_cast<float>(report.first_byte_ms);
    if (key.first_byte_ms <= 0) {
      key.first_byte_ms = first_byte_ms;
    } else {
      key.first_byte_ms += average_step * (first_byte_ms - key.first_byte_ms);
    }
  } else if (lowers_success(cause)) {
    key.success -= average_step * key.success;
  }
}

/// E3: errors that are the key's own and begin no cooldown by themselves. The last of them makes the key doubted, and
/// the probe's own refusal disables it.
void count_error(PoolKey& key, const ErrorRule& rule, const Report& report, double now_ms, Change& change) {
  const Cause cause = report.verdict.cause;
  if (cause == Cause::ok || (report.test && proves_alive(cause))) key.errors = 0;
  if (cause != Cause::refused) return;
  if (key.errors != 0xFF) ++key.errors;
  change.counted = true;
  if (rule.threshold == 0 || key.errors < rule.threshold) return;
  if (!report.test) {
    change.doubted = true;
    return;
  }
  Verdict verdict;
  verdict.cause = Cause::too_many_errors;
  verdict.cool_ms = rule.cooldown_ms;
  cool_key(key, verdict, now_ms, change);
}

/// A probe has come back, whatever it found: the next request may probe again, or need not.
void prove(PoolKey& key, const Report& report, double now_ms, Change& change) {
  if (key.cause == Cause::ok && report.test) key.probe_ms = 0;
  if (key.cause == Cause::ok || (key.until_ms > now_ms && !report.test)) return;
  key.probe_ms = 0;
  if (!proves_alive(report.verdict.cause)) return;
  key.cause = Cause::ok;
  key.until_ms = 0;
  key.reason = no_text;
  change.revived = true;
}

}  // namespace

double longest_cooldown_ms(Cause cause) {
  switch (cause) {
    case Cause::minute_limit: return limits::minute_cooldown_max_ms + limits::minute_cooldown_margin_ms;
    case Cause::busy_limit: return limits::busy_cooldown_max_ms;
    case Cause::day_limit: return limits::day_cooldown_max_ms;
    case Cause::model_not_in_tier:
    case Cause::model_denied: return limits::tier_cooldown_ms;
    case Cause::billing: return limits::billing_cooldown_ms;
    case Cause::too_many_errors: return limits::error_cooldown_max_ms;
    case Cause::key_invalid:
    case Cause::key_blocked:
    case Cause::service_disabled: return limits::dead_cooldown_ms;
    default: return 0;
  }
}

bool is_dead(Cause cause) {
  return concerns_key(cause) && cause != Cause::billing && cause != Cause::too_many_errors;
}

/// The state of the key that the report is about. Only outcomes that show the upstream to know the model make a new
/// one: a client may ask for any name, and may not fill the ledger with them.
std::uint32_t Ledger::state_for(std::uint32_t at, const Report& report, double now_ms) {
  PoolKey& key = keys_[at];
  const Cause cause = report.verdict.cause;
  if (!shows_model(cause)) return states_.find(key.first_model, find_model(report.model));
  const Name model = name_model(report.model);
  return model == unknown_name ? nowhere : states_.obtain(key.first_model, model, now_ms);
}

/// The key's own counters, and the windows of its owner. An outcome that proves nothing of its model counts as well, under
/// the name that was asked for as long as few such names are known, then as one of all others: every number is that of the
/// upstream's own calls, and no client can fill the ledger.
void Ledger::count(std::uint32_t at, const Report& report, Name reason, double now_ms) {
  const bool failed = is_failure(report.verdict.cause);
  const std::int32_t day = today(now_ms);
  std::uint32_t place = state_for(at, report, now_ms);
  if (place == nowhere) {
    Name model = words_.find_model(report.model);
    const bool room = states_.count(keys_[at].first_model) < limits::unproven_models_per_key;
    if (room && model == unknown_name && words_.models() < limits::unproven_names) model = name_model(report.model);
    if (!room || model == unknown_name) model = name_model(stats::other_model);
    if (model == unknown_name) return;
    place = states_.obtain(keys_[at].first_model, model, now_ms);
  }
  ModelState& state = states_[place];
  state.turn_day(day);
  Usage& usage = state.usage;
  add_capped(usage.requests);
  if (failed) add_capped(usage.errors);
  usage.prompt_tokens = capped_sum(usage.prompt_tokens, report.prompt_tokens);
  usage.completion_tokens = capped_sum(usage.completion_tokens, report.completion_tokens);
  usage.cached_tokens = capped_sum(usage.cached_tokens, report.cached_tokens);
  usage.thinking_tokens = capped_sum(usage.thinking_tokens, report.thinking_tokens);
  state.used_ms = now_ms;
  if (failed) state.reason = reason;
  const std::uint32_t successes = usage.requests - usage.errors;
  const std::uint32_t shared = owner(at) == at ? place : state_for(owner(at), report, now_ms);
  if (shared == nowhere) return;
  ModelState& owned = states_[shared];
  owned.turn_day(day);
  owned.used_ms = now_ms;
  if (!shows_model(report.verdict.cause) && is_unproven(owned, day)) return;
  if (report.unlent) owned.window.lend(now_ms);
  // The first requests for a model were lent before it had a window.
  if (owned.window.day_requests < successes) owned.window.day_requests = successes;
  if (report.verdict.cause == Cause::ok) owned.window.succeed(report.prompt_tokens, successes, now_ms);
}

Change Ledger::apply(const Report& report, double now_ms, Arena& scratch) {
  Change change;
  change.key = find(report.key);
  if (change.key == nowhere) return change;
  const Cause cause = report.verdict.cause;
  const std::uint32_t known = state_for(change.key, report, now_ms);
  if (cause != Cause::ok && (known != nowhere || concerns_key(cause) || cause == Cause::refused)) {
    change.reason = name_reason(clean(report.verdict.reason, secret(change.key), scratch));
  }
  count(change.key, report, change.reason, now_ms);
  change.counted = true;
  PoolKey& key = keys_[change.key];
  if (concerns_key(cause)) {
    change.doubted = !report.test;
    if (change.doubted) return change;
    average(key, report);
    cool_key(key, report.verdict, now_ms, change);
    return change;
  }
  average(key, report);
  prove(key, report, now_ms, change);
  count_error(key, error_rule_, report, now_ms, change);
  const std::uint32_t shared = known == nowhere ? nowhere : state_for(owner(change.key), report, now_ms);
  if (shared == nowhere) return change;
  ModelState& state = states_[shared];
  if (cause == Cause::ok) {
    state.busy = 0;
    change.revived = change.revived || (report.test && state.until_ms > now_ms);
    if (report.test || state.until_ms <= now_ms) state.recover();
  }
  state.window.learn(report.verdict);
  if (!concerns_model(cause)) return change;
  const std::uint32_t cooled = cooled_state(change.key, shared, report, now_ms, scratch, change);
  states_[cooled].reason = change.reason;
  cool_model(states_[cooled], report.verdict, now_ms, change);
  return change;
}

/// What the refusal is held against: the model, or only requests of this one's kind or size for it.
std::uint32_t Ledger::cooled_state(std::uint32_t at, std::uint32_t of_model, const Report& report, double now_ms,
                                   Arena& scratch, Change& change) {
  Bytes kind = report.kind;
  const std::uint32_t limit = states_[of_model].window.limit_minute_tokens;
  const bool of_tokens = report.verdict.cause == Cause::minute_limit && text::contains(report.verdict.quota_id, "Token");
  if (kind.empty() && of_tokens && limit != 0 && takes_much_of(report.text_bytes, limit)) kind = large_kind;
  if (kind.empty()) return of_model;
  const Name name = name_model(name_of_kind(report.model, kind, scratch));
  if (name == unknown_name) return of_model;
  const std::uint32_t place = states_.obtain(keys_[owner(at)].first_model, name, now_ms);
  states_[place].turn_day(today(now_ms));
  states_[place].used_ms = now_ms;
  change.of_kind = true;
  change.state_name = name;
  return place;
}

}  // namespace rota::pool
