// The proxy job's table; see proxy_job.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class ProxyJobPhase : std::uint8_t {
  idle,
  gathering,  // what the request names by URL is being fetched
  leasing,    // a key is wanted
  calling,    // the upstream has been called
  pausing,    // the upstream has failed, and is tried again in a moment
  asking,     // the pool has been told, or its administrators' desk asked, with what the upstream said
  draining,   // the client is served or gone, a call of the pool is still under way
  settling,   // the client is served or gone, reports may still wait for a ride
  probing,    // all is said and reported: a probe of a doubted key is still under way
  done,
};

// clang-format off
inline constexpr Transition<ProxyJobPhase> proxy_job_table[] = {
  {ProxyJobPhase::idle,      started,             to(ProxyJobPhase::gathering, ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::done)},

  {ProxyJobPhase::gathering, Kind::upstream_head, to(ProxyJobPhase::gathering, ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::gathering, Kind::upstream_body, to(ProxyJobPhase::gathering, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::gathering, Kind::upstream_end,  to(ProxyJobPhase::gathering, ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::gathering, Kind::failed,        to(ProxyJobPhase::gathering, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::gathering, Kind::timer,         to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::gathering, Kind::client_gone,   to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::leasing,   Kind::pool_reply,    to(ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::leasing,   Kind::failed,        to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::leasing,   Kind::nudged,        to(ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::leasing,   Kind::timer,         to(ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::leasing,   Kind::client_gone,   to(ProxyJobPhase::draining, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::calling,   Kind::upstream_head, to(ProxyJobPhase::calling)},
  {ProxyJobPhase::calling,   Kind::upstream_body, to(ProxyJobPhase::calling, ProxyJobPhase::leasing, ProxyJobPhase::pausing, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::calling,   Kind::upstream_end,  to(ProxyJobPhase::calling, ProxyJobPhase::leasing, ProxyJobPhase::pausing, ProxyJobPhase::asking, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::calling,   Kind::failed,        to(ProxyJobPhase::calling, ProxyJobPhase::leasing, ProxyJobPhase::pausing, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::calling,   Kind::timer,         to(ProxyJobPhase::calling, ProxyJobPhase::leasing, ProxyJobPhase::pausing, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::calling,   Kind::client_gone,   to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::pausing,   Kind::timer,         to(ProxyJobPhase::leasing, ProxyJobPhase::calling, ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::pausing,   Kind::client_gone,   to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::asking,    Kind::pool_reply,    to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::asking,    Kind::failed,        to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::asking,    Kind::client_gone,   to(ProxyJobPhase::draining)},

  {ProxyJobPhase::draining,  Kind::pool_reply,    to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::draining,  Kind::failed,        to(ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::settling,  Kind::timer,         to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::settling,  Kind::pool_reply,    to(ProxyJobPhase::settling, ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::settling,  Kind::failed,        to(ProxyJobPhase::probing, ProxyJobPhase::done)},

  {ProxyJobPhase::probing,   Kind::upstream_head, to(ProxyJobPhase::probing)},
  {ProxyJobPhase::probing,   Kind::upstream_body, to(ProxyJobPhase::probing)},
  {ProxyJobPhase::probing,   Kind::upstream_end,  to(ProxyJobPhase::probing)},
  {ProxyJobPhase::probing,   Kind::timer,         to(ProxyJobPhase::probing)},
  {ProxyJobPhase::probing,   Kind::pool_reply,    to(ProxyJobPhase::probing, ProxyJobPhase::done)},
  {ProxyJobPhase::probing,   Kind::failed,        to(ProxyJobPhase::probing, ProxyJobPhase::done)},
};
// clang-format on

}  // namespace rota::exchange
