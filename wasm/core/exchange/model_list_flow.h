// Model list flow: the upstream's own list of models, for clients of its own dialect to whom it shows too much, models that
// are not offered here or that the client's key may not use, or too little: chains.
// Knows which of a page's entries stay, and that chains follow on the last page, and keeps all else of it as it came; refuses to know where a dialect has them
// (ClientDialect::list_member) and who may use what (offer.h).
#pragma once

#include "exchange/answer_body.h"
#include "exchange/flow.h"

namespace rota::exchange {

class ModelListFlow final : public Flow {
 public:
  /// The flow lives in `arena`; `settings` and `grant` outlive it. Pages that the client asks for are asked for, one a request.
  [[nodiscard]] static Flow* make(const Request& request, const Settings& settings, const access::Grant& grant,
                                  json::Reader& reader, Arena& arena);

  ModelListFlow(const Request& request, const Settings& settings, const access::Grant& grant, json::Reader& reader,
                Arena& arena);
  /// Listing models spends no model's quota.
  [[nodiscard]] Bytes model() const override { return {}; }
  [[nodiscard]] Result<UpstreamRequest> call() override { return UpstreamRequest{"GET", url_, {}, {}}; }
  [[nodiscard]] bool passes_errors() const override { return true; }
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  /// Fails with the upstream's blame past limits::answer_body_bytes.
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return {}; }

 private:
  [[nodiscard]] bool shows(json::Value entry) const;

  const Settings& settings_;
  const access::Grant& grant_;
  const dialect::ClientDialect& dialect_;
  json::Reader& reader_;
  Arena& arena_;
  Bytes url_;
  AnswerBody body_;
};

}  // namespace rota::exchange
