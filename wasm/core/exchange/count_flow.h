// Count flow: how many tokens a chat request would be, by the upstream's own count.
// Knows that the request is translated like one that wants an answer; refuses to estimate: where the upstream does not
// count, the client is told so.
#pragma once

#include "exchange/answer_body.h"
#include "exchange/chat_memory.h"
#include "exchange/flow.h"

namespace rota::exchange {

class CountFlow final : public Flow {
 public:
  /// Reads and checks the request. `reader` is borrowed for good; the flow lives in `arena`. The upstream's
  /// dialect counts. `memory` is read for the time of the call.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, ChatMemory& memory,
                                          json::Reader& reader, Random& random, Arena& arena);

  /// `conversation` lives in `arena`.
  CountFlow(const Request& request, const Settings& settings, const dialect::Amendments& amendments,
            const chat::Conversation& conversation, json::Reader& reader, Arena& arena);
  [[nodiscard]] Bytes model() const override { return conversation_.model; }
  [[nodiscard]] Result<UpstreamRequest> call() override;
  void sent() override { outgoing_.release(); }
  void describe(dialect::Asked& asked) const override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  /// Nothing is spent by counting.
  [[nodiscard]] chat::Usage usage() override { return {}; }
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }

 private:
  [[nodiscard]] Status write();

  json::Reader& reader_;
  Arena& arena_;
  const dialect::UpstreamDialect& upstream_;
  const dialect::ClientDialect& client_dialect_;
  const dialect::Amendments amendments_;  // that the model is known to need
  const chat::Conversation& conversation_;
  Bytes url_;
  Buffer outgoing_{arena_.account()};  // empty: to be written anew
  AnswerBody answer_{arena_.account()};
  const chat::UpstreamError* error_ = nullptr;
};

}  // namespace rota::exchange
