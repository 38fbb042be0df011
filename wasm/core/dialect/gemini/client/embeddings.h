// Embeddings of Google's clients: one text, or a batch of them.
// Knows embedContent and batchEmbedContents; refuses what is no text, which no other upstream embeds.
#pragma once

#include "dialect/dialect.h"

namespace rota::gemini::clients {

/// ClientDialect::read_embeddings. All texts of a batch must be asked for with as many dimensions.
[[nodiscard]] Result<dialect::EmbeddingsCall> read_embeddings(const dialect::EmbeddingsSource& source, Arena& arena);

}  // namespace rota::gemini::clients
