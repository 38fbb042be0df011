// Embeddings of a translated request: what goes up and what comes back.
// Knows CreateEmbeddingRequest and its response; refuses to know what is done with vectors.
#pragma once

#include "chat/embedding.h"
#include "json/reader.h"

namespace rota::openai {

/// Appends the body for `count` texts from the `first` on.
void write_embeddings(const chat::EmbeddingTask& task, std::size_t first, std::size_t count, Buffer& out);
/// Fails with the upstream's blame (502) when it is no list of vectors, one for each index. The list lives in `arena`.
[[nodiscard]] Result<chat::Embeddings> read_vectors(json::Value root, Arena& arena);

}  // namespace rota::openai
