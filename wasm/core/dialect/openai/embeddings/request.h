// OpenAI embeddings requests: reads the body of POST /v1/embeddings.
// Knows CreateEmbeddingRequest (openai-openapi.json, Aug 2026); refuses to know upstreams.
#pragma once

#include "chat/embedding.h"
#include "json/reader.h"

namespace rota::openai {

/// Fails with 400 and the field at fault. Texts as token numbers are refused: no other vendor's model could read them.
/// The task lives in `arena`, its views point into the document's text.
[[nodiscard]] Result<chat::EmbeddingTask*> read_embeddings_request(json::Value document, Arena& arena);

}  // namespace rota::openai
