// The gate's table; see admin_gate.h.
#pragma once

#include "base/machine_table.h"

namespace rota::access {

enum class AdminGatePhase : std::uint8_t {
  shut,        // nobody has come
  checking,    // the host takes the signature of the session that was sent
  renewing,    // the host signs the session anew
  admitted,    // an administrator, as far as the isolate can tell
  permitting,  // the pool object is asked whether the session still holds and the address may go on
  open,
  decided,     // answered otherwise: refused, shown a page, or sent elsewhere
};

// clang-format off
inline constexpr Transition<AdminGatePhase> admin_gate_table[] = {
  {AdminGatePhase::shut,       Kind::request,     to(AdminGatePhase::checking, AdminGatePhase::admitted, AdminGatePhase::permitting, AdminGatePhase::decided)},
  {AdminGatePhase::checking,   Kind::hmac,        to(AdminGatePhase::renewing, AdminGatePhase::admitted, AdminGatePhase::decided)},
  {AdminGatePhase::checking,   Kind::failed,      to(AdminGatePhase::decided)},
  {AdminGatePhase::renewing,   Kind::hmac,        to(AdminGatePhase::admitted)},
  {AdminGatePhase::renewing,   Kind::failed,      to(AdminGatePhase::decided)},
  {AdminGatePhase::admitted,   Kind::request_end, to(AdminGatePhase::permitting, AdminGatePhase::open)},
  {AdminGatePhase::admitted,   Kind::hmac,        to(AdminGatePhase::permitting, AdminGatePhase::open)},
  {AdminGatePhase::permitting, Kind::pool_reply,  to(AdminGatePhase::open, AdminGatePhase::decided)},
  {AdminGatePhase::permitting, Kind::failed,      to(AdminGatePhase::decided)},
};
// clang-format on

}  // namespace rota::access
