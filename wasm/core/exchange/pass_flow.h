// Pass flow: a request whose dialect the upstream speaks itself, passed on byte for byte in both directions.
// Knows which headers and which query stay behind and how to see usage go by; refuses to change a body.
#pragma once

#include "exchange/flow.h"
#include "exchange/usage_tail.h"

namespace rota::exchange {

class PassFlow final : public Flow {
 public:
  /// Gemini's routes are not looked into. Of an OpenAI request with a JSON body the model is read, so the body must be
  /// JSON there. The flow lives in `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Arena& arena);

  PassFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, Bytes model,
           Bytes body);
  [[nodiscard]] Bytes model() const override { return model_; }
  [[nodiscard]] bool passes_errors() const override { return true; }
  [[nodiscard]] UpstreamCall call() override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return tail_.read(dialect_, reader_, arena_); }

 private:
  void commit(ClientSide& client);

  json::Reader& reader_;
  Arena& arena_;
  http::Dialect dialect_;
  Bytes model_;
  Bytes method_;
  Bytes url_;
  Bytes body_;
  Buffer headers_;
  UsageTail tail_;
  std::uint16_t status_ = 0;
  http::Headers answer_headers_;  // of the attempt under way, in the exchange's arena
};

}  // namespace rota::exchange
