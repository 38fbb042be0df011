// Complaints: what a client hears of an upstream's error when nothing could mend it.
// Knows fault, status, blame and words of every cause; refuses to know how an upstream said it or how a client's dialect
// spells it.
#pragma once

#include "dialect/dialect.h"

namespace rota::dialect {

/// Whose words the client reads. What an upstream says of a key, of its account or of its owner's bills is told to
/// nobody who did not bring the key.
enum class Words : std::uint8_t {
  upstreams,  // as it said them
  sentence,   // Diagnosis::sentence
  house,      // that the pool's key was refused, and nothing else
  guarded,    // as it said them, but the sentence where they speak of keys, accounts or bills
};

struct Complaint {
  chat::Cause cause;
  Fault fault;
  std::uint16_t status;       ///< 0: the upstream's own
  Blame blame;                ///< Blame::key becomes the client's where the client brought the key
  Words words;
  bool says_when = false;     ///< passes on when to come back
  Field field = Field::none;  ///< what is at fault, where the diagnosis names nothing
};

// In the order of chat::Cause. A quota that comes back within the minute is a limit of the rate, every other one is
// spent; what is wrong with the pool's keys is nothing that a client could mend.
inline constexpr Complaint complaints[] = {
    {chat::Cause::minute_quota, Fault::rate_limited, 429, Blame::key, Words::sentence, true},
    {chat::Cause::day_quota, Fault::quota_exhausted, 429, Blame::key, Words::sentence},
    {chat::Cause::zero_quota, Fault::quota_exhausted, 429, Blame::key, Words::sentence},
    {chat::Cause::region_quota, Fault::quota_exhausted, 429, Blame::key, Words::sentence},
    {chat::Cause::amount, Fault::rate_limited, 429, Blame::key, Words::sentence, true},
    {chat::Cause::unaffordable, Fault::quota_exhausted, 0, Blame::client, Words::sentence, false, Field::max_tokens},
    {chat::Cause::busy, Fault::rate_limited, 429, Blame::key, Words::sentence, true},
    {chat::Cause::tool_busy, Fault::rate_limited, 429, Blame::key, Words::sentence, true},
    {chat::Cause::key_invalid, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::key_blocked, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::account_closed, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::service_disabled, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::credit_spent, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::billing_disabled, Fault::no_keys, 503, Blame::key, Words::house},
    {chat::Cause::model_denied, Fault::forbidden, 403, Blame::key, Words::sentence},
    {chat::Cause::model_closed, Fault::model_not_found, 0, Blame::client, Words::upstreams, false, Field::model},
    {chat::Cause::model_unknown, Fault::model_not_found, 0, Blame::client, Words::upstreams, false, Field::model},
    {chat::Cause::context_too_long, Fault::context_too_long, 0, Blame::client, Words::upstreams, false, Field::messages},
    {chat::Cause::content_blocked, Fault::content_blocked, 0, Blame::client, Words::upstreams},
    {chat::Cause::too_large, Fault::too_large, 0, Blame::client, Words::upstreams},
    {chat::Cause::rejected, Fault::upstream_rejected, 0, Blame::client, Words::upstreams},
    {chat::Cause::billing_required, Fault::billing, 403, Blame::key, Words::sentence},
    {chat::Cause::unsupported, Fault::upstream_error, 502, Blame::upstream, Words::upstreams},
    {chat::Cause::refused, Fault::forbidden, 403, Blame::key, Words::guarded},
    {chat::Cause::foreign_resource, Fault::forbidden, 403, Blame::key, Words::upstreams},
    {chat::Cause::keyless_resource, Fault::upstream_rejected, 0, Blame::client, Words::upstreams},
    {chat::Cause::key_unsent, Fault::forbidden, 403, Blame::key, Words::sentence},
    {chat::Cause::location, Fault::location, 403, Blame::egress, Words::upstreams},
    {chat::Cause::front_end, Fault::upstream_error, 502, Blame::upstream, Words::upstreams},
    {chat::Cause::failed, Fault::upstream_error, 500, Blame::upstream, Words::upstreams},
    {chat::Cause::unreadable, Fault::upstream_error, 502, Blame::upstream, Words::upstreams},
    {chat::Cause::garbled, Fault::upstream_error, 502, Blame::upstream, Words::upstreams},
    {chat::Cause::overloaded, Fault::upstream_overloaded, 503, Blame::upstream, Words::upstreams, true},
    {chat::Cause::deadline, Fault::upstream_timeout, 504, Blame::upstream, Words::upstreams},
    {chat::Cause::timeout, Fault::upstream_timeout, 504, Blame::upstream, Words::upstreams},
    {chat::Cause::cancelled, Fault::upstream_rejected, 0, Blame::upstream, Words::upstreams},
};

/// Every cause has its row, and stands where it is looked up.
[[nodiscard]] constexpr bool covers_every_cause(const Complaint* rows, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<std::size_t>(rows[i].cause) != i) return false;
  }
  return count == chat::cause_count;
}
static_assert(covers_every_cause(complaints, sizeof(complaints) / sizeof(complaints[0])));

/// True when the client may read the upstream's own words about it.
[[nodiscard]] bool may_quote(const chat::Diagnosis& diagnosis);

/// What the client hears when this error is the last word. Retry times are the upstream's; the pool may know better
/// ones. The texts are the diagnosis's, or in `arena`.
[[nodiscard]] Failure failure_of(const chat::Diagnosis& diagnosis, const Asked& asked, Arena& arena);

}  // namespace rota::dialect
