// What a client hears of an upstream's error that nothing could mend; see error.h.
#include "base/text.h"
#include "dialect/gemini/error.h"

namespace rota::gemini {

namespace {

struct FieldName {
  Bytes google;
  Bytes openai;
};
/// Google names the field it dislikes in snake or camel case. OpenAI's names are the ones shown: of the dialects that
/// are translated, OpenAI's errors alone have a place for a field, and Google's own clients get Google's own body.
constexpr FieldName setting_names[] = {
    {"temperature", "temperature"},
    {"top_p", "top_p"},
    {"topP", "top_p"},
    {"top_k", "top_k"},
    {"topK", "top_k"},
    {"max_output_tokens", "max_tokens"},
    {"maxOutputTokens", "max_tokens"},
    {"stop_sequences", "stop"},
    {"stopSequences", "stop"},
    {"candidate_count", "n"},
    {"candidateCount", "n"},
    {"presence_penalty", "presence_penalty"},
    {"presencePenalty", "presence_penalty"},
    {"frequency_penalty", "frequency_penalty"},
    {"frequencyPenalty", "frequency_penalty"},
    {"seed", "seed"},
    {"response_logprobs", "logprobs"},
    {"responseLogprobs", "logprobs"},
    {"logprobs", "top_logprobs"},
    {"thinking_config", "reasoning_effort"},
    {"thinkingConfig", "reasoning_effort"},
    {"response_mime_type", "response_format"},
    {"responseMimeType", "response_format"},
    {"response_json_schema", "response_format"},
    {"responseJsonSchema", "response_format"},
};
constexpr FieldName part_names[] = {
    {"contents", "messages"}, {"system_instruction", "messages"}, {"systemInstruction", "messages"},
    {"tools", "tools"},       {"tool_config", "tool_choice"},     {"toolConfig", "tool_choice"},
};

Bytes client_field(Bytes field) {
  for (Bytes prefix : {Bytes("generation_config."), Bytes("generationConfig.")}) {
    if (!text::starts_with(field, prefix)) continue;
    Bytes name = field.substr(prefix.size());
    name = name.substr(0, name.find_first_of(".["));
    for (const FieldName& entry : setting_names) {
      if (name == entry.google) return entry.openai;
    }
  }
  Bytes head = field.substr(0, field.find_first_of(".["));
  for (const FieldName& entry : part_names) {
    if (head == entry.google) return entry.openai;
  }
  return {};
}

bool says(const chat::UpstreamError& error, Bytes lower_case) { return text::icontains(error.message, lower_case); }

/// The message begins so. Further on it may quote the client's own words, which decide nothing (pool/verdict agrees).
bool begins(const chat::UpstreamError& error, Bytes words) {
  return text::iequals(error.message.substr(0, words.size()), words);
}

bool key_is_bad(const chat::UpstreamError& error) {
  if (error.http_status == 401 || error.reason == "API_KEY_INVALID") return true;
  return error.http_status == 400 &&
         (begins(error, "api key not valid") || begins(error, "api key expired") || begins(error, "api key not found"));
}

bool wants_billing(const chat::UpstreamError& error) {
  if (error.reason == "BILLING_DISABLED") return true;
  return error.status == "FAILED_PRECONDITION" && (says(error, "billing") || says(error, "free tier"));
}

/// A quota that does not come back within the minute: the day's, a tier's that is 0, or money.
bool quota_is_spent(const chat::UpstreamError& error) {
  for (const chat::QuotaViolation& violation : error.violations) {
    if (text::contains(violation.quota_id, "PerDay") || violation.limit == 0) return true;
  }
  return error.reason == "insufficient_quota" || says(error, "credits are depleted") || says(error, "spending cap");
}

Failure rejected(const chat::UpstreamError& error, Bytes message) {
  const bool own_field = error.status.empty();  // OpenAI's envelope names the client's own field already
  Failure failure{Blame::client,
                  Fault::upstream_rejected,
                  error.http_status,
                  message,
                  own_field ? error.field : client_field(error.field),
                  0};
  if ((says(error, "input token count") && says(error, "exceeds the maximum number of tokens")) ||
      error.reason == "context_length_exceeded") {
    failure.fault = Fault::context_too_long;
    failure.param = "messages";
  } else if (error.reason == "content_policy_violation" || error.reason == "content_filter") {
    failure.fault = Fault::content_blocked;
  } else if (error.http_status == 404 && (says(error, "model") || error.reason == "model_not_found")) {
    failure.fault = Fault::model_not_found;
    failure.param = "model";
  } else if (error.http_status == 413) {
    failure.fault = Fault::too_large;
  }
  return failure;
}

Failure broken(const chat::UpstreamError& error, Bytes message, double retry_after_ms) {
  Failure failure{Blame::upstream, Fault::upstream_error, 502, message, {}, 0};
  switch (error.http_status) {
    case 500:
      if (error.structured) failure.status = 500;
      break;
    case 408:
    case 504:
      failure.fault = Fault::upstream_timeout;
      failure.status = 504;
      break;
    case 502:
      if (!error.structured) break;  // a front end's page: there was no upstream behind it
      [[fallthrough]];
    case 503:
    case 529:
      failure.fault = Fault::upstream_overloaded;
      failure.status = 503;
      failure.retry_after_ms = retry_after_ms;
      break;
    default:
      break;
  }
  return failure;
}

Bytes message_of(const chat::UpstreamError& error, Arena& arena) {
  if (error.structured && !error.message.empty()) return error.message;
  Bytes status = text::decimal(arena, error.http_status);
  if (error.message.empty()) return arena.join("The upstream answered with status ", status, " and no explanation.");
  return arena.join("The upstream answered with status ", status, ": ", error.message);
}

}  // namespace

Failure to_failure(const chat::UpstreamError& error, Arena& arena, bool own_key) {
  const Bytes message = message_of(error, arena);
  const double retry_after_ms = error.retry_delay_ms > 0 ? error.retry_delay_ms : 0;
  const Blame key = own_key ? Blame::client : Blame::key;
  if (key_is_bad(error)) {
    if (own_key) return Failure{Blame::client, Fault::unauthorized, 401, message, {}, 0};
    const Bytes said = arena.join("The upstream refused the pool's key: ", message);
    return Failure{Blame::key, Fault::no_keys, 503, said, {}, 0};
  }
  if (begins(error, "user location is not supported")) {
    return Failure{Blame::egress, Fault::location, 403, message, {}, 0};
  }
  if (wants_billing(error)) return Failure{key, Fault::billing, 403, message, {}, 0};
  if (error.http_status == 403 && error.structured) return Failure{key, Fault::forbidden, 403, message, {}, 0};
  if (error.http_status == 429) {
    if (quota_is_spent(error)) return Failure{key, Fault::quota_exhausted, 429, message, {}, 0};
    return Failure{key, Fault::rate_limited, 429, message, {}, retry_after_ms};
  }
  const bool clients_own = error.http_status >= 400 && error.http_status < 500 && error.http_status != 408;
  if (clients_own && (error.structured || error.http_status == 413)) return rejected(error, message);
  return broken(error, message, retry_after_ms);
}

}  // namespace rota::gemini
