// The link's table; see pool_link.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class PoolLinkPhase : std::uint8_t {
  idle,   // nothing is asked
  asked,  // a call of the pool is under way
};

// clang-format off
inline constexpr Transition<PoolLinkPhase> pool_link_table[] = {
  {PoolLinkPhase::idle,  started,          to(PoolLinkPhase::asked)},
  {PoolLinkPhase::asked, Kind::pool_reply, to(PoolLinkPhase::idle)},
  {PoolLinkPhase::asked, Kind::failed,     to(PoolLinkPhase::idle)},
};
// clang-format on

}  // namespace rota::exchange
