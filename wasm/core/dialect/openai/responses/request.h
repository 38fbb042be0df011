// Responses request: reads the body of POST /v1/responses into a conversation.
// Knows the fields of the request, types and ranges (openai-openapi.json, Aug 2026; DIALECTS: B2 to B4, D2); refuses to
// know any upstream, and to remember an earlier answer: what a request does not bring, its recall does.
#pragma once

#include "chat/signature_cache.h"
#include "dialect/openai/responses/form.h"
#include "dialect/openai/responses/recall.h"
#include "json/reader.h"

namespace rota::openai::responses {

struct ResponsesRequest {
  chat::Conversation* conversation = nullptr;
  Form* form = nullptr;
};

/// `document` is the body; its text must live as long as the conversation, which points into it, and lives in `arena`
/// itself, as the form does. Fails with the client's blame (400) and the field at fault as param, e.g.
/// `input[3].content`. Fields unknown to this dialect are ignored; what would change the answer and cannot be honoured is
/// refused by its name. A request that names no model asks for `default_model`, if there is one. `signatures`, or null: of
/// calls whose ids were too short for theirs. `recall`: what the request refers to, before its own input.
[[nodiscard]] Result<ResponsesRequest> read_responses_request(json::Value document, Arena& arena, Bytes default_model,
                                                              const chat::SignatureCache* signatures,
                                                              const Recall& recall);

/// The same of POST /v1/responses/compact: the answer is to stand for the input from then on, and is no stream.
[[nodiscard]] Result<ResponsesRequest> read_compact_request(json::Value document, Arena& arena, Bytes default_model,
                                                            const chat::SignatureCache* signatures, const Recall& recall);

}  // namespace rota::openai::responses
