// Models flow: the list of models, or one of them, for clients of a dialect that the upstream does not speak.
// Knows what of it clients are told; refuses to know paging (model_pages.h) and fields (the dialects).
#pragma once

#include "exchange/model_pages.h"
#include "exchange/models_cache.h"

namespace rota::exchange {

class ModelsFlow final : public Flow {
 public:
  /// The flow lives in `arena`; `cache` outlives it and is given the list once it is whole. Null: the list is one
  /// client's own. It holds what `grant` may use.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, const access::Grant& grant,
                                          ModelsCache* cache, json::Reader& reader, Arena& arena);

  ModelsFlow(const Request& request, const Settings& settings, const access::Grant& grant, ModelsCache* cache,
             json::Reader& reader, Arena& arena, Bytes wanted_model);
  /// Listing models spends no model's quota.
  [[nodiscard]] Bytes model() const override { return {}; }
  [[nodiscard]] Result<UpstreamRequest> call() override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return {}; }

 private:
  Arena& arena_;
  const Settings& settings_;
  const access::Grant& grant_;
  const dialect::UpstreamDialect& upstream_;
  const dialect::ClientDialect& client_dialect_;
  ModelsCache* cache_;
  Bytes wanted_model_;  // one model's name, or empty for the list
  ModelPages pages_;
  double now_ms_ = 0;
};

}  // namespace rota::exchange
