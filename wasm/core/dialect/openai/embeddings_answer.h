// OpenAI embeddings answers: writes vectors as they come, and closes the list.
// Knows CreateEmbeddingResponse (openai-openapi.json, Aug 2026), its two encodings and unit length; refuses to know
// upstreams.
#pragma once

#include "base/buffer.h"
#include "chat/embedding.h"

namespace rota::openai {

/// Appends to `out`, which outlives the writer, so that no vector is kept in two forms.
class EmbeddingsWriter {
 public:
  /// `unit_length`: the vectors are scaled to it. `task` outlives the writer.
  EmbeddingsWriter(const chat::EmbeddingTask& task, bool unit_length, Buffer& out);

  /// Appends the next vector: a JSON array of numbers. In numbers and not to be scaled, they stay digit for digit.
  void add(Bytes vector);
  /// Appends the end: the model's name and the usage, in which what is not known counts as 0.
  void finish(const chat::Usage& usage);

 private:
  void write_numbers(Bytes vector, double scale);
  void write_base64(Bytes vector, double scale);

  const chat::EmbeddingTask& task_;
  bool unit_length_;
  Buffer& out_;
  Buffer floats_;
  std::int64_t index_ = 0;
};

}  // namespace rota::openai
