// Verdict: what the outcome of one attempt says about the key, read from what the upstream said.
// Knows Google's error vocabulary (TRANSLATION: key health); refuses to keep state (ledger) or to retry (exchange).
#pragma once

#include "base/result.h"
#include "chat/upstream_error.h"

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
};

/// How many causes this version knows.
inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::unreadable) + 1;

/// What follows from it. Times are durations, because the pool's clock is the only one that counts.
struct Verdict {
  Cause cause = Cause::ok;
  bool retry = false;        ///< another key (or another try) may serve the same request
  double cool_ms = 0;        ///< how long (key, model) or the key rests; 0: by the cause's own rule in the ledger
  std::int64_t limit = -1;   ///< the limit that was hit, when the error names it
  Bytes quota_id;            ///< which quota, for people
  Bytes reason;              ///< one sentence for people; holds no key
};

/// Whose fault it is, for the error that the client gets when nothing is left to try.
[[nodiscard]] Blame blame_of(Cause cause);
/// True when the whole key is concerned and not only one model. switched_off and unreadable are no causes of reports:
/// they are states that only administration makes and undoes.
[[nodiscard]] bool concerns_key(Cause cause);
/// The cause's name in logs, statistics and storage, e.g. "minute_limit".
[[nodiscard]] Bytes name_of(Cause cause);

/// Reads an upstream's error answer. `error` is as dialect/*/error.h read it.
[[nodiscard]] Verdict classify(const chat::UpstreamError& error, Arena& arena);

}  // namespace rota::pool
