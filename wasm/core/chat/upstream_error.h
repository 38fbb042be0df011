// UpstreamError: what a failing upstream said, read once.
// Knows what errors name; refuses to understand them (UpstreamDialect::classify), to judge (pool/verdict) or to answer
// (dialect/complaints).
#pragma once

#include "base/list.h"

namespace rota::chat {

/// A quota that the error says was hit.
struct QuotaViolation {
  Bytes metric;             ///< what it counts, e.g. generate_content_free_tier_requests
  Bytes quota_id;           ///< its name, which may say minute or day, e.g. GenerateRequestsPerDayPerProjectPerModel
  Bytes model;              ///< whose it is: may be the base name of the model asked for
  std::int64_t limit = -1;  ///< -1 is "not said"
};

/// Texts are UTF-8 in the exchange's arena. `message` has every key redacted.
struct UpstreamError {
  std::uint16_t http_status = 0;
  bool structured = false;  ///< the body was a JSON error; else message is what could be read, or empty
  Bytes envelope;           ///< the label of the dialect whose error it has the shape of; empty unless structured
  Bytes status;             ///< canonical code, e.g. RESOURCE_EXHAUSTED; or empty
  Bytes message;
  Bytes reason;    ///< a code for programs, e.g. API_KEY_INVALID or insufficient_quota
  Bytes consumer;  ///< the project that the key belongs to, e.g. projects/123
  Bytes field;     ///< the first field that it dislikes, in the upstream's spelling
  List<QuotaViolation> violations;
  Bytes method;    ///< the upstream's own name of the operation that it refused, where it says so
  double reset_ms = 0;  ///< the moment at which what was refused is free again, ms since 1970; 0 is "not said"
  double retry_delay_ms = -1;  ///< when to come back: by the error, else by the answer's header, else by the text
};

}  // namespace rota::chat
