// Test flow: the smallest request that shows whether a key serves a model, and what came of it, in JSON.
// Knows which model is asked when none is named; refuses to judge (pool/verdict) and to choose the key (the exchange
// calls the one that it was told, and no other).
#pragma once

#include "exchange/answer_body.h"
#include "exchange/flow.h"
#include "exchange/usage_tail.h"

namespace rota::exchange {

class TestFlow final : public Flow {
 public:
  /// The body is empty, or a JSON object with `model`; 400 or 422 for anything else. Without a model: default_model,
  /// else the first that is configured, else a cheap one of Google's. The flow lives in `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Arena& arena);

  TestFlow(const Settings& settings, json::Reader& reader, Arena& arena, Bytes model);
  [[nodiscard]] Bytes model() const override { return model_; }
  [[nodiscard]] Result<UpstreamRequest> call() override { return request_; }
  [[nodiscard]] bool may_change_key() const override { return false; }
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  /// Answers 200 {ok, status, cause, message, model, ms}, whatever the upstream said.
  [[nodiscard]] bool conclude(const Ending& ending, ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return tail_.read(upstream_, reader_, arena_); }
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }

 private:
  json::Reader& reader_;
  Arena& arena_;
  const dialect::UpstreamDialect& upstream_;
  Bytes model_;
  Buffer body_;
  UpstreamRequest request_;  // with a view of body_
  AnswerBody answer_{arena_.account()};
  UsageTail tail_;
  const chat::UpstreamError* error_ = nullptr;
};

}  // namespace rota::exchange
