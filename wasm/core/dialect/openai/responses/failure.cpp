// Codes and words; see failure.h.
#include "dialect/openai/responses/failure.h"

#include "base/text.h"
#include "dialect/openai/common/error.h"

namespace rota::openai::responses {

namespace {

struct NamedField {
  Field field;
  Bytes name;
};
/// Those that this dialect has under another name than chat, which has some that it lacks.
constexpr NamedField named_fields[] = {
    {Field::messages, "input"},
    {Field::system, "instructions"},
    {Field::max_tokens, "max_output_tokens"},
    {Field::logprobs, "include"},
    {Field::thinking, "reasoning.effort"},
    {Field::response_format, "text.format"},
};

/// Codex gives up on these soon, and says why.
ErrorNames names_of(const Failure& failure) {
  ErrorNames names = error_names(failure);
  if (failure.fault == Fault::upstream_overloaded) names.code = "server_is_overloaded";
  if (failure.fault == Fault::not_stored && failure.param == "previous_response_id") names.code = "previous_response_not_found";
  return names;
}

/// Of a stream: its status cannot tell any more whether to come again, so the code alone does.
json::Escaped late_code(const Failure& failure) {
  switch (failure.fault) {
    case Fault::rate_limited:
      return "rate_limit_exceeded";
    case Fault::quota_exhausted:
    case Fault::billing:
      return "insufficient_quota";
    case Fault::context_too_long:
      return "context_length_exceeded";
    case Fault::upstream_overloaded:
      return "server_is_overloaded";
    default:
      break;
  }
  return failure.blame == Blame::client ? json::Escaped("invalid_prompt") : json::Escaped("server_error");
}

/// Without a header for it, clients read in the message when to come again.
Bytes late_message(const Failure& failure, Arena& arena) {
  if (failure.fault != Fault::rate_limited || failure.retry_after_ms <= 0) return failure.message;
  const auto seconds = static_cast<std::int64_t>((failure.retry_after_ms + 999) / 1000);
  return arena.join(failure.message, " Please try again in ", text::decimal(arena, seconds), "s.");
}

Bytes param_of(const Failure& failure) { return failure.param.empty() ? spell_field(failure.field) : failure.param; }

}  // namespace

Bytes spell_field(Field field) {
  for (const NamedField& named : named_fields) {
    if (named.field == field) return named.name;
  }
  return openai::spell_field(field);
}

void write_error(const Failure& failure, Buffer& out) {
  write_error_as(names_of(failure), failure, param_of(failure), out);
}

void write_error_event(const Failure& failure, Buffer& out) {
  out.append("event: error\ndata: ");
  json::Writer writer(out);
  writer.begin_object();
  writer.key("type");
  writer.escaped("error");
  writer.key("sequence_number");
  writer.integer(0);
  writer.key("code");
  writer.escaped(late_code(failure));
  writer.key("message");
  writer.string(failure.message);
  writer.key("param");
  const Bytes param = param_of(failure);
  param.empty() ? writer.null() : writer.string(param);
  writer.end_object();
  out.append("\n\n");
}

State failed_state(const Failure& failure, Arena& arena) {
  State state;
  state.stage = Stage::failed;
  state.error_code = late_code(failure);
  state.error_message = late_message(failure, arena);
  return state;
}

}  // namespace rota::openai::responses
