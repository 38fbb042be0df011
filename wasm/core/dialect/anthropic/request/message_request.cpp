// The request as a whole; see message_request.h.
#include "dialect/anthropic/request/message_request.h"

#include "base/limits.h"
#include "chat/tool_list.h"
#include "dialect/anthropic/request/messages.h"
#include "dialect/anthropic/request/settings.h"
#include "dialect/anthropic/request/tools.h"

namespace rota::anthropic {

namespace {

void read_model(json::Value model, Checks& checks, Bytes& out) {
  const Path path{nullptr, "model"};
  if (model.is_unset()) return checks.missing(path);
  if (!checks.is_string(model, path)) return;
  out = model.text(checks.arena());
  if (out.empty()) return checks.wrong_value(path, "it is empty. Name a model, e.g. one of GET /v1/models.");
  if (out.size() > limits::model_name_bytes) checks.wrong_value(path, "it is longer than any model's name.");
}

}  // namespace

Result<chat::Conversation*> read_message_request(const dialect::ChatSource& source, Arena& arena) {
  Checks checks(arena, reading::Spelling::dots);
  if (!source.document.is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object with 'model' and 'messages'.");
  }
  const RequestMembers root(source.document, arena);
  auto* conversation = arena.make<chat::Conversation>();
  if (root["model"].is_unset() && !source.default_model.empty()) {
    conversation->model = source.default_model;
  } else {
    read_model(root["model"], checks, conversation->model);
  }
  if (!checks.failed()) read_messages(root, source.signatures, checks, *conversation);
  if (!checks.failed()) read_tools(root, checks, *conversation);
  chat::drop_repeated_tools(conversation->tools, arena);
  if (!checks.failed()) read_settings(root, checks, *conversation);
  if (checks.failed()) return checks.failure();
  return conversation;
}

}  // namespace rota::anthropic
