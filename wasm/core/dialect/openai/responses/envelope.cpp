// The response object; see envelope.h.
#include "dialect/openai/responses/envelope.h"

#include "dialect/openai/chat/answer_pieces.h"

namespace rota::openai::responses {

namespace {

json::Escaped name_of(Stage stage) {
  switch (stage) {
    case Stage::in_progress:
      return "in_progress";
    case Stage::completed:
      return "completed";
    case Stage::incomplete:
      return "incomplete";
    case Stage::failed:
      break;
  }
  return "failed";
}

void write_repeated(json::Escaped name, json::Raw value, json::Raw otherwise, json::Writer& writer) {
  writer.key(name);
  value.empty() ? writer.raw(otherwise) : writer.compact(value);
}

/// A member that a response may lack.
void write_given(json::Escaped name, json::Raw value, json::Writer& writer) {
  if (!value.empty()) write_repeated(name, value, {}, writer);
}

void write_name(json::Escaped name, Bytes value, json::Writer& writer) {
  writer.key(name);
  value.empty() ? writer.null() : writer.string(value);
}

void write_count(json::Escaped name, std::int64_t count, json::Writer& writer) {
  writer.key(name);
  writer.integer(count < 0 ? 0 : count);
}

void write_usage(const chat::Usage& usage, json::Writer& writer) {
  const std::int64_t input = usage.prompt_tokens < 0 ? 0 : usage.prompt_tokens;
  const std::int64_t output = usage.completion_tokens < 0 ? 0 : usage.completion_tokens;
  writer.begin_object();
  write_count("input_tokens", input, writer);
  writer.key("input_tokens_details");
  writer.begin_object();
  write_count("cached_tokens", usage.cached_tokens, writer);
  write_count("cache_write_tokens", usage.cache_written_tokens, writer);
  writer.end_object();
  write_count("output_tokens", output, writer);
  writer.key("output_tokens_details");
  writer.begin_object();
  write_count("reasoning_tokens", usage.thinking_tokens, writer);
  writer.end_object();
  write_count("total_tokens", usage.total_tokens < 0 ? input + output : usage.total_tokens, writer);
  writer.end_object();
}

void write_outcome(const State& state, json::Writer& writer) {
  writer.key("error");
  if (state.stage == Stage::failed) {
    writer.begin_object();
    writer.key("code");
    writer.escaped(state.error_code);
    writer.key("message");
    writer.string(state.error_message);
    writer.end_object();
  } else {
    writer.null();
  }
  writer.key("incomplete_details");
  if (state.stage == Stage::incomplete) {
    writer.begin_object();
    writer.key("reason");
    writer.escaped(state.why_incomplete);
    writer.end_object();
  } else {
    writer.null();
  }
}

/// Tools are not repeated: they may be most of a request, and an answer has its envelope three times in a stream.
void write_settings(const Envelope& envelope, json::Writer& writer) {
  const Form& form = *envelope.form;
  write_repeated("instructions", form.instructions, "null", writer);
  write_repeated("max_output_tokens", form.max_output_tokens, "null", writer);
  write_repeated("metadata", form.metadata, "{}", writer);
  writer.key("model");
  writer.string(envelope.asked->model);
  if (!form.conversation.empty()) {
    writer.key("conversation");
    writer.begin_object();
    write_name("id", form.conversation, writer);
    writer.end_object();
  }
  writer.key("parallel_tool_calls");
  writer.boolean(envelope.asked->parallel_tool_calls);
  write_name("previous_response_id", form.previous, writer);
  write_given("prompt_cache_key", form.prompt_cache_key, writer);
  write_repeated("reasoning", form.reasoning, R"({"effort":null,"summary":null})", writer);
  write_given("safety_identifier", form.safety_identifier, writer);
  writer.key("store");
  writer.boolean(form.stored);
  write_repeated("temperature", form.temperature, "null", writer);
  write_repeated("text", form.text, R"({"format":{"type":"text"}})", writer);
  write_repeated("tool_choice", form.tool_choice, "\"auto\"", writer);
  writer.key("tools");
  writer.raw("[]");
  write_given("top_logprobs", form.top_logprobs, writer);
  write_repeated("top_p", form.top_p, "null", writer);
  write_repeated("truncation", form.truncation, "\"disabled\"", writer);
  write_given("user", form.user, writer);
}

}  // namespace

json::Escaped why_incomplete(chat::Finish finish, bool answered) {
  switch (finish) {
    case chat::Finish::length:
    case chat::Finish::paused:
      return "max_output_tokens";
    case chat::Finish::content_filter:
      return "content_filter";
    case chat::Finish::other:
      return answered ? json::Escaped() : json::Escaped("content_filter");
    case chat::Finish::none:
    case chat::Finish::stop:
    case chat::Finish::tool_calls:
      break;
  }
  return {};
}

void write_shortened(const Envelope& envelope, const State& state, json::Writer& writer) {
  writer.begin_object();
  writer.key("id");
  writer.escaped(envelope.id);
  writer.key("object");
  writer.escaped("response.compaction");
  writer.key("created_at");
  writer.integer(envelope.created_s);
  writer.key("output");
  writer.begin_array();
  for (const RepeatedItem& item : envelope.form->input) {
    if (item.users || state.items.empty()) writer.compact(item.json);
  }
  for (const json::Pieces& item : state.items) item.write(writer);
  writer.end_array();
  writer.key("usage");
  write_usage(*state.usage, writer);
  writer.end_object();
}

void write_response(const Envelope& envelope, const State& state, json::Writer& writer) {
  writer.begin_object();
  writer.key("id");
  writer.escaped(envelope.id);
  writer.key("object");
  writer.escaped("response");
  writer.key("created_at");
  writer.integer(envelope.created_s);
  writer.key("status");
  writer.escaped(name_of(state.stage));
  writer.key("background");
  writer.boolean(false);
  write_outcome(state, writer);
  write_settings(envelope, writer);
  write_service_tier(state.tier, writer);
  writer.key("output");
  writer.begin_array();
  for (const json::Pieces& item : state.items) item.write(writer);
  writer.end_array();
  if (state.usage != nullptr) {
    writer.key("usage");
    write_usage(*state.usage, writer);
  }
  writer.end_object();
}

}  // namespace rota::openai::responses
