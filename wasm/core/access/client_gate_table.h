// The gate's table; see client_gate.h.
#pragma once

#include "base/machine_table.h"

namespace rota::access {

enum class ClientGatePhase : std::uint8_t {
  shut,       // nobody has come
  digesting,  // the host takes the digest of the key that was sent
  asking,     // the pool is asked whether there are newer settings
  open,
  rejected,
};

// clang-format off
inline constexpr Transition<ClientGatePhase> client_gate_table[] = {
  {ClientGatePhase::shut,      Kind::request,    to(ClientGatePhase::digesting, ClientGatePhase::open, ClientGatePhase::rejected)},
  {ClientGatePhase::digesting, Kind::digested,   to(ClientGatePhase::digesting, ClientGatePhase::asking, ClientGatePhase::open, ClientGatePhase::rejected)},
  {ClientGatePhase::digesting, Kind::failed,     to(ClientGatePhase::digesting, ClientGatePhase::open, ClientGatePhase::rejected)},
  {ClientGatePhase::asking,    Kind::pool_reply, to(ClientGatePhase::digesting, ClientGatePhase::open, ClientGatePhase::rejected)},
  {ClientGatePhase::asking,    Kind::failed,     to(ClientGatePhase::digesting, ClientGatePhase::open, ClientGatePhase::rejected)},
  {ClientGatePhase::open,      started,          to(ClientGatePhase::digesting, ClientGatePhase::open, ClientGatePhase::rejected)},
};
// clang-format on

}  // namespace rota::access
