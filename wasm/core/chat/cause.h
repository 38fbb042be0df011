// Cause: what an upstream's refusal or failure means, in no dialect's words.
// Knows every meaning to which a client or the pool answers in its own way, and what an error may name beside it;
// refuses to know how an upstream says it (UpstreamDialect::classify), what the client hears of it
// (dialect/complaints.h) and what the pool does about it (pool/verdict.h).
#pragma once

#include "base/field.h"
#include "base/result.h"

namespace rota::chat {

enum class Cause : std::uint8_t {
  // A quota, or capacity.
  minute_quota,  // of the key's project: it comes back within the minute
  day_quota,     // of the key's project: it comes back when its day ends
  zero_quota,    // the tier of the key's project does not include the model
  region_quota,  // none for the region that the call came from
  amount,        // the request alone asks for more than a quota gives in a minute
  unaffordable,  // the request alone asks for more than the account can pay; less would be served
  busy,          // no capacity to spare; no quota is named
  tool_busy,     // likewise, and the request uses tools of the upstream's own, which have quotas of their own
  // The key, or whose it is.
  key_invalid,       // unknown, expired, deleted
  key_blocked,       // leaked, suspended, restricted to other uses
  account_closed,    // the account behind the key is deactivated
  service_disabled,  // the interface is not enabled for the key's project
  credit_spent,      // prepaid credit, or a cap on spending
  billing_disabled,  // the key's project needs billing
  model_denied,      // the key's project may not use this model
  model_closed,      // the model is closed to projects as new as the key's
  // The request.
  model_unknown,
  context_too_long,
  content_blocked,
  too_large,
  rejected,          // for any other reason that the client can mend
  billing_required,  // what is asked for is not free; the key is as good as before
  unsupported,       // the upstream cannot do what was asked
  refused,           // without a reason: it may be the key, and another one will tell
  foreign_resource,  // what is named belongs to the project of another key
  keyless_resource,  // what is named takes no key of this kind at all
  key_unsent,        // the request came without any key
  // The place that the call came from.
  location,   // the upstream says that it does not serve it
  front_end,  // a page that names no key: whole networks are turned away so
  // The upstream.
  failed,
  unreadable,  // it failed, and its answer is no error of any known form
  garbled,     // it refused the request, and its answer is no error of any known form
  overloaded,
  deadline,   // it took too long over the answer
  timeout,    // it gave up waiting for the request
  cancelled,  // it dropped the call
};

/// How many there are.
inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::cancelled) + 1;

/// An error, understood. Texts live in the exchange's arena or are literals; none holds a key.
struct Diagnosis {
  Cause cause = Cause::failed;
  std::uint16_t http_status = 0;  ///< the upstream's
  Bytes message = {};             ///< the upstream's own words, or a sentence in their place; UTF-8
  Bytes sentence = {};            ///< what it means, for those who own the keys
  double retry_delay_ms = -1;     ///< when to come back, as the error says; -1 is "not said"
  double reset_ms = 0;            ///< the moment at which the quota comes back, ms since 1970; 0 is "not said"
  bool of_kind = false;           ///< concerns requests of this kind alone (Asked::kind), not the model as such
  std::int64_t limit = -1;        ///< of the quota that was hit; -1 is "not said"
  Bytes quota_id = {};            ///< which quota, in the upstream's words
  Field field = Field::none;      ///< the field that was rejected
  Bytes param = {};               ///< the same in the client's own spelling, where upstream and client share it
};

}  // namespace rota::chat
