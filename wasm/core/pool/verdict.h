// Verdict: what the outcome of one attempt says about the key.
// Knows what the pool does about every cause (TRANSLATION: key health); refuses to read what an upstream said (the
// dialects' classify()), to keep state (ledger) or to retry (exchange).
#pragma once

#include "base/result.h"
#include "chat/cause.h"

namespace rota::pool {

/// Why. The number is wire format between isolates and the object, which may run different versions: append only.
enum class Cause : std::uint8_t {
  ok = 0,
  minute_limit = 1,       // a per-minute quota of (project, model)
  day_limit = 2,          // a per-Pacific-day quota of (project, model)
  model_not_in_tier = 3,  // "limit: 0": the key's tier has no such model
  busy_limit = 4,         // 429 without details: shared capacity, short back-off
  key_invalid = 5,        // API_KEY_INVALID, expired, not found, 401
  key_blocked = 6,        // leaked, suspended, denied, restricted
  service_disabled = 7,   // the API is not enabled in the key's project
  billing = 8,            // prepayment, spending cap, billing disabled
  model_denied = 9,       // this key's project may not use this model (404 "new users", 403 on a model)
  location = 10,          // the egress stands in the wrong country; the key is fine
  server_error = 11,      // 5xx
  unreachable = 12,       // no connection, or it broke
  timeout = 13,           // no first byte in time
  client_error = 14,      // the request's own fault
  abandoned = 15,         // the client went away before the outcome was known
  refused = 16,           // refused without a reason that blames anybody, and another key then served the same request
  too_many_errors = 17,   // max_errors_threshold of the errors that are the key's own, without a success in between
  own_quota = 18,         // the administrator's own quota for the model or its family is spent for the Pacific day
  switched_off = 19,      // an administrator has disabled the key
  learned_limit = 20,     // the next call would pass a limit that an earlier error named
  unreadable = 21,        // the stored key cannot be decrypted: SESSION_SECRET_KEY has changed
  too_large = 22,         // the request alone asks for more than this key gives; less would be served
};

/// How many causes this version knows.
inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::too_large) + 1;

/// What follows from it. Times are durations, because the pool's clock is the only one that counts.
struct Verdict {
  Cause cause = Cause::ok;
  bool retry = false;        ///< another key (or another try) may serve the same request
  double cool_ms = 0;  ///< how long the key and model, or the key, cools down; 0: by the cause's own rule in the ledger
  std::int64_t limit = -1;   ///< the limit that was hit, when the error names it
  bool of_kind = false;      ///< concerns requests of this kind alone, where the request has one (Report::kind)
  Bytes quota_id;            ///< which quota, for people
  Bytes reason;              ///< one sentence for people; holds no key
  Bytes said = {};           ///< what the upstream said, for the record; holds no key
};

/// Whose fault it is, for the error that the client gets when nothing is left to try.
[[nodiscard]] Blame blame_of(Cause cause);
/// True when the whole key is concerned and not only one model. switched_off and unreadable are no causes of reports:
/// they are states that only administration makes and undoes.
[[nodiscard]] bool concerns_key(Cause cause);
/// The cause's name in logs, statistics and storage, e.g. "minute_limit".
[[nodiscard]] Bytes name_of(Cause cause);

/// How long the key rests for it.
enum class Cooldown : std::uint8_t {
  by_ledger,  // by the cause's own rule
  minute,     // the wait that the error names, never less than the floor, and a margin
  announced,  // the wait that the error names, else by the cause's own rule
  reset,      // until the moment that the error names, else by the cause's own rule
};
struct Judgement {
  chat::Cause why;
  Cause cause;
  bool retry;
  Cooldown cooldown = Cooldown::by_ledger;
  bool of_kind = false;  // names no quota: where the request is of a kind, what is said is said of that
};

// In the order of chat::Cause.
inline constexpr Judgement judgements[] = {
    {chat::Cause::minute_quota, Cause::minute_limit, true, Cooldown::minute},
    {chat::Cause::day_quota, Cause::day_limit, true, Cooldown::reset},
    {chat::Cause::zero_quota, Cause::model_not_in_tier, true},
    {chat::Cause::region_quota, Cause::location, true},
    {chat::Cause::amount, Cause::too_large, true},  // nothing is said of the key
    {chat::Cause::unaffordable, Cause::too_large, true},
    {chat::Cause::busy, Cause::busy_limit, true, Cooldown::announced, true},
    {chat::Cause::tool_busy, Cause::busy_limit, true, Cooldown::announced, true},
    {chat::Cause::key_invalid, Cause::key_invalid, true},
    {chat::Cause::key_blocked, Cause::key_blocked, true},
    {chat::Cause::account_closed, Cause::key_blocked, true},
    {chat::Cause::service_disabled, Cause::service_disabled, true},
    {chat::Cause::credit_spent, Cause::billing, true},
    {chat::Cause::billing_disabled, Cause::billing, true},
    {chat::Cause::model_denied, Cause::model_denied, true},
    {chat::Cause::model_closed, Cause::model_denied, true},
    {chat::Cause::model_unknown, Cause::client_error, false},
    {chat::Cause::context_too_long, Cause::client_error, false},
    {chat::Cause::content_blocked, Cause::client_error, false},
    {chat::Cause::too_large, Cause::client_error, false},
    {chat::Cause::rejected, Cause::client_error, false},
    {chat::Cause::billing_required, Cause::client_error, false},
    {chat::Cause::unsupported, Cause::client_error, false},
    {chat::Cause::refused, Cause::client_error, true},  // another key tells whose fault it is
    {chat::Cause::foreign_resource, Cause::client_error, false},
    {chat::Cause::keyless_resource, Cause::client_error, false},
    {chat::Cause::key_unsent, Cause::client_error, false},
    {chat::Cause::location, Cause::location, true},
    {chat::Cause::front_end, Cause::location, true},
    {chat::Cause::failed, Cause::server_error, true},
    {chat::Cause::unreadable, Cause::server_error, true},
    {chat::Cause::garbled, Cause::client_error, false},
    {chat::Cause::overloaded, Cause::server_error, true},
    {chat::Cause::deadline, Cause::server_error, true},
    {chat::Cause::timeout, Cause::timeout, true},
    {chat::Cause::cancelled, Cause::server_error, true},
};

/// Every cause has its row, and stands where it is looked up.
[[nodiscard]] constexpr bool judges_every_cause(const Judgement* rows, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<std::size_t>(rows[i].why) != i) return false;
  }
  return count == chat::cause_count;
}
static_assert(judges_every_cause(judgements, sizeof(judgements) / sizeof(judgements[0])));

/// What the pool makes of an upstream's error that came at `now_ms`. The views are the diagnosis's.
[[nodiscard]] Verdict verdict_of(const chat::Diagnosis& diagnosis, double now_ms);

}  // namespace rota::pool
