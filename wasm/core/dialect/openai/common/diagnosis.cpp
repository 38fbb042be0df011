// OpenAI's ways to refuse, and what each means; see error.h. By its codes first: its sentences change (recorded bodies,
// fixtures/public-reports, envoy-ai-gateway, dd-trace-py). What it does not say itself, a server behind it may.
#include "dialect/reading/diagnosis.h"

#include "base/text.h"
#include "dialect/openai/common/error.h"
#include "dialect/openai/google/google.h"

namespace rota::openai {

namespace {

using chat::Cause;
using chat::Diagnosis;
using chat::UpstreamError;
using reading::diagnose;

constexpr reading::Sign key_signs[] = {
    {"invalid_api_key", "incorrect api key provided", Cause::key_invalid, "The upstream does not accept this key."},
    {"account_deactivated", "", Cause::account_closed, "The key's account is deactivated."},
    {"unsupported_country_region_territory", "", Cause::location,
     "The upstream does not serve the place this call came from; the key is not at fault."},
};

/// What OpenAI's codes say of the key or its quota; false when they say nothing.
bool says_by_code(const UpstreamError& error, Bytes text, Arena& arena, Diagnosis& made) {
  constexpr std::size_t sign_count = sizeof(key_signs) / sizeof(key_signs[0]);
  if (const reading::Sign* sign = reading::find_sign(key_signs, sign_count, error, text)) {
    made = diagnose(sign->cause, sign->sentence, error, arena);
    return true;
  }
  if (error.http_status == 403 && error.reason == "model_not_found") {
    made = diagnose(Cause::model_denied, "The key's project may not use this model.", error, arena);
    return true;
  }
  const bool spent = error.reason == "insufficient_quota" || error.reason == "billing_hard_limit_reached";
  if (error.http_status == 429 && spent) {
    made = diagnose(Cause::credit_spent, "The key's project is out of credit or over its spending cap.", error, arena);
    return true;
  }
  return false;
}

/// "Limit 30000, Used 28000, Requested 5000." -1 when it is not said.
std::int64_t limit_in(Bytes text) {
  constexpr Bytes words = "limit ";
  std::size_t at = text.find(words);
  for (; at != Bytes::npos; at = text.find(words, at + 1)) {
    const Bytes rest = text.substr(at + words.size());
    std::size_t digits = 0;
    while (digits < rest.size() && text::is_digit(rest[digits])) ++digits;
    std::uint64_t limit = 0;
    if (text::parse_unsigned(rest.substr(0, digits), limit)) return static_cast<std::int64_t>(limit);
  }
  return -1;
}

/// A 429 that says more than that there is no capacity. Windows roll, even those of days: what counts is the wait that
/// the error names, or the moment of the reset, which a router in front of others tells.
void refine_busy(const UpstreamError& error, Bytes text, Diagnosis& made) {
  if (error.reset_ms > 0) {
    const bool of_day = text::contains(text, "per-day") || text::contains(text, "per day");
    made.cause = of_day ? Cause::day_quota : Cause::minute_quota;
    made.sentence = of_day ? Bytes("The quota per day is spent.") : Bytes("The quota per minute is spent.");
    return;
  }
  if (error.reason != "rate_limit_exceeded" || error.retry_delay_ms < 0) return;
  made.cause = Cause::minute_quota;
  made.sentence = "The quota per minute is spent.";
}

/// Servers without OpenAI's code for it: vLLM, llama.cpp, OpenRouter, Together, xAI, Mistral. Near the beginning, for further
/// on the client's own words may be quoted.
bool says_too_long(Bytes text) {
  constexpr std::size_t near = 128;
  for (const Bytes words : {Bytes("maximum context length"), Bytes("context length exceeded"), Bytes("context size"),
                            Bytes("prompt is too long"), Bytes("maximum prompt length"), Bytes("too large for model with"),
                            Bytes("inputs` tokens + `max_new_tokens` must be")}) {
    const std::size_t at = text.find(words);
    if (at < near) return true;
  }
  return false;
}

/// What the codes add to a cause that the status gave.
void refine(const UpstreamError& error, Bytes text, Diagnosis& made) {
  const bool is_busy = made.cause == Cause::busy || made.cause == Cause::tool_busy;
  if (is_busy && text::starts_with(text, "request too large for ")) {
    made.cause = Cause::amount;
    made.sentence = "The request alone is larger than the quota per minute.";
    made.limit = limit_in(text);
    if (text::contains(text, "tokens per min")) made.quota_id = "TokensPerMinute";
  } else if (is_busy) {
    refine_busy(error, text, made);
  }
  const bool for_less = text::contains(text, "fewer max_tokens") || text::contains(text, "can only afford") ||
                        text::contains(text, "lower max_tokens");
  if (made.cause == Cause::credit_spent && for_less) {
    made.cause = Cause::unaffordable;
    made.sentence = "The request asks for more tokens than the pool's account can pay for: lower max_tokens.";
  }
  const bool clients_own =
      made.cause == Cause::rejected || made.cause == Cause::model_unknown || made.cause == Cause::too_large;
  if (!clients_own) return;
  if (error.reason == "context_length_exceeded" || says_too_long(text)) {
    made.cause = Cause::context_too_long;
  } else if (error.reason == "content_policy_violation" || error.reason == "content_filter") {
    made.cause = Cause::content_blocked;
  } else if (error.http_status == 404 && error.reason == "model_not_found") {
    made.cause = Cause::model_unknown;
  }
}

}  // namespace

Diagnosis classify(const UpstreamError& error, const dialect::Asked& asked, Arena& arena) {
  const Bytes text = reading::lower_text(error, arena);
  Diagnosis made;
  if (!says_by_code(error, text, arena, made)) {
    made = google::classify(error, asked, arena);
    refine(error, text, made);
  }
  made.field = read_field(error.field);
  if (asked.client == error.envelope) made.param = error.field;
  return made;
}

}  // namespace rota::openai
