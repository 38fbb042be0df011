// OpenAI chat request: reads the body of POST /v1/chat/completions into a conversation.
// Knows OpenAI's field names, types and ranges (openai-openapi.json, Aug 2026); refuses to know any upstream.
#pragma once

#include "chat/conversation.h"
#include "chat/signature_cache.h"
#include "dialect/openai/chat/reply_form.h"
#include "dialect/openai/common/reading.h"
#include "json/reader.h"

namespace rota::openai {

struct ChatRequest {
  chat::Conversation* conversation = nullptr;
  ReplyForm form;
};

/// `document` is the body; its text must live as long as the conversation, which points into it, and lives in
/// `arena` itself. Fails with the client's blame (400) and the field at fault as param, e.g. `messages[3].content`.
/// Fields unknown to OpenAI's dialect are ignored; what would change the answer and cannot be honoured is refused,
/// never dropped. The model's name is taken as written, but for an ending that asks for a search; the upstream's
/// dialect strips and judges it. A request without one asks for `default_model`, if there is one.
[[nodiscard]] Result<ChatRequest> read_chat_request(json::Value document, Arena& arena, Bytes default_model = {},
                                                    const chat::SignatureCache* signatures = nullptr);

/// Reads the name of the model, which must not be missing.
void read_model_name(json::Value model, Checks& checks, Bytes& out);

}  // namespace rota::openai
