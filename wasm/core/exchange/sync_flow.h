// Sync flow: the upstream's list of models, for the administrators' desk, which knows the configured ones.
// Knows what of an administrator's request concerns the desk; refuses to know what the desk does with it
// (admin/model_sync.h).
#pragma once

#include "exchange/model_pages.h"

namespace rota::exchange {

class SyncFlow final : public Flow {
 public:
  /// The body is empty, or a JSON object of `add` and `version`; 400 or 422 for anything else. The flow lives in
  /// `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Arena& arena);

  SyncFlow(const Settings& settings, json::Reader& reader, Arena& arena, json::Raw add, json::Raw version);
  /// Listing models spends no model's quota.
  [[nodiscard]] Bytes model() const override { return {}; }
  [[nodiscard]] Result<UpstreamRequest> call() override { return pages_.call(); }
  void accept(std::uint16_t, const http::Headers&, double, ClientSide&) override { pages_.clear(); }
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide&) override { return pages_.take(chunk); }
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] Bytes desk_request() const override { return written_.view(); }
  [[nodiscard]] chat::Usage usage() override { return {}; }

 private:
  void write();

  ModelPages pages_;
  json::Raw add_;      // JSON as the administrator sent it, or empty
  json::Raw version_;  // likewise
  Buffer written_;
};

}  // namespace rota::exchange
