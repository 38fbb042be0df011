// Naive: the pool that people write first: each isolate takes the keys of a list in turn, and the next one whenever a
// call fails. It remembers nothing of what the upstream said.
#pragma once

#include "world.h"

namespace rota::simulation {

/// The plan's traffic and upstream, without Rota. Only its limits matter: other faults are not played.
[[nodiscard]] Outcomes play_naively(const Plan& plan);

}  // namespace rota::simulation
