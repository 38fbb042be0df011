// Meter: what the core does and takes while it runs, counted and never timed, so that a run says the same everywhere.
// A step is an edge of the core's own code, as the compiler marks it, or 16 bytes that the C library moved, compared or
// searched for the core. Bytes are what the core holds of the heap. Knows nothing of requests.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rota::growth {

struct Cost {
  std::uint64_t steps = 0;
  std::size_t peak_bytes = 0;  ///< the most that was held at once, beyond what was held when counting began
};

/// Counts anew.
void begin_counting();
/// What was counted since.
[[nodiscard]] Cost counted();

}  // namespace rota::growth
