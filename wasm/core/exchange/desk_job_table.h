// The desk job's table; see desk_job.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class DeskJobPhase : std::uint8_t { idle, asking, done };

// clang-format off
inline constexpr Transition<DeskJobPhase> desk_job_table[] = {
  {DeskJobPhase::idle,   started,           to(DeskJobPhase::asking)},
  {DeskJobPhase::asking, Kind::pool_reply,  to(DeskJobPhase::done)},
  {DeskJobPhase::asking, Kind::failed,      to(DeskJobPhase::done)},
  {DeskJobPhase::asking, Kind::client_gone, to(DeskJobPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
