// Naive: the pool that people write first: a list of keys, and the next one whenever a call fails. Each isolate begins
// where its own last call ended. It remembers nothing of what the upstream said.
#pragma once

#include "world.h"

namespace rota::simulation {

/// The plan's traffic and upstream, without Rota. Only its limits matter: other faults are not played.
[[nodiscard]] Outcomes play_naively(const Plan& plan);

}  // namespace rota::simulation
