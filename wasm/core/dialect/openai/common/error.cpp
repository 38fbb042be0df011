// Types and codes; see error.h.
#include "dialect/openai/common/error.h"

#include "dialect/stack.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

struct NamedField {
  Bytes name;
  Field field;
};
/// Of two names of one field the first is the one that is written, of two fields of one name the first is read.
constexpr NamedField named_fields[] = {
    {"model", Field::model},
    {"messages", Field::messages},
    {"messages", Field::system},
    {"tools", Field::tools},
    {"tool_choice", Field::tool_choice},
    {"temperature", Field::temperature},
    {"top_p", Field::top_p},
    {"top_k", Field::top_k},
    {"max_tokens", Field::max_tokens},
    {"max_completion_tokens", Field::max_tokens},
    {"stop", Field::stop},
    {"n", Field::candidates},
    {"presence_penalty", Field::presence_penalty},
    {"frequency_penalty", Field::frequency_penalty},
    {"seed", Field::seed},
    {"logprobs", Field::logprobs},
    {"top_logprobs", Field::top_logprobs},
    {"reasoning_effort", Field::thinking},
    {"response_format", Field::response_format},
};

}  // namespace

ErrorNames error_names(const Failure& failure) {
  constexpr json::Escaped invalid = "invalid_request_error";
  constexpr json::Escaped server = "server_error";
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
    case Fault::not_stored:
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
      return {server, failure.status == 500 ? json::Escaped("internal_error") : json::Escaped("bad_gateway")};
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

Bytes spell_field(Field field) {
  for (const NamedField& named : named_fields) {
    if (named.field == field) return named.name;
  }
  return {};
}

Field read_field(Bytes path) {
  const Bytes name = path.substr(0, path.find_first_of(".["));
  for (const NamedField& named : named_fields) {
    if (named.name == name) return named.field;
  }
  return Field::none;
}

void write_error_as(const ErrorNames& names, const Failure& failure, Bytes param, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.key("message");
  writer.string(failure.message);
  writer.key("type");
  writer.escaped(names.type);
  writer.key("param");
  param.empty() ? writer.null() : writer.string(param);
  writer.key("code");
  names.code.empty() ? writer.null() : writer.escaped(names.code);
  if (!failure.stack.empty()) {
    writer.key("stack");
    dialect::write_stack(failure.stack, writer);
  }
  writer.end_object();
  writer.end_object();
}

void write_error(const Failure& failure, Buffer& out) {
  write_error_as(error_names(failure), failure, failure.param.empty() ? spell_field(failure.field) : failure.param, out);
}

void write_error_event(const Failure& failure, Buffer& out) {
  out.append("data: ");
  write_error(failure, out);
  out.append("\n\n");
}

}  // namespace rota::openai
