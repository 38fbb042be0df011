// Asset job: a file of the panel on its way from where it was deployed.
// Knows which headers go with pages and which with what they load; refuses to know who may see them (access/admin_gate).
#pragma once

#include "exchange/asset_job_table.h"
#include "exchange/context.h"
#include "exchange/job.h"
#include "exchange/journal.h"

namespace rota::exchange {

class AssetJob final : public Job {
 public:
  /// `path`: among the files deployed with the Worker; lives as long as the exchange.
  AssetJob(Context& context, Journal& journal, Bytes path) : context_(context), journal_(journal), path_(path) {}
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;

 private:
  using Phase = AssetJobPhase;
  [[nodiscard]] bool take_head(const Event& event, Actions& out);
  [[nodiscard]] bool miss(Kind on, Actions& out);
  [[nodiscard]] bool end(Kind on);

  Context& context_;
  Journal& journal_;
  Bytes path_;
  Track<asset_job_table> track_{Phase::idle};
  std::uint32_t token_ = 0;
  Buffer head_;
};

/// The panel's only page.
inline constexpr Bytes panel_page = "/index.html";

}  // namespace rota::exchange
