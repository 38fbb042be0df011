// The delivery's table; see report_delivery.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class ReportDeliveryPhase : std::uint8_t {
  idle,     // nothing is left to deliver
  waiting,  // for another request that takes the reports along
  asking,   // the pool is being told
};

// clang-format off
inline constexpr Transition<ReportDeliveryPhase> report_delivery_table[] = {
  {ReportDeliveryPhase::idle,    started,          to(ReportDeliveryPhase::idle, ReportDeliveryPhase::waiting, ReportDeliveryPhase::asking)},
  {ReportDeliveryPhase::waiting, Kind::timer,      to(ReportDeliveryPhase::idle, ReportDeliveryPhase::asking)},
  {ReportDeliveryPhase::asking,  Kind::pool_reply, to(ReportDeliveryPhase::idle, ReportDeliveryPhase::asking)},
  {ReportDeliveryPhase::asking,  Kind::failed,     to(ReportDeliveryPhase::idle)},
};
// clang-format on

}  // namespace rota::exchange
