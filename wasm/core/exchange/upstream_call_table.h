// The call's table; see upstream_call.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class UpstreamCallPhase : std::uint8_t {
  idle,       // no call is under way
  calling,    // nothing has come back
  judging,    // it answered with an error, whose body is being read
  answering,  // it answered well
};

// clang-format off
inline constexpr Transition<UpstreamCallPhase> upstream_call_table[] = {
  {UpstreamCallPhase::idle,      started,             to(UpstreamCallPhase::calling)},

  {UpstreamCallPhase::calling,   Kind::upstream_head, to(UpstreamCallPhase::judging, UpstreamCallPhase::answering)},
  {UpstreamCallPhase::calling,   Kind::failed,        to(UpstreamCallPhase::idle)},
  {UpstreamCallPhase::calling,   Kind::timer,         to(UpstreamCallPhase::calling, UpstreamCallPhase::idle)},
  {UpstreamCallPhase::calling,   started,             to(UpstreamCallPhase::idle)},

  {UpstreamCallPhase::judging,   Kind::upstream_body, to(UpstreamCallPhase::judging, UpstreamCallPhase::idle)},
  {UpstreamCallPhase::judging,   Kind::upstream_end,  to(UpstreamCallPhase::idle)},
  {UpstreamCallPhase::judging,   Kind::failed,        to(UpstreamCallPhase::idle)},
  {UpstreamCallPhase::judging,   Kind::timer,         to(UpstreamCallPhase::judging, UpstreamCallPhase::idle)},
  {UpstreamCallPhase::judging,   started,             to(UpstreamCallPhase::idle)},

  {UpstreamCallPhase::answering, Kind::upstream_body, to(UpstreamCallPhase::answering)},
  {UpstreamCallPhase::answering, Kind::upstream_end,  to(UpstreamCallPhase::idle)},
  {UpstreamCallPhase::answering, Kind::failed,        to(UpstreamCallPhase::idle)},
  {UpstreamCallPhase::answering, Kind::timer,         to(UpstreamCallPhase::answering, UpstreamCallPhase::idle)},
  {UpstreamCallPhase::answering, started,             to(UpstreamCallPhase::idle)},
};
// clang-format on

}  // namespace rota::exchange
