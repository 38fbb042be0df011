// The lease's table; see key_lease.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class KeyLeasePhase : std::uint8_t {
  idle,      // no key is wanted, or one was found, or none is to be had
  waiting,   // another request has asked for more picks than it needs
  asking,    // the pool has been asked
  draining,  // nobody wants the key any more, but picks for others are on their way
};

// clang-format off
inline constexpr Transition<KeyLeasePhase> key_lease_table[] = {
  {KeyLeasePhase::idle,     started,          to(KeyLeasePhase::idle, KeyLeasePhase::waiting, KeyLeasePhase::asking)},
  {KeyLeasePhase::waiting,  Kind::nudged,     to(KeyLeasePhase::idle, KeyLeasePhase::asking)},
  {KeyLeasePhase::waiting,  Kind::timer,      to(KeyLeasePhase::idle, KeyLeasePhase::asking)},
  {KeyLeasePhase::waiting,  started,          to(KeyLeasePhase::idle)},
  {KeyLeasePhase::asking,   Kind::pool_reply, to(KeyLeasePhase::idle, KeyLeasePhase::asking)},
  {KeyLeasePhase::asking,   Kind::failed,     to(KeyLeasePhase::idle)},
  {KeyLeasePhase::asking,   started,          to(KeyLeasePhase::draining)},
  {KeyLeasePhase::draining, Kind::pool_reply, to(KeyLeasePhase::idle)},
  {KeyLeasePhase::draining, Kind::failed,     to(KeyLeasePhase::idle)},
};
// clang-format on

}  // namespace rota::exchange
