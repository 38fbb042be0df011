// Key choice: statements on rows of `api_keys` that were chosen by their ids.
// Knows its statements; refuses to know why those keys.
#pragma once

#include "store/key_rows.h"

namespace rota::store {

/// Where a key comes from.
struct KeySource {
  std::uint64_t id = 0;
  Bytes source;  ///< panel, import, env, kv
};
/// Adds: the sources of those of `ids` that are there (read_key_sources).
void list_key_sources(Query& query, const List<std::uint64_t>& ids);
[[nodiscard]] List<KeySource> read_key_sources(json::Value rows, Arena& arena);

/// Forgets what is stored of keys that nobody can decrypt any more; insert_keys of the same query stores them anew.
void drop_sealed(Query& query, const List<std::uint64_t>& ids);

}  // namespace rota::store
