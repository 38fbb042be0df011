// Names and scopes of causes, and the row that judges; see verdict.h.
#include "pool/verdict.h"

#include "base/limits.h"

namespace rota::pool {

namespace {

struct CauseRow {
  Bytes name;
  Blame blame;
  bool whole_key;
};

// In the order of Cause.
constexpr CauseRow cause_rows[] = {
    {"ok", Blame::rota, false},
    {"minute_limit", Blame::key, false},
    {"day_limit", Blame::key, false},
    {"model_not_in_tier", Blame::key, false},
    {"busy_limit", Blame::key, false},
    {"key_invalid", Blame::key, true},
    {"key_blocked", Blame::key, true},
    {"service_disabled", Blame::key, true},
    {"billing", Blame::key, true},
    {"model_denied", Blame::key, false},
    {"location", Blame::egress, false},
    {"server_error", Blame::upstream, false},
    {"unreachable", Blame::upstream, false},
    {"timeout", Blame::upstream, false},
    {"client_error", Blame::client, false},
    {"abandoned", Blame::client, false},
    {"refused", Blame::key, false},
    {"too_many_errors", Blame::key, true},
    {"own_quota", Blame::key, false},
    {"switched_off", Blame::key, true},
    {"learned_limit", Blame::key, false},
    {"unreadable", Blame::key, true},
    {"too_large", Blame::client, false},
};
static_assert(sizeof(cause_rows) / sizeof(cause_rows[0]) == cause_count);

const CauseRow& row_of(Cause cause) {
  const auto index = static_cast<std::size_t>(cause);
  return cause_rows[index < cause_count ? index : static_cast<std::size_t>(Cause::server_error)];
}

/// What a minute's quota costs.
double minute_ms(double announced_ms) {
  double cooldown_ms = announced_ms >= 0 ? announced_ms : limits::minute_cooldown_ms;
  if (cooldown_ms < limits::minute_cooldown_min_ms) cooldown_ms = limits::minute_cooldown_min_ms;
  if (cooldown_ms > limits::minute_cooldown_max_ms) cooldown_ms = limits::minute_cooldown_max_ms;
  return cooldown_ms + limits::minute_cooldown_margin_ms;
}

double cooldown_ms(Cooldown rule, const chat::Diagnosis& diagnosis, double now_ms) {
  const double until_reset_ms = diagnosis.reset_ms > now_ms ? diagnosis.reset_ms - now_ms : 0;
  switch (rule) {
    case Cooldown::minute:
      return minute_ms(until_reset_ms > 0 ? until_reset_ms : diagnosis.retry_delay_ms);
    case Cooldown::announced:
      return diagnosis.retry_delay_ms > 0 ? diagnosis.retry_delay_ms : 0;
    case Cooldown::reset:
      return until_reset_ms;
    case Cooldown::by_ledger:
      break;
  }
  return 0;
}

}  // namespace

Blame blame_of(Cause cause) { return row_of(cause).blame; }
bool concerns_key(Cause cause) { return row_of(cause).whole_key; }
Bytes name_of(Cause cause) { return row_of(cause).name; }

Verdict verdict_of(const chat::Diagnosis& diagnosis, double now_ms) {
  const Judgement& row = judgements[static_cast<std::size_t>(diagnosis.cause)];
  Verdict verdict;
  verdict.cause = row.cause;
  verdict.retry = row.retry;
  verdict.cool_ms = cooldown_ms(row.cooldown, diagnosis, now_ms);
  verdict.of_kind = row.of_kind || diagnosis.of_kind;
  verdict.limit = diagnosis.limit;
  verdict.quota_id = diagnosis.quota_id;
  verdict.reason = diagnosis.sentence;
  verdict.said = diagnosis.message;
  return verdict;
}

}  // namespace rota::pool
