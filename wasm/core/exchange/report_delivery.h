// Report delivery: what waits to be reported when a request has ended reaches the pool: at once when others should know,
// else with whichever request calls the pool next, else after a moment.
// Knows whose turn it is to stay awake for that; refuses to know what the reports say.
#pragma once

#include "exchange/pool_link.h"
#include "exchange/report_delivery_table.h"

namespace rota::exchange {

class ReportDelivery {
 public:
  ReportDelivery(Context& context, PoolLink& link) : context_(context), link_(link) {}

  /// False when nothing is left to do.
  [[nodiscard]] bool begin(bool at_once, Actions& out);
  /// The same. An event that is not for the delivery changes nothing.
  [[nodiscard]] bool take(const Event& event, Actions& out);

 private:
  using Phase = ReportDeliveryPhase;
  [[nodiscard]] bool ask(Kind on, Actions& out);

  Context& context_;
  PoolLink& link_;
  Track<report_delivery_table> track_{Phase::idle};
  std::uint32_t timer_token_ = 0;
  std::uint32_t claim_ = 0;  // the gateway's, while this exchange stays awake
};

}  // namespace rota::exchange
