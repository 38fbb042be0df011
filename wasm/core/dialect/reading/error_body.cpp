// Envelopes, details and delays; see error_body.h.
#include "dialect/reading/error_body.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/labels.h"
#include "dialect/reading/waits.h"

namespace rota::reading {

namespace {

constexpr std::size_t shown_bytes = 200;  // of a body that is no JSON: enough for a sentence

std::int64_t limit_of(json::Value value, Arena& arena) {
  std::int64_t limit = -1;
  if (value.integer(limit)) return limit < 0 ? -1 : limit;
  std::uint64_t digits = 0;
  return text::parse_unsigned(value.text(arena), digits) ? static_cast<std::int64_t>(digits) : -1;
}

/// A limit of 0 is left out of the violation and stands in the text only: "metric: M, limit: 0, model: X".
std::int64_t limit_in_text(Bytes message, Bytes metric, Arena& arena) {
  if (metric.empty()) return -1;
  Bytes words = arena.join("metric: ", metric, ", limit: ");
  const std::size_t at = message.find(words);
  double limit = 0;
  if (at == Bytes::npos) return -1;
  Bytes rest = message.substr(at + words.size());
  return take_decimal(rest, limit) && limit < 9e15 ? static_cast<std::int64_t>(limit) : -1;
}

/// Copies: the body's memory does not outlive the reading, and no key may outlive it at all.
Bytes keep(json::Value value, Arena& arena) { return arena.copy(text::redact(arena, value.text(arena))); }
/// Cut once no key stands in it any more: half a key would not be known as one.
Bytes keep_message(json::Value value, Arena& arena) {
  return arena.copy(text::cut_utf8(text::redact(arena, value.text(arena)), limits::error_message_bytes));
}

void read_quota_failure(json::Value detail, chat::UpstreamError& error, Arena& arena) {
  for (json::Value violation : detail["violations"].elements()) {
    if (error.violations.size() == limits::quota_violations) return;  // each is sought in the message
    chat::QuotaViolation& quota = error.violations.push(arena, chat::QuotaViolation{});
    quota.metric = keep(violation["quotaMetric"], arena);
    quota.quota_id = keep(violation["quotaId"], arena);
    quota.model = keep(violation["quotaDimensions"]["model"], arena);
    quota.limit = limit_of(violation["quotaValue"], arena);
    if (quota.limit < 0) quota.limit = limit_in_text(error.message, quota.metric, arena);
  }
}

void read_error_info(json::Value detail, chat::UpstreamError& error, Arena& arena) {
  json::Value metadata = detail["metadata"];
  error.reason = keep(detail["reason"], arena);
  error.consumer = keep(metadata["consumer"], arena);
  error.method = keep(metadata["method"], arena);
  if (!metadata["quota_limit"].is_string() || error.violations.size() == limits::quota_violations) return;
  // Google Cloud's older way of saying what QuotaFailure says (recorded: fixtures/firebase-test-data).
  chat::QuotaViolation& quota = error.violations.push(arena, chat::QuotaViolation{});
  quota.metric = keep(metadata["quota_metric"], arena);
  quota.quota_id = keep(metadata["quota_limit"], arena);
  quota.model = keep(metadata["model"], arena);
  quota.limit = limit_of(metadata["quota_limit_value"], arena);
}

void read_details(json::Value details, chat::UpstreamError& error, Arena& arena) {
  for (json::Value detail : details.elements()) {
    Bytes type = detail["@type"].text(arena);
    if (text::ends_with(type, "google.rpc.QuotaFailure")) {
      read_quota_failure(detail, error, arena);
    } else if (text::ends_with(type, "google.rpc.ErrorInfo")) {
      read_error_info(detail, error, arena);
    } else if (text::ends_with(type, "google.rpc.RetryInfo")) {
      error.retry_delay_ms = duration_ms(detail["retryDelay"].text(arena));
    } else if (text::ends_with(type, "google.rpc.BadRequest")) {
      error.field = keep(detail["fieldViolations"].at(0)["field"], arena);
    }
  }
}

/// Headers of the upstream behind the upstream, which a router in front repeats in its error (OpenRouter).
void read_reset(json::Value headers, chat::UpstreamError& error, Arena& arena) {
  for (const json::Member header : headers.members()) {
    if (!text::iequals(header.name.text(arena), "x-ratelimit-reset")) continue;
    take_reset(header.value.is_string() ? header.value.text(arena) : Bytes(header.value.raw()), error);
  }
}

/// The HTTP status that a canonical code of google.rpc stands for; 500 for none.
std::uint16_t status_of(Bytes canonical) {
  struct Row {
    Bytes name;
    std::uint16_t status;
  };
  static constexpr Row rows[] = {
      {"INVALID_ARGUMENT", 400},  {"FAILED_PRECONDITION", 400}, {"OUT_OF_RANGE", 400},       {"UNAUTHENTICATED", 401},
      {"PERMISSION_DENIED", 403}, {"NOT_FOUND", 404},           {"RESOURCE_EXHAUSTED", 429}, {"CANCELLED", 499},
      {"INTERNAL", 500},          {"UNAVAILABLE", 503},         {"DEADLINE_EXCEEDED", 504},
  };
  for (const Row& row : rows) {
    if (row.name == canonical) return row.status;
  }
  return 500;
}

/// The object in which an envelope says what is wrong.
void read_body(json::Value body, chat::UpstreamError& error, Arena& arena) {
  error.message = keep_message(body["message"], arena);
  error.status = keep(body["status"], arena);
  // A canonical code tells Google's envelope from OpenAI's.
  error.envelope = error.status.empty() ? dialect::labels::openai : dialect::labels::gemini;
  json::Value code = body["code"];
  std::int64_t number = 0;
  if (error.http_status == 0 && code.integer(number) && number >= 400 && number <= 599) {
    error.http_status = static_cast<std::uint16_t>(number);
  }
  if (code.is_string()) error.reason = keep(code, arena);
  if (error.reason.empty() && error.status.empty()) error.reason = keep(body["type"], arena);
  error.field = keep(body["param"], arena);
  read_details(body["details"], error, arena);
  read_reset(body["metadata"]["headers"], error, arena);
}

/// A sentence, or what a validator dislikes: the first complaint, behind the name of the member at fault.
bool read_complaint(json::Value detail, chat::UpstreamError& error, Arena& arena) {
  const json::Value first = detail.at(0);
  if (!detail.is_string() && !first["msg"].is_string()) return false;
  error.envelope = dialect::labels::openai;
  if (detail.is_string()) {
    error.message = keep_message(detail, arena);
    return true;
  }
  for (const json::Value place : first["loc"].elements()) {
    if (place.is_string() && !place.equals("body")) error.field = keep(place, arena);
  }
  error.message = arena.join(error.field, error.field.empty() ? Bytes() : Bytes(": "), keep_message(first["msg"], arena));
  return true;
}

/// True when the document holds an error in one of the known envelopes.
bool read_envelope(json::Value root, chat::UpstreamError& error, Arena& arena) {
  if (root.is_array()) root = root.at(0);
  json::Value body = root["error"];
  if (body.is_string()) {
    error.envelope = dialect::labels::openai;
    error.message = keep_message(body, arena);
    return true;
  }
  // vLLM and Mistral have the members of OpenAI's error in the answer itself.
  const bool bare = !body && root["object"].equals("error");
  if (bare && root["message"].is_object()) return read_complaint(root["message"]["detail"], error, arena);
  if (bare) body = root;
  if (!body) return read_complaint(root["detail"], error, arena);
  if (!body.is_object()) return false;
  read_body(body, error, arena);
  return true;
}

/// What can be shown of a body that is no JSON error: the title of a page, or the beginning of a text, in ASCII.
Bytes readable(Bytes body, Arena& arena) {
  constexpr Bytes open = "<title>";
  const std::size_t title = body.find(open);
  if (title != Bytes::npos) {
    body = body.substr(title + open.size());
    body = body.substr(0, body.find('<'));
  }
  body = text::trim(body);
  if (text::starts_with(body, "<") || text::starts_with(body, "{") || text::starts_with(body, "[")) return {};
  body = body.substr(0, shown_bytes);
  auto* clean = static_cast<char*>(arena.allocate(body.size(), 1));
  for (std::size_t i = 0; i < body.size(); ++i) clean[i] = body[i] >= ' ' && body[i] <= '~' ? body[i] : ' ';
  return arena.copy(text::redact(arena, Bytes(clean, body.size())));
}

}  // namespace

chat::UpstreamError read_error(std::uint16_t http_status, const http::Headers& headers, Bytes body, json::Reader& reader,
                               Arena& arena) {
  chat::UpstreamError error;
  error.http_status = http_status;
  Result<json::Value> root = reader.read(body, arena, json::HalfPairs::replaced);
  error.structured = root.ok() && read_envelope(root.value(), error, arena);
  if (!error.structured) error.message = readable(body, arena);
  read_wait(headers, error);
  return error;
}

json::Value unwrap(json::Value root) { return root.is_array() && root.count() == 1 ? root.at(0) : root; }

const chat::UpstreamError* error_in(json::Value message, Arena& arena) {
  const json::Value root = unwrap(message);
  const json::Value body = root["error"];
  const bool bare = !body && root["object"].equals("error") && root["message"].is_string();
  if (!body.is_object() && !body.is_string() && !bare) return nullptr;
  chat::UpstreamError error;
  error.structured = read_envelope(message, error, arena);
  if (error.http_status == 0) error.http_status = status_of(error.status);
  if (error.retry_delay_ms < 0) error.retry_delay_ms = announced_ms(error.message);
  return arena.make<chat::UpstreamError>(error);
}

}  // namespace rota::reading
