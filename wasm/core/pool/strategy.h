// Strategy: which of the keys that can serve comes next.
// Knows turns; refuses to know why a key cannot serve (ledger) and what a shortage is called (shortage).
#pragma once

#include "base/random.h"
#include "pool/ledger.h"

namespace rota::pool {

enum class Strategy : std::uint8_t { round_robin };

/// What a request needs of the pool.
struct Wish {
  std::uint32_t count = 1;  ///< picks
  Name model = unknown_name;
  List<std::uint64_t> avoid;  ///< keys that it has tried
};

[[nodiscard]] bool is_avoided(const Wish& wish, std::uint64_t key);

/// Positions of the keys chosen, in the order of their use, in `arena`; fewer than wanted only when none can serve.
/// A key comes twice only when fewer than `count` can serve; a probe never does.
///
/// round_robin: one rotation for all models, in the pool's order. The pick is the first key from `next` on that can
/// serve, and `next` moves past it: past the keys that could not serve as well, so that after a detour the rotation
/// goes on behind the pick and no key is called twice in a row while others wait.
[[nodiscard]] List<std::uint32_t> choose(Strategy strategy, const Ledger& ledger, const Wish& wish, double now_ms,
                                         Random& random, std::uint32_t& next, Arena& arena);

}  // namespace rota::pool
