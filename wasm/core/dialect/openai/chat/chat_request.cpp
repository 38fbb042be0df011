// The request as a whole, and the fields that change nothing; see chat_request.h.
#include "dialect/openai/chat/chat_request.h"

#include "base/limits.h"
#include "chat/tool_list.h"
#include "dialect/openai/chat/messages.h"
#include "dialect/openai/chat/output.h"
#include "dialect/openai/chat/sampling.h"
#include "dialect/openai/chat/tools.h"
#include "dialect/openai/google/google.h"
#include "dialect/reading/ignored_fields.h"

namespace rota::openai {

namespace {

/// Fields of OpenAI's that no upstream of Rota's has a counterpart for. They carry accounting, caching and safety hints
/// that leave the answer as it is, so they are dropped; a wrong type is still the client's mistake.
constexpr reading::IgnoredField ignored_fields[] = {
    {"user", json::Type::string},
    {"safety_identifier", json::Type::string},
    {"metadata", json::Type::object},
    {"store", json::Type::boolean},
    {"prompt_cache_key", json::Type::string},
    {"prompt_cache_retention", json::Type::string},
    {"prompt_cache_options", json::Type::object},
    {"prediction", json::Type::object},
    {"verbosity", json::Type::string},
    {"moderation", json::Type::object},
    {"logit_bias", json::Type::object},
};

}  // namespace

void read_model_name(json::Value model, Checks& checks, Bytes& out) {
  const Path path{nullptr, "model"};
  if (model.is_unset()) return checks.missing(path);
  if (!checks.is_string(model, path)) return;
  out = model.text(checks.arena());
  if (out.empty()) return checks.wrong_value(path, "it is empty. Name a model, e.g. one of GET /v1/models.");
  if (out.size() > limits::model_name_bytes) checks.wrong_value(path, "it is longer than any model's name.");
}

Result<ChatRequest> read_chat_request(json::Value document, Arena& arena, Bytes default_model,
                                      const chat::SignatureCache* signatures) {
  Checks checks(arena);
  if (!document.is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object with 'model' and 'messages'.");
  }
  const RequestMembers root(document, arena);
  auto* conversation = arena.make<chat::Conversation>();
  ReplyForm form;
  form.legacy_calls = root["functions"].count() != 0 && root["tools"].count() == 0;
  if (root["model"].is_unset() && !default_model.empty()) {
    conversation->model = default_model;
  } else {
    read_model_name(root["model"], checks, conversation->model);
  }
  if (!checks.failed()) read_messages(root["messages"], signatures, checks, *conversation);
  if (!checks.failed()) read_tools(root, checks, *conversation);
  if (!checks.failed()) read_output(root, checks, *conversation);
  if (!checks.failed()) google::read_fields(root, checks, *conversation);
  chat::drop_repeated_tools(conversation->tools, arena);
  if (!checks.failed()) read_generation(root, checks, conversation->generation);
  if (!checks.failed()) read_thinking(root, checks, conversation->thinking);
  if (!checks.failed()) read_service_tier(root, checks, conversation->service_tier);

  checks.boolean(root["stream"], Path{nullptr, "stream"}, conversation->stream);
  const Path options{nullptr, "stream_options"};
  if (checks.is_object(root["stream_options"], options)) {
    bool obfuscate = false;  // a defence against observers of packet sizes; it changes nothing in the answer
    checks.boolean(root["stream_options"]["include_obfuscation"], Path{&options, "include_obfuscation"}, obfuscate);
    checks.boolean(root["stream_options"]["include_usage"], Path{&options, "include_usage"}, form.include_usage);
  }
  reading::check_ignored_fields(root, ignored_fields, checks);
  if (checks.failed()) return checks.failure();
  return ChatRequest{conversation, form};
}

}  // namespace rota::openai
