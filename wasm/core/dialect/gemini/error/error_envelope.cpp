// Google's error envelope; see error.h.
#include <cmath>

#include "base/text.h"
#include "dialect/stack.h"
#include "dialect/gemini/error/error.h"
#include "json/writer.h"

namespace rota::gemini {

namespace {

json::Escaped rejected_status(std::uint16_t http_status) {
  switch (http_status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 499:
      return "CANCELLED";
    default:
      return "INVALID_ARGUMENT";
  }
}

/// google.rpc.Code, by name.
json::Escaped canonical_status(const Failure& failure) {
  switch (failure.fault) {
    case Fault::bad_json:
    case Fault::bad_value:
    case Fault::too_large:
    case Fault::content_blocked:
    case Fault::context_too_long:
      return "INVALID_ARGUMENT";
    case Fault::unauthorized:
      return "UNAUTHENTICATED";
    case Fault::forbidden:
      return "PERMISSION_DENIED";
    case Fault::route_not_found:
    case Fault::model_not_found:
    case Fault::not_stored:
      return "NOT_FOUND";
    case Fault::method_not_allowed:
    case Fault::unsupported:
      return "UNIMPLEMENTED";
    case Fault::rate_limited:
    case Fault::quota_exhausted:
      return "RESOURCE_EXHAUSTED";
    case Fault::billing:
    case Fault::location:
      return "FAILED_PRECONDITION";
    case Fault::upstream_rejected:
      return rejected_status(failure.status);
    case Fault::no_keys:
    case Fault::upstream_overloaded:
    case Fault::upstream_unreachable:
      return "UNAVAILABLE";
    case Fault::upstream_timeout:
      return "DEADLINE_EXCEEDED";
    case Fault::stream_truncated:
      return "DATA_LOSS";
    case Fault::internal:
      if (failure.status == 503) return "UNAVAILABLE";
      break;
    case Fault::upstream_error:
      break;
  }
  return "INTERNAL";
}

void write_retry_info(double retry_after_ms, json::Writer& writer) {
  writer.begin_object();
  writer.key("@type");
  writer.escaped("type.googleapis.com/google.rpc.RetryInfo");
  writer.key("retryDelay");
  writer.begin_string();
  text::append_decimal(writer.inside(), static_cast<std::int64_t>(std::ceil(std::fmin(retry_after_ms / 1000, 1e9))));
  writer.piece("s");
  writer.end_string();
  writer.end_object();
}

/// By its name Google's clients know that waiting is in vain, whatever RetryInfo says (gemini-cli 0.61).
constexpr json::Escaped day_quota = "RotaRequestsPerDayPerModel";

void write_quota_failure(const Failure& failure, json::Writer& writer) {
  writer.begin_object();
  writer.key("@type");
  writer.escaped("type.googleapis.com/google.rpc.QuotaFailure");
  writer.key("violations");
  writer.begin_array();
  writer.begin_object();
  writer.key("description");
  writer.string(failure.message);
  writer.key("quotaId");
  writer.escaped(day_quota);
  writer.end_object();
  writer.end_array();
  writer.end_object();
}

void write_bad_request(Bytes field, const Failure& failure, json::Writer& writer) {
  writer.begin_object();
  writer.key("@type");
  writer.escaped("type.googleapis.com/google.rpc.BadRequest");
  writer.key("fieldViolations");
  writer.begin_array();
  writer.begin_object();
  writer.key("field");
  writer.string(field);
  writer.key("description");
  writer.string(failure.message);
  writer.end_object();
  writer.end_array();
  writer.end_object();
}

void write_debug_info(Bytes stack, json::Writer& writer) {
  writer.begin_object();
  writer.key("@type");
  writer.escaped("type.googleapis.com/google.rpc.DebugInfo");
  writer.key("stackEntries");
  dialect::write_stack(stack, writer);
  writer.end_object();
}

}  // namespace

void write_error(const Failure& failure, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.key("code");
  writer.integer(failure.status);
  writer.key("message");
  writer.string(failure.message);
  writer.key("status");
  writer.escaped(canonical_status(failure));
  const Bytes named = failure.param.empty() ? spell_field(failure.field) : failure.param;
  const bool violated = failure.blame == Blame::client && !named.empty();
  const bool spent = failure.fault == Fault::quota_exhausted && failure.status == 429;
  if (failure.retry_after_ms > 0 || violated || spent || !failure.stack.empty()) {
    writer.key("details");
    writer.begin_array();
    if (violated) write_bad_request(named, failure, writer);
    if (spent) write_quota_failure(failure, writer);
    if (failure.retry_after_ms > 0) write_retry_info(failure.retry_after_ms, writer);
    if (!failure.stack.empty()) write_debug_info(failure.stack, writer);
    writer.end_array();
  }
  writer.end_object();
  writer.end_object();
}

}  // namespace rota::gemini
