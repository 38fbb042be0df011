// Embedding: texts to be turned into vectors, and the vectors, in no dialect's words.
// Knows what is asked and what came back; refuses to know numbers: they stay the text that the upstream wrote.
#pragma once

#include "base/list.h"
#include "chat/answer.h"
#include "chat/conversation.h"

namespace rota::chat {

/// Texts to embed, in order. All views live as long as the exchange.
struct EmbeddingTask {
  Bytes model;                 ///< UTF-8
  List<json::Escaped> inputs;  ///< none of them empty
  json::Raw dimensions;        ///< an integer, or empty: as many as the model likes
  bool base64 = false;         ///< little-endian float32 in base64 instead of numbers
  bool unit_length = false;    ///< the upstream's vectors may be of any length: they are to be scaled to 1
  List<NativeSetting> native;  ///< of each text
};

/// What an upstream made of some of them.
struct Embeddings {
  List<json::Raw> vectors;  ///< arrays of numbers and nothing else, in the order of the texts
  Usage usage;          ///< of input only
};

}  // namespace rota::chat
