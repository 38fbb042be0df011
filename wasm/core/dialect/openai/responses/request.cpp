// The request as a whole, and the fields that change nothing; see request.h.
#include "dialect/openai/responses/request.h"

#include "base/limits.h"
#include "chat/tool_list.h"
#include "dialect/openai/chat/chat_request.h"
#include "dialect/openai/chat/output.h"
#include "dialect/openai/chat/sampling.h"
#include "dialect/openai/google/google.h"
#include "dialect/openai/responses/input.h"
#include "dialect/openai/responses/tool_choice.h"
#include "dialect/openai/responses/tools.h"
#include "dialect/reading/ignored_fields.h"
#include "json/writer.h"

namespace rota::openai::responses {

namespace {

constexpr std::int64_t most_tokens = std::int64_t{1} << 53;  // of JSON's exact integers
constexpr double any_number = 1.7e308;

/// Fields that leave the answer as it is. A wrong type is still the client's mistake.
constexpr reading::IgnoredField ignored_fields[] = {
    {"user", json::Type::string},
    {"safety_identifier", json::Type::string},
    {"metadata", json::Type::object},
    {"client_metadata", json::Type::object},
    {"truncation", json::Type::string},
    {"prompt_cache_key", json::Type::string},
    {"prompt_cache_retention", json::Type::string},
    {"prompt_cache_options", json::Type::object},
    {"max_tool_calls", json::Type::number},
    {"context_management", json::Type::array},
    {"moderation", json::Type::object},
};

/// Fields that ask for something that is never kept here between two requests.
void refuse_stored(const RequestMembers& root, Checks& checks) {
  struct StoredField {
    Bytes name;
    Bytes why;
  };
  constexpr StoredField fields[] = {
      {"prompt", "no prompt is stored here. Send its text as 'instructions' or 'input'."},
  };
  for (const StoredField& field : fields) {
    json::Value value = root[field.name];
    const bool nothing = value.is_string() && value.escaped().empty();
    if (!value.is_unset() && !nothing) checks.wrong_value(Path{nullptr, field.name}, field.why);
  }
  bool background = false;
  const Path path{nullptr, "background"};
  if (checks.boolean(root["background"], path, background) && background) {
    checks.wrong_value(path, "no answer is made here that could be fetched later.");
  }
}

void read_generation(const RequestMembers& root, Checks& checks, chat::Generation& generation) {
  double number = 0;
  std::int64_t whole = 0;
  if (checks.number(root["temperature"], Path{nullptr, "temperature"}, 0, any_number, number)) {
    // The range ends at 2; clients of other providers go beyond and mean "as wild as it gets".
    generation.temperature = number > 2 ? json::Raw("2") : root["temperature"].raw();
  }
  if (checks.number(root["top_p"], Path{nullptr, "top_p"}, 0, 1, number)) generation.top_p = root["top_p"].raw();
  const Path most{nullptr, "max_output_tokens"};
  // Clients send 0 and -1 for "no limit".
  if (checks.integer(root["max_output_tokens"], most, -most_tokens, most_tokens, whole) && whole > 0) {
    generation.max_tokens = json::integer(checks.arena(), whole);
  }
  if (checks.integer(root["top_logprobs"], Path{nullptr, "top_logprobs"}, 0, 20, whole) && whole > 0) {
    generation.logprobs = true;
    generation.top_logprobs = json::integer(checks.arena(), whole);
  }
}

void read_include(json::Value include, Checks& checks, chat::Generation& generation, Form& form) {
  const Path path{nullptr, "include"};
  if (!checks.is_array(include, path)) return;
  std::int64_t index = 0;
  for (json::Value one : include.elements()) {
    const Path place{&path, {}, index++};
    if (!one.is_string()) return checks.wrong_type(place, "a string", one);
    form.seals = form.seals || one.equals("reasoning.encrypted_content");
    form.sources = form.sources || one.equals("web_search_call.action.sources");
    generation.logprobs = generation.logprobs || one.equals("message.output_text.logprobs");
  }
}

void read_text(json::Value text, Checks& checks, chat::Conversation& conversation) {
  const Path path{nullptr, "text"};
  if (!checks.is_object(text, path)) return;
  read_format(text["format"], Path{&path, "format"}, checks, conversation.format);
  checks.is_string(text["verbosity"], Path{&path, "verbosity"});
}

/// The older name of reasoning.summary.
void read_summary_wish(json::Value reasoning, Checks& checks, chat::Thinking& thinking) {
  const Path path{nullptr, "reasoning"};
  if (checks.is_string(reasoning["generate_summary"], Path{&path, "generate_summary"})) thinking.include_thoughts = true;
}

json::Raw repeated(json::Value value, Arena& arena) {
  if (value.is_unset() || value.raw().size() > limits::repeated_field_bytes) return {};
  return json::copy(arena, value.raw());
}

/// What has been read without a complaint.
void keep_form(const RequestMembers& root, const chat::Conversation& conversation, Arena& arena, Form& form) {
  form.instructions = repeated(root["instructions"], arena);
  form.max_output_tokens = repeated(root["max_output_tokens"], arena);
  form.metadata = repeated(root["metadata"], arena);
  form.prompt_cache_key = repeated(root["prompt_cache_key"], arena);
  form.reasoning = repeated(root["reasoning"], arena);
  form.safety_identifier = repeated(root["safety_identifier"], arena);
  form.temperature = repeated(root["temperature"], arena);
  form.text = repeated(root["text"], arena);
  form.tool_choice = repeated(root["tool_choice"], arena);
  form.top_logprobs = repeated(root["top_logprobs"], arena);
  form.top_p = repeated(root["top_p"], arena);
  form.truncation = repeated(root["truncation"], arena);
  form.user = repeated(root["user"], arena);
  form.logprobs = conversation.generation.logprobs;
  for (const chat::Tool& tool : conversation.tools) {
    form.searches = form.searches || tool.kind == chat::Tool::Kind::web_search;
  }
}

/// A summary is a text, and nothing is done for it.
void want_summary(chat::Conversation& conversation) {
  conversation.tool_choice = {};
  conversation.tool_choice.mode = chat::ToolChoice::Mode::none;
  conversation.format = {};
  conversation.modalities = {};
}

/// An answer is stored unless the client says otherwise, where any is.
void read_store(json::Value store, const Recall& recall, Checks& checks, Form& form) {
  bool wanted = true;
  checks.boolean(store, Path{nullptr, "store"}, wanted);
  form.stored = recall.on() && wanted;
  form.previous = checks.arena().copy(recall.previous());
  form.conversation = checks.arena().copy(recall.conversation());
}

void read_all(const RequestMembers& root, const chat::SignatureCache* signatures, const Recall& recall, Checks& checks,
              chat::Conversation& conversation, Form& form) {
  refuse_stored(root, checks);
  if (!checks.failed()) recall.check(checks);
  if (!checks.failed()) read_store(root["store"], recall, checks, form);
  if (!checks.failed()) read_tools(root["tools"], checks, conversation, form);
  if (!checks.failed()) read_instructions(root["instructions"], checks, conversation.system);
  if (!checks.failed()) read_input(root["input"], signatures, recall, checks, conversation, form);
  if (!checks.failed()) google::read_fields(root, checks, conversation);
  chat::drop_repeated_tools(conversation.tools, checks.arena());
  if (!checks.failed()) read_tool_choice(root["tool_choice"], checks, conversation);
  checks.boolean(root["parallel_tool_calls"], Path{nullptr, "parallel_tool_calls"}, conversation.parallel_tool_calls);
  if (!checks.failed()) read_text(root["text"], checks, conversation);
  if (!checks.failed()) read_generation(root, checks, conversation.generation);
  if (!checks.failed()) read_include(root["include"], checks, conversation.generation, form);
  if (!checks.failed()) read_thinking(root, checks, conversation.thinking);
  if (!checks.failed()) read_summary_wish(root["reasoning"], checks, conversation.thinking);
  if (!checks.failed()) read_service_tier(root, checks, conversation.service_tier);
  checks.boolean(root["stream"], Path{nullptr, "stream"}, conversation.stream);
  const Path options{nullptr, "stream_options"};
  bool obfuscate = false;  // a defence against observers of packet sizes; it changes nothing in the answer
  if (checks.is_object(root["stream_options"], options)) {
    checks.boolean(root["stream_options"]["include_obfuscation"], Path{&options, "include_obfuscation"}, obfuscate);
  }
  reading::check_ignored_fields(root, ignored_fields, checks);
  if (form.compacts) want_summary(conversation);
}

}  // namespace

Result<ResponsesRequest> read_responses_request(json::Value document, Arena& arena, Bytes default_model,
                                                const chat::SignatureCache* signatures, const Recall& recall) {
  Checks checks(arena);
  if (!document.is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object with 'model' and 'input'.");
  }
  const RequestMembers root(document, arena);
  auto* conversation = arena.make<chat::Conversation>();
  auto* form = arena.make<Form>();
  if (root["model"].is_unset() && !default_model.empty()) {
    conversation->model = default_model;
  } else {
    read_model_name(root["model"], checks, conversation->model);
  }
  if (!checks.failed()) read_all(root, signatures, recall, checks, *conversation, *form);
  if (checks.failed()) return checks.failure();
  keep_form(root, *conversation, arena, *form);
  return ResponsesRequest{conversation, form};
}

Result<ResponsesRequest> read_compact_request(json::Value document, Arena& arena, Bytes default_model,
                                              const chat::SignatureCache* signatures, const Recall& recall) {
  const auto read = read_responses_request(document, arena, default_model, signatures, recall);
  if (!read.ok()) return read;
  chat::Conversation& conversation = *read->conversation;
  if (!read->form->compacts) ask_for_summary(conversation.turns, arena, *read->form);
  want_summary(conversation);
  conversation.stream = false;
  read->form->shortens = true;
  read->form->stored = false;
  read->form->input = items_of(document["input"], arena);
  return read;
}

}  // namespace rota::openai::responses
