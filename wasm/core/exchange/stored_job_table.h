// The stored job's table; see stored_job.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class StoredJobPhase : std::uint8_t {
  idle,
  asking,  // the client's store
  done,
};

// clang-format off
inline constexpr Transition<StoredJobPhase> stored_job_table[] = {
  {StoredJobPhase::idle,   started,           to(StoredJobPhase::asking, StoredJobPhase::done)},
  {StoredJobPhase::asking, Kind::store_reply, to(StoredJobPhase::done)},
  {StoredJobPhase::asking, Kind::failed,      to(StoredJobPhase::done)},
  {StoredJobPhase::asking, Kind::client_gone, to(StoredJobPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
