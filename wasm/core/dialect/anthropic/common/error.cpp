// Types and words; see error.h.
#include "dialect/anthropic/common/error.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/retries.h"
#include "dialect/stack.h"
#include "http/forward.h"
#include "json/writer.h"

namespace rota::anthropic {

namespace {

constexpr std::uint16_t overloaded_status = 529;

json::Escaped error_type(std::uint16_t status) {
  switch (status) {
    case 401: return "authentication_error";
    case 402: return "billing_error";
    case 403: return "permission_error";
    case 404: return "not_found_error";
    case 413: return "request_too_large";
    case 429: return "rate_limit_error";
    case 504: return "timeout_error";
    case overloaded_status: return "overloaded_error";
    default: return status >= 500 ? json::Escaped("api_error") : json::Escaped("invalid_request_error");
  }
}

/// The two numbers that upstreams name when a prompt is too long, the larger one first; false when it names others.
bool find_counts(Bytes message, std::uint64_t (&counts)[2]) {
  constexpr std::size_t digits = 19;
  std::size_t found = 0;
  for (std::size_t at = 0; at < message.size();) {
    if (!text::is_digit(message[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < message.size() && text::is_digit(message[end])) ++end;
    if (found == 2 || end - at > digits || !text::parse_unsigned(message.substr(at, end - at), counts[found])) return false;
    ++found;
    at = end;
  }
  if (found == 2 && counts[0] < counts[1]) std::swap(counts[0], counts[1]);
  return found == 2;
}

/// Clients read these words, and make the conversation shorter.
void write_too_long(Bytes message, json::Writer& writer) {
  std::uint64_t counts[2] = {};
  writer.piece("prompt is too long: ");
  if (!find_counts(message, counts)) return writer.piece_text(message);
  text::append_decimal(writer.inside(), static_cast<std::int64_t>(counts[0]));
  writer.piece(" tokens > ");
  text::append_decimal(writer.inside(), static_cast<std::int64_t>(counts[1]));
  writer.piece(" maximum");
}

void write_message(const Failure& failure, json::Writer& writer) {
  writer.begin_string();
  if (failure.fault == Fault::context_too_long) {
    write_too_long(failure.message, writer);
  } else {
    const Bytes field = failure.param.empty() ? spell_field(failure.field) : failure.param;
    if (!field.empty() && !text::contains(failure.message, field)) {
      writer.piece_text(field);
      writer.piece(": ");
    }
    writer.piece_text(failure.message);
  }
  writer.end_string();
}

}  // namespace

Bytes spell_field(Field field) {
  switch (field) {
    case Field::model: return "model";
    case Field::messages: return "messages";
    case Field::system: return "system";
    case Field::tools: return "tools";
    case Field::tool_choice: return "tool_choice";
    case Field::temperature: return "temperature";
    case Field::top_p: return "top_p";
    case Field::top_k: return "top_k";
    case Field::max_tokens: return "max_tokens";
    case Field::stop: return "stop_sequences";
    case Field::thinking: return "thinking";
    case Field::response_format: return "output_config.format";
    case Field::none: return {};
    // What it has not, clients know by another dialect's name.
    case Field::candidates: return "n";
    case Field::presence_penalty: return "presence_penalty";
    case Field::frequency_penalty: return "frequency_penalty";
    case Field::seed: return "seed";
    case Field::logprobs: return "logprobs";
    case Field::top_logprobs: return "top_logprobs";
  }
  return {};
}

std::uint16_t status_of(const Failure& failure) {
  if (failure.fault == Fault::context_too_long) return 400;  // after a 413 nobody makes the conversation shorter
  return failure.status == 503 ? overloaded_status : failure.status;
}

void write_error_headers(const Failure& failure, Buffer& head) {
  if (failure.fault == Fault::unauthorized) {
    http::append_header(head, dialect::should_retry_header, "false");
  } else {
    dialect::forbid_useless_retry(failure, head);
  }
}

void write_error(const Failure& failure, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("type");
  writer.escaped("error");
  writer.key("error");
  writer.begin_object();
  writer.key("type");
  writer.escaped(error_type(status_of(failure)));
  writer.key("message");
  write_message(failure, writer);
  if (!failure.stack.empty()) {
    writer.key("stack");
    dialect::write_stack(failure.stack, writer);
  }
  writer.end_object();
  if (!failure.request_id.empty()) {
    writer.key("request_id");
    writer.string(failure.request_id);
  }
  writer.end_object();
}

/// This dialect's streams are Rota's own and break off between events.
void write_error_event(const Failure& failure, Buffer& out) {
  out.append("event: error\ndata: ");
  write_error(failure, out);
  out.append("\n\n");
}

}  // namespace rota::anthropic
