// Embeddings flow: an embeddings request of a dialect that the upstream does not speak, batch after batch.
// Knows how many texts go at once; the dialects know the fields.
#pragma once

#include "exchange/answer_body.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// The client gets nothing until all is there, so a batch that fails is asked for again, with another key, and those
/// before it are kept.
class EmbeddingsFlow final : public Flow {
 public:
  /// Reads and checks the request. `reader` is borrowed for good; the flow lives in `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Arena& arena);

  EmbeddingsFlow(const Settings& settings, json::Reader& reader, Arena& arena, const dialect::EmbeddingsCall& call);
  [[nodiscard]] Bytes model() const override { return task_.model; }
  [[nodiscard]] Result<UpstreamRequest> call() override;
  void sent() override { outgoing_.release(); }
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  /// Of the batch at hand: each is reported apart.
  [[nodiscard]] chat::Usage usage() override { return batch_usage_; }
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }

 private:
  [[nodiscard]] std::size_t batch() const;

  json::Reader& reader_;
  Arena& arena_;
  Arena batch_arena_{arena_.account()};
  const dialect::UpstreamDialect& upstream_;
  chat::EmbeddingTask& task_;  // in arena_
  Bytes url_;
  Buffer outgoing_{arena_.account()};
  std::size_t done_ = 0;  // texts whose vectors are written
  AnswerBody answer_{arena_.account()};  // the upstream's, one batch
  Buffer written_{arena_.account()};     // the client's
  dialect::EmbeddingsWriter& writer_;
  chat::Usage usage_;  // of all batches
  chat::Usage batch_usage_;
  const chat::UpstreamError* error_ = nullptr;
};

}  // namespace rota::exchange
