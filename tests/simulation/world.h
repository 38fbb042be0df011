// World: one run of a plan, from the first request to the last report.
// Knows when clients come, isolates appear and vanish, objects are evicted and clocks step; every rule that must hold
// is checked where it could break (book, pool_watch, isolate) and throws Broken.
#pragma once

#include "isolate.h"

namespace rota::simulation {

struct Outcomes {
  Tally tally;
  std::int64_t upstream_calls = 0;
  std::int64_t upstream_refused = 0;
  int evictions = 0;
  std::string broken;  ///< empty: every invariant held
  Caching caching = {};
  std::int64_t moves = 0;  ///< of conversations, from key to key
};

[[nodiscard]] Outcomes play(const Plan& plan);

}  // namespace rota::simulation
