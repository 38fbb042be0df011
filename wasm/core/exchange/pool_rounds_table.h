// The rounds' table; see pool_rounds.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class PoolRoundsPhase : std::uint8_t {
  idle,
  waiting,  // another request is asking the same
  asking,
  done,
};

// clang-format off
inline constexpr Transition<PoolRoundsPhase> pool_rounds_table[] = {
  {PoolRoundsPhase::idle,    started,           to(PoolRoundsPhase::waiting, PoolRoundsPhase::asking, PoolRoundsPhase::done)},
  {PoolRoundsPhase::waiting, Kind::nudged,      to(PoolRoundsPhase::asking, PoolRoundsPhase::done)},
  {PoolRoundsPhase::waiting, Kind::timer,       to(PoolRoundsPhase::asking, PoolRoundsPhase::done)},
  {PoolRoundsPhase::waiting, Kind::client_gone, to(PoolRoundsPhase::done)},
  {PoolRoundsPhase::asking,  Kind::pool_reply,  to(PoolRoundsPhase::asking, PoolRoundsPhase::done)},
  {PoolRoundsPhase::asking,  Kind::failed,      to(PoolRoundsPhase::done)},
  {PoolRoundsPhase::asking,  Kind::client_gone, to(PoolRoundsPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
