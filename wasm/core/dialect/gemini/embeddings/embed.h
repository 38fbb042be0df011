// Gemini embeddings: writes batchEmbedContents and reads its answer.
// Knows Google's field names and which model's vectors are not of unit length (TRANSLATION: 15); refuses to know how a
// client wants its numbers.
#pragma once

#include "base/buffer.h"
#include "chat/embedding.h"
#include "json/reader.h"

namespace rota::gemini {

/// In `arena`: /v1beta/models/{model}:batchEmbedContents. The model's name is stripped (model_name.h).
[[nodiscard]] Bytes embed_path(const chat::EmbeddingTask& task, Arena& arena);
/// Appends the body that asks for `count` texts from the `first` on: at most limits::embedding_batch.
void write_embed_request(const chat::EmbeddingTask& task, std::size_t first, std::size_t count, Buffer& out);

/// Reads the answer of batchEmbedContents or of embedContent. Fails with the upstream's blame (502) when it holds
/// anything but vectors. Views point into the answer.
[[nodiscard]] Result<chat::Embeddings> read_embeddings(json::Value root, Arena& arena);

/// OpenAI promises vectors of unit length. gemini-embedding-001 keeps that promise only with all its 3,072 dimensions;
/// later models keep it always (Google API docs, Aug 2026).
[[nodiscard]] bool wants_unit_length(const chat::EmbeddingTask& task);

}  // namespace rota::gemini
