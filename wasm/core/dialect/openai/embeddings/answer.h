// OpenAI embeddings answers: writes vectors as they come, and closes the list.
// Knows CreateEmbeddingResponse (openai-openapi.json, Aug 2026), its two encodings and unit length; refuses to know
// upstreams.
#pragma once

#include "dialect/dialect.h"

namespace rota::openai {

/// The vectors go out as they come, so that none is kept in two forms.
class EmbeddingsWriter final : public dialect::EmbeddingsWriter {
 public:
  /// `task` outlives the writer; it says whether vectors are scaled to unit length.
  explicit EmbeddingsWriter(const chat::EmbeddingTask& task) : task_(task) {}

  /// In numbers and not to be scaled, they stay digit for digit.
  void add(json::Raw vector, Buffer& out) override;
  /// Appends the model's name and the usage, in which what is not known counts as 0.
  void end(const chat::Usage& usage, Buffer& out) override;

 private:
  void open(Buffer& out);

  const chat::EmbeddingTask& task_;
  bool opened_ = false;
  std::int64_t index_ = 0;
};

}  // namespace rota::openai
