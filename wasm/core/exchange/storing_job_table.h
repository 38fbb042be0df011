// The storing job's table; see storing_job.h. What happens while the request is served, the proxy job's table says.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class StoringJobPhase : std::uint8_t {
  idle,
  recalling,  // what the request refers to is being read
  serving,    // the upstream answers; the answer may be on its way to the store
  keeping,    // all is said and reported: the answer is still on its way to the store
  done,
};

// clang-format off
inline constexpr Transition<StoringJobPhase> storing_job_table[] = {
  {StoringJobPhase::idle,      started,             to(StoringJobPhase::recalling, StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},

  {StoringJobPhase::recalling, Kind::store_reply,   to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::recalling, Kind::failed,        to(StoringJobPhase::done)},
  {StoringJobPhase::recalling, Kind::client_gone,   to(StoringJobPhase::done)},

  {StoringJobPhase::serving,   Kind::pool_reply,    to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::nudged,        to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::upstream_head, to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::upstream_body, to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::upstream_end,  to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::failed,        to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::timer,         to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::client_gone,   to(StoringJobPhase::serving, StoringJobPhase::keeping, StoringJobPhase::done)},
  {StoringJobPhase::serving,   Kind::store_reply,   to(StoringJobPhase::serving)},

  {StoringJobPhase::keeping,   Kind::store_reply,   to(StoringJobPhase::done)},
  {StoringJobPhase::keeping,   Kind::failed,        to(StoringJobPhase::keeping, StoringJobPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
