// Roster: all keys of the pool from all the places they come from, merged into one list.
// Knows who wins where two places name the same key; refuses to know how each place is read.
#pragma once

#include "pool/key_import.h"
#include "pool/key_list.h"
#include "pool/ledger.h"
#include "store/key_rows.h"

namespace rota::pool {

/// What the roster is made of. Everything must outlive the merge, not the roster.
struct RosterSources {
  const KeyList& environment;              ///< API_KEYS, in its order
  const List<store::KeyRow>& rows;         ///< of D1: names, weights and switches of all keys
  const List<Secret>& secrets;             ///< of the rows that are sealed, in their order; empty: cannot be opened
  const List<ImportedKey>& published;      ///< of KV (C3)
};

/// Keys of the environment first, then those stored in D1, then those of KV; each once. What D1 says of a key (project,
/// weight, switched off) holds wherever the key itself comes from. At most limits::pool_keys. Copied into `arena`.
[[nodiscard]] KeyList make_roster(const RosterSources& sources, Arena& arena);

/// For a load without D1 or KV: keys that are known from there keep their place and their state, and are out until it
/// can be read. Without D1's rows (`rows_failed`), what D1 said of a key is what `known` remembers.
void recall_keys(KeyList& roster, const Array<PoolKey>& known, bool rows_failed, Arena& arena);

/// Which of `shards` pools a key belongs to: keys of one project are never parted, for they share their limits.
[[nodiscard]] std::uint32_t shard_of(const ListedKey& key, std::uint32_t shards);

/// The rows that D1 has not: keys of the environment and of KV that it does not name yet, for store::note_keys.
[[nodiscard]] List<store::KeyRow> unnamed_keys(const RosterSources& sources, Arena& arena);

}  // namespace rota::pool
