// The verdict table: Google's and OpenAI's ways to refuse, and what each says about the key.
// Order of reading: status, details, then the text in lower case. A text that condemns a key must begin with the known
// words: an error may quote the client's own words further on, and no client may talk a key out of the pool.
#include "pool/verdict.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

namespace {

using chat::QuotaViolation;
using chat::UpstreamError;

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
};
static_assert(sizeof(cause_rows) / sizeof(cause_rows[0]) == cause_count);

const CauseRow& row_of(Cause cause) {
  const auto index = static_cast<std::size_t>(cause);
  return cause_rows[index < cause_count ? index : static_cast<std::size_t>(Cause::server_error)];
}

/// One way to refuse a key with 400, 401 or 403: by ErrorInfo.reason (or OpenAI's code), or by how the text begins.
struct Sign {
  Bytes reason;
  Bytes prefix;  ///< lower case
  Cause cause;
  Bytes sentence;
};

// TRANSLATION 14: recorded bodies (fixtures/public-reports, firebase-test-data), public reports up to Oct 2026, and
// google.api.ErrorReason for the restrictions.
constexpr Sign signs[] = {
    {"", "api key expired", Cause::key_invalid, "The key has expired."},
    {"", "api key not found", Cause::key_invalid, "The key does not exist any more."},
    {"API_KEY_INVALID", "api key not valid", Cause::key_invalid, "The upstream does not accept this key."},
    {"invalid_api_key", "incorrect api key provided", Cause::key_invalid, "The upstream does not accept this key."},
    {"ACCESS_TOKEN_TYPE_UNSUPPORTED", "", Cause::key_invalid, "The upstream does not accept this key."},
    {"CREDENTIALS_MISSING", "", Cause::key_invalid, "The upstream does not accept this key."},
    {"", "your api key was reported as leaked", Cause::key_blocked, "The key was reported as leaked."},
    {"CONSUMER_SUSPENDED", "permission denied: consumer", Cause::key_blocked, "The key's project is suspended."},
    {"", "your project has been denied access", Cause::key_blocked, "The key's project has been denied access."},
    {"USER_PROJECT_DENIED", "", Cause::key_blocked, "The key's project has been denied access."},
    {"CONSUMER_INVALID", "", Cause::key_blocked, "The key's project is not usable."},
    {"account_deactivated", "", Cause::key_blocked, "The key's account is deactivated."},
    {"API_KEY_SERVICE_BLOCKED", "requests to this api", Cause::key_blocked, "The key is restricted to other APIs."},
    {"API_KEY_HTTP_REFERRER_BLOCKED", "requests from referer", Cause::key_blocked,
     "The key is restricted to certain websites."},
    {"API_KEY_IP_ADDRESS_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain IP addresses."},
    {"API_KEY_ANDROID_APP_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain Android apps."},
    {"API_KEY_IOS_APP_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain iOS apps."},
    {"SERVICE_DISABLED", "generative language api has not been used in project", Cause::service_disabled,
     "The API is not enabled in the key's project."},
    {"BILLING_DISABLED", "", Cause::billing, "Billing is disabled in the key's project."},
    {"", "gemini api free tier is not available in your country", Cause::billing,
     "The free tier is not available to this key: its project needs billing."},
    {"unsupported_country_region_territory", "user location is not supported", Cause::location,
     "The upstream does not serve the place this call came from; the key is not at fault."},
};

Verdict verdict(Cause cause, bool retry, Bytes sentence) {
  Verdict made;
  made.cause = cause;
  made.retry = retry;
  made.reason = sentence;
  return made;
}

Bytes lowered(Arena& arena, Bytes text) {
  if (text.empty()) return {};
  auto* out = static_cast<char*>(arena.allocate(text.size(), 1));
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = text::lower(text[i]);
  return {out, text.size()};
}

/// The HTTP status, or the one that the canonical code stands for when the error came inside a 200.
std::uint16_t status_of(const UpstreamError& error) {
  struct Canonical {
    Bytes name;
    std::uint16_t status;
  };
  static constexpr Canonical canonical[] = {
      {"INVALID_ARGUMENT", 400}, {"FAILED_PRECONDITION", 400}, {"OUT_OF_RANGE", 400},       {"UNAUTHENTICATED", 401},
      {"PERMISSION_DENIED", 403}, {"NOT_FOUND", 404},          {"RESOURCE_EXHAUSTED", 429}, {"CANCELLED", 499},
      {"INTERNAL", 500},         {"UNAVAILABLE", 503},         {"DEADLINE_EXCEEDED", 504},
  };
  if (error.http_status >= 400 && error.http_status < 600) return error.http_status;
  for (const Canonical& code : canonical) {
    if (code.name == error.status) return code.status;
  }
  return 500;
}

/// "limit: 0" as a number of its own, not the beginning of "limit: 0.5".
bool says_limit_zero(Bytes text) {
  constexpr Bytes words = "limit: 0";
  for (std::size_t at = text.find(words); at != Bytes::npos; at = text.find(words, at + 1)) {
    const Bytes rest = text.substr(at + words.size());
    const bool goes_on = !rest.empty() && (text::is_digit(rest[0]) ||
                                           (rest.size() > 1 && rest[0] == '.' && text::is_digit(rest[1])));
    if (!goes_on) return true;
  }
  return false;
}

struct Quotas {
  const QuotaViolation* zero = nullptr;
  const QuotaViolation* day = nullptr;
  const QuotaViolation* minute = nullptr;
  const QuotaViolation* other = nullptr;
  bool limit_said = false;
};

Quotas sort_violations(const UpstreamError& error) {
  Quotas found;
  for (const QuotaViolation& violation : error.violations) {
    if (violation.limit >= 0) found.limit_said = true;
    if (violation.limit == 0 && found.zero == nullptr) found.zero = &violation;
    const QuotaViolation*& slot = text::contains(violation.quota_id, "PerDay")      ? found.day
                                  : text::contains(violation.quota_id, "PerMinute") ? found.minute
                                                                                    : found.other;
    if (slot == nullptr) slot = &violation;
  }
  return found;
}

/// A sentence with the quota's name and limit where they are known.
Verdict of_quota(Cause cause, Bytes words, const QuotaViolation* quota, Arena& arena) {
  Verdict made = verdict(cause, true, arena.join(words, "."));
  if (quota == nullptr) return made;
  made.limit = quota->limit;
  made.quota_id = quota->quota_id;
  if (quota->quota_id.empty()) return made;
  const Bytes limit = quota->limit >= 0 ? arena.join(", limit ", text::decimal(arena, quota->limit)) : Bytes();
  made.reason = arena.join(words, " (", quota->quota_id, limit, ").");
  return made;
}

/// What a minute's quota costs: the wait that the error names, never less than the floor, and a margin.
Verdict of_minute(const QuotaViolation* quota, double retry_delay_ms, Arena& arena) {
  Verdict made = of_quota(Cause::minute_limit, "The quota per minute is spent", quota, arena);
  double rest_ms = retry_delay_ms >= 0 ? retry_delay_ms : limits::minute_rest_ms;
  if (rest_ms < limits::minute_rest_min_ms) rest_ms = limits::minute_rest_min_ms;
  if (rest_ms > limits::minute_rest_max_ms) rest_ms = limits::minute_rest_max_ms;
  made.cool_ms = rest_ms + limits::minute_rest_margin_ms;
  return made;
}

Verdict of_busy(double retry_delay_ms) {
  Verdict made = verdict(Cause::busy_limit, true, "The upstream has no capacity to spare; it names no quota.");
  if (retry_delay_ms > 0) made.cool_ms = retry_delay_ms;
  return made;
}

bool is_spent_credit(const UpstreamError& error, Bytes text) {
  return error.reason == "insufficient_quota" || error.reason == "billing_hard_limit_reached" ||
         text::starts_with(text, "your prepayment credits are depleted") || text::contains(text, "spending cap") ||
         text::contains(text, "spend limit");
}

/// All of a model's quotas listed and none with a value: zero is the value that the proto's JSON leaves out. A quota
/// that is merely spent is listed alone (TRANSLATION 14; fixtures/public-reports/429-image-model-limit-0).
bool lists_every_quota(const UpstreamError& error, const Quotas& quotas) {
  return error.violations.size() > 1 && !quotas.limit_said && quotas.day != nullptr && quotas.minute != nullptr;
}

Verdict of_429(const UpstreamError& error, Bytes text, Arena& arena) {
  if (is_spent_credit(error, text)) {
    return verdict(Cause::billing, true, "The key's project is out of credit or over its spending cap.");
  }
  const Quotas quotas = sort_violations(error);
  if (quotas.zero != nullptr && text::contains(quotas.zero->quota_id, "PerRegion")) {
    return of_quota(Cause::location, "The upstream gives no quota to the region this call came from", quotas.zero,
                    arena);
  }
  if (quotas.zero != nullptr || says_limit_zero(text) || lists_every_quota(error, quotas)) {
    const QuotaViolation* named = quotas.zero != nullptr ? quotas.zero : quotas.day;
    Verdict made = of_quota(Cause::model_not_in_tier, "The key's tier does not include this model", named, arena);
    made.limit = 0;
    return made;
  }
  // A day's quota answers with a RetryInfo of under a minute, which is wrong: only the quota's name counts.
  if (quotas.day != nullptr) return of_quota(Cause::day_limit, "The quota per day is spent", quotas.day, arena);
  if (quotas.minute != nullptr) return of_minute(quotas.minute, error.retry_delay_ms, arena);
  if (quotas.other != nullptr) return of_minute(quotas.other, error.retry_delay_ms, arena);

  const bool names_quota = text::contains(text, "quota exceeded for");
  if (names_quota && (text::contains(text, "per day") || text::contains(text, "per_day"))) {
    return of_quota(Cause::day_limit, "The quota per day is spent", nullptr, arena);
  }
  if (names_quota) return of_minute(nullptr, error.retry_delay_ms, arena);
  // OpenAI's windows roll, even its days: what counts is the wait that it names.
  if (error.reason == "rate_limit_exceeded" && error.retry_delay_ms >= 0) {
    return of_minute(nullptr, error.retry_delay_ms, arena);
  }
  return of_busy(error.retry_delay_ms);
}

Verdict of_403(const UpstreamError& error, Bytes text) {
  if (!error.structured) {
    // Google's front end turns whole networks away with a page of HTML that names no key.
    return verdict(Cause::location, true, "The upstream's front end refuses the place this call came from.");
  }
  const bool about_model = error.reason == "model_not_found" ||
                           (error.reason == "IAM_PERMISSION_DENIED" && text::contains(text, "/models/"));
  if (about_model) return verdict(Cause::model_denied, true, "The key's project may not use this model.");
  if (text::starts_with(text, "method doesn't allow unregistered callers")) {
    return verdict(Cause::client_error, false, "The request reached the upstream without a key.");
  }
  const bool about_resource = error.reason == "IAM_PERMISSION_DENIED" ||
                              text::starts_with(text, "you do not have permission to access") ||
                              text::starts_with(text, "cachedcontent not found");
  if (about_resource) {
    return verdict(Cause::client_error, false, "What the request names belongs to another key's project.");
  }
  return verdict(Cause::client_error, true, "The upstream refuses this request and blames no key for it.");
}

Verdict of_404(const UpstreamError& error, Bytes text) {
  const bool to_new_users =
      text::starts_with(text, "this model ") && text::contains(text, "no longer available to new users");
  if (error.structured && to_new_users) {
    return verdict(Cause::model_denied, true, "The model is closed to projects as new as this key's.");
  }
  return verdict(Cause::client_error, false, "The upstream knows no such model or resource.");
}

bool condemns(const Sign& sign, const UpstreamError& error, Bytes text) {
  if (!sign.reason.empty() && sign.reason == error.reason) return true;
  return error.structured && !sign.prefix.empty() && text::starts_with(text, sign.prefix);
}

}  // namespace

Blame blame_of(Cause cause) { return row_of(cause).blame; }
bool concerns_key(Cause cause) { return row_of(cause).whole_key; }
Bytes name_of(Cause cause) { return row_of(cause).name; }

Verdict classify(const UpstreamError& error, Arena& arena) {
  const std::uint16_t status = status_of(error);
  const Bytes text = lowered(arena, error.message);
  if (status == 400 || status == 401 || status == 403) {
    for (const Sign& sign : signs) {
      if (condemns(sign, error, text)) return verdict(sign.cause, true, sign.sentence);
    }
  }
  switch (status) {
    case 401: return verdict(Cause::key_invalid, true, "The upstream does not accept this key.");
    case 402: return verdict(Cause::billing, true, "The key's account is out of credit.");
    case 403: return of_403(error, text);
    case 404: return of_404(error, text);
    case 408: return verdict(Cause::timeout, true, "The upstream gave up waiting.");
    case 429: return of_429(error, text, arena);
    case 499: return verdict(Cause::server_error, true, "The upstream cancelled the call.");
    case 501: return verdict(Cause::client_error, false, "The upstream does not implement what was asked.");
    default: break;
  }
  if (status == 409 && error.status == "ABORTED") {
    return verdict(Cause::server_error, true, "The upstream aborted the call.");
  }
  if (status >= 500) return verdict(Cause::server_error, true, "The upstream failed; no key is at fault.");
  return verdict(Cause::client_error, false, "The upstream refuses the request itself.");
}

}  // namespace rota::pool
