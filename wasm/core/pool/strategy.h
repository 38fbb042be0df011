// Strategy: which of the keys that can serve comes next.
// Knows turns, chances and scores; refuses to know why a key cannot serve (ledger) and what a shortage is called
// (shortage). Each strategy is a function of ledger, wish, time and chance alone.
#pragma once

#include "base/random.h"
#include "pool/need.h"
#include "store/config.h"

namespace rota::pool {

/// What a request needs of the pool.
struct Wish {
  Need need;
  List<std::uint64_t> avoid;  ///< keys that it has tried
};

/// The position of the key chosen, or `nowhere`. Whoever takes it lends it before the next choice.
///
/// A key over a learned limit (Serves::last) is chosen only when no other serves.
///
/// round_robin: one rotation for all models, in the pool's order. The pick is the first key from `next` on that can
///   serve, and `next` moves past it: past the keys that could not serve as well, so that after a detour the rotation
///   goes on behind the pick and no key is called twice in a row while others wait.
/// least_used: the key that was lent least often this Pacific day, over all models; of several, the one whose last lend
///   is longest ago. When more than 64 keys before it cannot serve, the least used of 64 that are drawn.
/// random: a key's chance is its weight's share of the weights of all keys that serve.
/// adaptive: of score_sample keys drawn by weight (or of all, when there are no more than that), each has a chance in
///   proportion to the square of its score(). Chances instead of the best of all: with the best, every
///   isolate would send all its traffic to one key until that key was worn out.
///
/// Costs: none looks at more keys than it must while most keys serve. When hardly any does, each falls back to looking
/// at every key once.
[[nodiscard]] std::uint32_t choose(store::Rotation strategy, const Ledger& ledger, const Wish& wish, double now_ms,
                                   Random& random, std::uint32_t& next);

/// How promising a key is for a model, 0 to 1:  (0.2 + 0.8 x success) x speed x (0.1 + 0.9 x room)
///   success: moving average of its attempts (Ledger), 1 for a new key
///   speed:   1 / (1 + first_byte_ms / 2000), from the moving average; a new key's is 1
///   room:    the smallest share of its known limits and quotas that is left (Ledger::room), 1 when none is known
/// A probe's score is a twentieth of that.
[[nodiscard]] double score(const Ledger& ledger, std::uint32_t at, Name model, double now_ms);

/// Keys that adaptive compares.
inline constexpr std::uint32_t score_sample = 8;

}  // namespace rota::pool
