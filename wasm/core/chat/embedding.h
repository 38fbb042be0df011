// Embedding: texts to be turned into vectors, and the vectors, in no dialect's words.
// Knows what is asked and what came back; refuses to know numbers: they stay the text that the upstream wrote.
#pragma once

#include "base/list.h"
#include "chat/answer.h"

namespace rota::chat {

/// Texts to embed, in order. All views live as long as the exchange.
struct EmbeddingTask {
  Bytes model;          ///< UTF-8
  List<Bytes> inputs;   ///< escaped, none of them empty
  Bytes dimensions;     ///< JSON integer, or empty: as many as the model likes
  bool base64 = false;  ///< little-endian float32 in base64 instead of numbers
  Bytes purpose;        ///< escaped: what the vectors are for, in the upstream's words (RETRIEVAL_QUERY ...), or empty
  Bytes title;          ///< escaped: of the document that the texts are from, or empty
};

/// What an upstream made of some of them.
struct Embeddings {
  List<Bytes> vectors;  ///< JSON: arrays of numbers and nothing else, in the order of the texts
  Usage usage;          ///< of input only
};

}  // namespace rota::chat
