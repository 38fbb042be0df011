// UpstreamError: what a failing upstream said, read once, for the pool's verdict and for the client's error.
// Knows the fields of google.rpc error details; refuses to judge (pool/verdict) or to answer (dialect/*/error).
#pragma once

#include "base/list.h"

namespace rota::chat {

/// google.rpc.QuotaFailure.Violation as generativelanguage.googleapis.com sends it (recorded bodies, 2025 and 2026).
struct QuotaViolation {
  Bytes metric;             ///< e.g. generativelanguage.googleapis.com/generate_content_free_tier_requests
  Bytes quota_id;           ///< e.g. GenerateRequestsPerDayPerProjectPerModel-FreeTier
  Bytes model;              ///< quotaDimensions.model: may be the base name of the model asked for
  std::int64_t limit = -1;  ///< quotaValue; -1 is "not said"
};

/// Texts are UTF-8 in the exchange's arena. `message` has every key redacted.
struct UpstreamError {
  std::uint16_t http_status = 0;
  bool structured = false;  ///< the body was a JSON error; else message is what could be read, or empty
  Bytes status;             ///< canonical code, e.g. RESOURCE_EXHAUSTED; empty for OpenAI's envelope
  Bytes message;
  Bytes reason;    ///< google.rpc.ErrorInfo.reason, e.g. API_KEY_INVALID; or OpenAI's `code`
  Bytes consumer;  ///< ErrorInfo.metadata.consumer, e.g. projects/123: the project the key belongs to
  Bytes field;     ///< BadRequest.fieldViolations[0].field
  List<QuotaViolation> violations;
  double retry_delay_ms = -1;  ///< RetryInfo.retryDelay, else the Retry-After header, else "retry in 34.4s" in the text
};

}  // namespace rota::chat
