// Types and codes; see error.h.
#include "dialect/openai/error.h"

#include "json/writer.h"

namespace rota::openai {

namespace {

struct Names {
  Bytes type;
  Bytes code;  ///< empty: null
};

Names names_of(const Failure& failure) {
  constexpr Bytes invalid = "invalid_request_error";
  constexpr Bytes server = "server_error";
  switch (failure.fault) {
    case Fault::bad_json:
      return {invalid, {}};
    case Fault::bad_value:
      return {invalid, "invalid_value"};
    case Fault::too_large:
      return {invalid, "request_too_large"};
    case Fault::unauthorized:
      return {invalid, "invalid_api_key"};
    case Fault::forbidden:
      return {invalid, {}};
    case Fault::route_not_found:
      return {invalid, "unknown_url"};
    case Fault::method_not_allowed:
      return {invalid, "method_not_supported"};
    case Fault::model_not_found:
      return {invalid, "model_not_found"};
    case Fault::rate_limited:
      return {"requests", "rate_limit_exceeded"};
    case Fault::quota_exhausted:
      return {"insufficient_quota", "insufficient_quota"};
    case Fault::no_keys:
      return {server, "no_usable_key"};
    case Fault::billing:
      return {"insufficient_quota", "billing_not_active"};
    case Fault::location:
      return {invalid, "unsupported_country_region_territory"};
    case Fault::content_blocked:
      return {invalid, "content_policy_violation"};
    case Fault::context_too_long:
      return {invalid, "context_length_exceeded"};
    case Fault::upstream_rejected:
      return {invalid, {}};
    case Fault::upstream_error:
      return {server, failure.status == 500 ? Bytes("internal_error") : Bytes("bad_gateway")};
    case Fault::upstream_overloaded:
      return {server, "overloaded"};
    case Fault::upstream_timeout:
      return {server, "timeout"};
    case Fault::upstream_unreachable:
      return {server, "upstream_unreachable"};
    case Fault::stream_truncated:
      return {server, "stream_truncated"};
    case Fault::unsupported:
      return {invalid, "unsupported_parameter"};
    case Fault::internal:
      break;
  }
  return {server, "internal_error"};
}

}  // namespace

void write_error(const Failure& failure, Buffer& out) {
  const Names names = names_of(failure);
  json::Writer writer(out);
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.key("message");
  writer.string(failure.message);
  writer.key("type");
  writer.escaped(names.type);
  writer.key("param");
  failure.param.empty() ? writer.null() : writer.string(failure.param);
  writer.key("code");
  names.code.empty() ? writer.null() : writer.escaped(names.code);
  writer.end_object();
  writer.end_object();
}

void write_error_event(const Failure& failure, Buffer& out) {
  out.append("data: ");
  write_error(failure, out);
  out.append("\n\n");
}

}  // namespace rota::openai
