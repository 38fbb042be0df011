// Known keys: the list of keys as the pool object alone can give it, while D1 does not.
// Knows masked keys, where they come from and how they stand; refuses to invent what D1 alone says (names, totals).
#pragma once

#include "admin/operation.h"
#include "store/key_search.h"

namespace rota::admin {

/// How the list is wanted.
struct KnownKeysWanted {
  store::KeySearch search;  ///< its order is that of the pool: what else there is to order by, D1 knows
  bool by_state = false;
  bool one_state = false;
  pool::KeyState state = pool::KeyState::ready;
};

/// Gives the page, in `arena`, and puts the number of all that were found into `total`.
[[nodiscard]] List<store::KeyRecord> list_known_keys(const pool::PoolParts& pool, const KnownKeysWanted& wanted,
                                                     double now_ms, Arena& arena, std::int64_t& total);

}  // namespace rota::admin
