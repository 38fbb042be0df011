// The table of a client's store; see client_store.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class ClientStorePhase : std::uint8_t {
  idle,
  asked,
};

// clang-format off
inline constexpr Transition<ClientStorePhase> client_store_table[] = {
  {ClientStorePhase::idle,  started,           to(ClientStorePhase::asked)},
  {ClientStorePhase::asked, Kind::store_reply, to(ClientStorePhase::idle)},
  {ClientStorePhase::asked, Kind::failed,      to(ClientStorePhase::idle)},
};
// clang-format on

}  // namespace rota::exchange
