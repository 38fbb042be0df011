// Violations first, then the text; see quota.h.
#include "dialect/gemini/error/quota.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/reading/diagnosis.h"

namespace rota::gemini {

namespace {

using chat::Cause;
using chat::Diagnosis;
using chat::QuotaViolation;
using chat::UpstreamError;

/// "limit: 0" as a number of its own, not the beginning of "limit: 0.5".
bool says_limit_zero(Bytes text) {
  constexpr Bytes words = "limit: 0";
  for (std::size_t at = text.find(words); at != Bytes::npos; at = text.find(words, at + 1)) {
    const Bytes rest = text.substr(at + words.size());
    const bool goes_on =
        !rest.empty() && (text::is_digit(rest[0]) || (rest.size() > 1 && rest[0] == '.' && text::is_digit(rest[1])));
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

/// With a sentence that says the quota's name and limit where they are known.
Diagnosis of_quota(Cause cause, Bytes words, const QuotaViolation* quota, const UpstreamError& error, Arena& arena) {
  Diagnosis made = reading::diagnose(cause, {}, error, arena);
  if (quota != nullptr) {
    made.limit = quota->limit;
    made.quota_id = quota->quota_id;
  }
  if (made.quota_id.empty()) {
    made.sentence = arena.join(words, ".");
    return made;
  }
  const Bytes limit = made.limit >= 0 ? arena.join(", limit ", text::decimal(arena, made.limit)) : Bytes();
  made.sentence = arena.join(words, " (", made.quota_id, limit, ").");
  return made;
}

/// The request alone is larger than the tokens that a minute has: it would be refused however long it waited.
bool is_too_much(const QuotaViolation& quota, const dialect::Asked& asked) {
  return quota.limit > 0 && text::contains(quota.quota_id, "Tokens") &&
         static_cast<std::int64_t>(asked.text_bytes) / limits::bytes_per_token > quota.limit;
}

Diagnosis of_minute(const QuotaViolation& quota, const dialect::Asked& asked, const UpstreamError& error,
                    Arena& arena) {
  if (is_too_much(quota, asked)) {
    return of_quota(Cause::amount, "The request alone is larger than the quota per minute", &quota, error, arena);
  }
  return of_quota(Cause::minute_quota, "The quota per minute is spent", &quota, error, arena);
}

/// The upstream's own tools and services have quotas of their own, which say nothing of the model.
bool is_of_tool(const QuotaViolation& quota) {
  for (const Bytes sign : {Bytes("ground"), Bytes("search"), Bytes("maps"), Bytes("url_context"), Bytes("urlcontext"),
                           Bytes("code_execution"), Bytes("codeexecution"), Bytes("tool")}) {
    if (text::icontains(quota.metric, sign) || text::icontains(quota.quota_id, sign)) return true;
  }
  return false;
}

bool is_of_tools(const UpstreamError& error) {
  for (const QuotaViolation& violation : error.violations) {
    if (!is_of_tool(violation)) return false;
  }
  return !error.violations.empty();
}

bool is_spent_credit(Bytes text) {
  return text::starts_with(text, "your prepayment credits are depleted") || text::contains(text, "spending cap") ||
         text::contains(text, "spend limit");
}

/// All of a model's quotas listed and none with a value: zero is the value that the proto's JSON leaves out. A quota
/// that is merely spent is listed alone (TRANSLATION 14; fixtures/public-reports/429-image-model-limit-0).
bool lists_every_quota(const UpstreamError& error, const Quotas& quotas) {
  return error.violations.size() > 1 && !quotas.limit_said && quotas.day != nullptr && quotas.minute != nullptr;
}

/// No violation is listed: what the text says of a quota, or nothing.
Diagnosis of_words(const UpstreamError& error, const dialect::Asked& asked, Bytes text, Arena& arena) {
  const bool names_quota = text::contains(text, "quota exceeded for");
  if (names_quota && (text::contains(text, "per day") || text::contains(text, "per_day"))) {
    return of_quota(Cause::day_quota, "The quota per day is spent", nullptr, error, arena);
  }
  if (names_quota) return of_quota(Cause::minute_quota, "The quota per minute is spent", nullptr, error, arena);
  if (asked.upstream_tools) {
    return reading::diagnose(
        Cause::tool_busy, "The upstream refuses requests with its own tools for now; it names no quota.", error, arena);
  }
  return reading::diagnose_by_status(error, arena);
}

Diagnosis of_project(const UpstreamError& error, const dialect::Asked& asked, Bytes text, Arena& arena) {
  if (is_spent_credit(text)) {
    return reading::diagnose(Cause::credit_spent, "The key's project is out of credit or over its spending cap.", error,
                             arena);
  }
  const Quotas quotas = sort_violations(error);
  if (quotas.zero != nullptr && text::contains(quotas.zero->quota_id, "PerRegion")) {
    return of_quota(Cause::region_quota, "The upstream gives no quota to the region this call came from", quotas.zero,
                    error, arena);
  }
  if (quotas.zero != nullptr || says_limit_zero(text) || lists_every_quota(error, quotas)) {
    const QuotaViolation* named = quotas.zero != nullptr ? quotas.zero : quotas.day;
    Diagnosis made = of_quota(Cause::zero_quota, "The key's tier does not include this model", named, error, arena);
    made.limit = 0;
    return made;
  }
  // A day's quota answers with a RetryInfo of under a minute, which is wrong: only the quota's name counts.
  if (quotas.day != nullptr) return of_quota(Cause::day_quota, "The quota per day is spent", quotas.day, error, arena);
  if (quotas.minute != nullptr) return of_minute(*quotas.minute, asked, error, arena);
  if (quotas.other != nullptr) return of_minute(*quotas.other, asked, error, arena);
  return of_words(error, asked, text, arena);
}

}  // namespace

Diagnosis classify_quota(const UpstreamError& error, const dialect::Asked& asked, Bytes text, Arena& arena) {
  Diagnosis made = of_project(error, asked, text, arena);
  made.of_kind = !asked.kind.empty() && is_of_tools(error);
  return made;
}

}  // namespace rota::gemini
