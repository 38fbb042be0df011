// What outcomes change; see ledger.h.
#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"
#include "pool/ledger.h"
#include "pool/pacific_day.h"

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
    case Cause::too_many_errors: break;  // the setting's time
    default: rest_ms = longest_rest_ms(verdict.cause); break;
  }
  const double longest_ms = longest_rest_ms(verdict.cause);
  return rest_ms < longest_ms ? rest_ms : longest_ms;
}

/// Begins a rest or makes one longer; never shorter. News worth storing at once: a new cause or a longer wait. Small
/// growths add up in `grown_ms`, so that a crash never forgets more than limits::write_behind_ms of a rest.
void rest(Cause cause, double rest_ms, double now_ms, Cause& was, double& until_ms, std::uint16_t& grown_ms,
          Change& change) {
  const bool in_force = until_ms > now_ms;
  const double wanted_ms = now_ms + rest_ms;
  if (in_force && until_ms >= wanted_ms) return;
  const double growth_ms = grown_ms + (wanted_ms - until_ms) + 1;
  const bool news = !in_force || was != cause || growth_ms > limits::write_behind_ms;
  grown_ms = news ? std::uint16_t{0} : static_cast<std::uint16_t>(growth_ms);
  was = cause;
  until_ms = wanted_ms;
  change.counted = true;
  change.rested = change.rested || news;
  change.until_ms = wanted_ms;
}

void rest_model(ModelState& state, const Verdict& verdict, double now_ms, Change& change) {
  const bool busy = verdict.cause == Cause::busy_limit;
  // Requests that ran side by side are refused side by side: only a refusal after a rest makes the next one longer.
  if (busy && !(state.until_ms > now_ms) && state.busy != 0xFF) ++state.busy;
  if (!busy) state.busy = 0;
  rest(verdict.cause, rest_ms_of(verdict, state.busy, now_ms), now_ms, state.cause, state.until_ms,
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
    case Cause::too_many_errors: return limits::error_rest_max_ms;
    case Cause::key_invalid:
    case Cause::key_blocked:
    case Cause::service_disabled: return limits::dead_rest_ms;
    default: return 0;
  }
}

bool is_dead(Cause cause) {
  return concerns_key(cause) && cause != Cause::billing && cause != Cause::too_many_errors;
}

/// The state of the key that the report is about. Only outcomes that show the upstream to know the model make a new
/// one: a client may ask for any name, and may not fill the ledger with them.
std::uint32_t Ledger::state_for(std::uint32_t at, const Report& report, double now_ms) {
  KeyState& key = keys_[at];
  const Cause cause = report.verdict.cause;
  if (cause != Cause::ok && !concerns_model(cause)) return states_.find(key.first_model, models_.find(report.model));
  const Name model = name_model(report.model);
  return model == unknown_name ? nowhere : states_.obtain(key.first_model, model, now_ms);
}

/// The key's own counters, and the windows of its owner.
void Ledger::count(std::uint32_t at, const Report& report, Name reason, double now_ms) {
  const bool failed = is_failure(report.verdict.cause);
  const std::int32_t day = today(now_ms);
  const std::uint32_t place = state_for(at, report, now_ms);
  if (place == nowhere) return;
  ModelState& state = states_[place];
  state.turn_day(day);
  Usage& usage = state.usage;
  if (usage.requests != 0xFFFFFFFF) ++usage.requests;
  if (failed && usage.errors != 0xFFFFFFFF) ++usage.errors;
  usage.prompt_tokens = add_counts(usage.prompt_tokens, report.prompt_tokens);
  usage.completion_tokens = add_counts(usage.completion_tokens, report.completion_tokens);
  usage.cached_tokens = add_counts(usage.cached_tokens, report.cached_tokens);
  usage.thinking_tokens = add_counts(usage.thinking_tokens, report.thinking_tokens);
  state.used_ms = now_ms;
  if (failed) state.reason = reason;
  const std::uint32_t requests = usage.requests;
  const std::uint32_t successes = usage.requests - usage.errors;
  const std::uint32_t shared = owner(at) == at ? place : state_for(owner(at), report, now_ms);
  if (shared == nowhere) return;
  ModelState& owned = states_[shared];
  owned.turn_day(day);
  owned.used_ms = now_ms;
  if (report.unlent) owned.window.lend(now_ms);
  // The first requests for a model were lent before it had a window.
  if (owned.window.day_requests < requests) owned.window.day_requests = requests;
  if (report.verdict.cause == Cause::ok) owned.window.succeed(report.prompt_tokens, successes, now_ms);
}

void Ledger::average(KeyState& key, const Report& report) const {
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

/// E3: errors that are the key's own and rest nothing by themselves.
void Ledger::count_error(KeyState& key, const Report& report, double now_ms, Change& change) {
  const Cause cause = report.verdict.cause;
  if (cause == Cause::ok) key.errors = 0;
  if (cause != Cause::refused) return;
  if (key.errors != 0xFF) ++key.errors;
  change.counted = true;
  if (error_rule_.threshold == 0 || key.errors < error_rule_.threshold) return;
  Verdict verdict;
  verdict.cause = Cause::too_many_errors;
  verdict.cool_ms = error_rule_.rest_ms;
  rest_key(key, verdict, now_ms, change);
}

/// A probe has come back, whatever it found: the next request may probe again, or need not.
void Ledger::prove(KeyState& key, const Report& report, double now_ms, Change& change) {
  if (key.cause == Cause::ok || (key.until_ms > now_ms && !report.test)) return;
  key.probe_ms = 0;
  if (!proves_alive(report.verdict.cause)) return;
  key.cause = Cause::ok;
  key.until_ms = 0;
  key.reason = no_text;
  change.revived = true;
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
  change.counted = known != nowhere;
  KeyState& key = keys_[change.key];
  average(key, report);
  if (concerns_key(cause)) {
    rest_key(key, report.verdict, now_ms, change);
    return change;
  }
  prove(key, report, now_ms, change);
  count_error(key, report, now_ms, change);
  const std::uint32_t shared = known == nowhere ? nowhere : state_for(owner(change.key), report, now_ms);
  if (shared == nowhere) return change;
  ModelState& state = states_[shared];
  if (cause == Cause::ok) {
    state.busy = 0;
    change.revived = change.revived || (report.test && state.until_ms > now_ms);
    if (report.test || state.until_ms <= now_ms) state.recover();
  }
  if (!concerns_model(cause)) return change;
  state.window.learn(report.verdict);
  state.reason = change.reason;
  rest_model(state, report.verdict, now_ms, change);
  return change;
}

void Ledger::rest_key(KeyState& key, const Verdict& verdict, double now_ms, Change& change) {
  key.probe_ms = 0;
  std::uint16_t every_growth = static_cast<std::uint16_t>(limits::write_behind_ms);  // few calls find a key dead
  rest(verdict.cause, rest_ms_of(verdict, 0, now_ms), now_ms, key.cause, key.until_ms, every_growth, change);
  if (key.cause == verdict.cause) key.reason = change.reason;
}

}  // namespace rota::pool
