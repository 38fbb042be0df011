// The asset job's table; see asset_job.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class AssetJobPhase : std::uint8_t {
  idle,
  asking,   // the file is asked for
  sending,  // its head has gone to the client
  done,
};

// clang-format off
inline constexpr Transition<AssetJobPhase> asset_job_table[] = {
  {AssetJobPhase::idle,    started,             to(AssetJobPhase::asking)},
  {AssetJobPhase::asking,  Kind::upstream_head, to(AssetJobPhase::sending, AssetJobPhase::done)},
  {AssetJobPhase::asking,  Kind::upstream_end,  to(AssetJobPhase::done)},
  {AssetJobPhase::asking,  Kind::failed,        to(AssetJobPhase::done)},
  {AssetJobPhase::asking,  Kind::client_gone,   to(AssetJobPhase::done)},
  {AssetJobPhase::sending, Kind::upstream_body, to(AssetJobPhase::sending)},
  {AssetJobPhase::sending, Kind::upstream_end,  to(AssetJobPhase::done)},
  {AssetJobPhase::sending, Kind::failed,        to(AssetJobPhase::done)},
  {AssetJobPhase::sending, Kind::client_gone,   to(AssetJobPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
