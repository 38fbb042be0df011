// What an answer says of the key's account; see error.h.
#include "dialect/gemini/error/error.h"
#include "dialect/labels.h"
#include "dialect/reading/error_body.h"

namespace rota::gemini {

namespace {

/// A finish reason by which Google says, in an answer with 200, that the account is limited under its prohibited use
/// policy (Google's SDKs, 2026). No request brings it about on another key.
constexpr Bytes account_limited = "PUP_LIMITED_DISABLED";

bool is_limited(json::Value message) {
  const json::Value body = reading::unwrap(message);
  if (body["promptFeedback"]["blockReason"].equals(account_limited)) return true;
  for (const json::Value candidate : body["candidates"].elements()) {
    if (candidate["finishReason"].equals(account_limited)) return true;
  }
  return false;
}

}  // namespace

const chat::UpstreamError* error_of_finish(Bytes reason, Arena& arena) {
  if (reason != account_limited) return nullptr;
  chat::UpstreamError error;
  error.http_status = 403;
  error.structured = true;
  error.envelope = dialect::labels::gemini;
  error.status = "PERMISSION_DENIED";
  error.reason = account_limited;
  error.message = "The account is limited under the prohibited use policy.";
  return arena.make<chat::UpstreamError>(error);
}

const chat::UpstreamError* error_in(json::Value message, Arena& arena) {
  if (const chat::UpstreamError* said = reading::error_in(message, arena)) return said;
  return is_limited(message) ? error_of_finish(account_limited, arena) : nullptr;
}

}  // namespace rota::gemini
