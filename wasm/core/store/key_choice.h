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

/// What people call a key: its name, else its mail address.
struct KeyName {
  std::uint64_t id = 0;
  Bytes name;
};
/// Adds: by what people know those of `ids` that have a name or a mail address, the name first (read_key_names).
void list_key_names(Query& query, const List<std::uint64_t>& ids);
/// In the order of their ids, for name_in.
[[nodiscard]] List<KeyName> read_key_names(json::Value rows, Arena& arena);
/// Empty when the key has none.
[[nodiscard]] Bytes name_in(const List<KeyName>& names, std::uint64_t id);

/// Changes all of `ids` that are there; name and what has no value stay as they are.
void update_keys(Query& query, const List<std::uint64_t>& ids, const KeyEdit& edit);
/// Clears the error counts and the last errors.
void clear_errors(Query& query, const List<std::uint64_t>& ids);

/// Forgets what is stored of keys that nobody can decrypt any more; insert_keys of the same query stores them anew.
void drop_sealed(Query& query, const List<std::uint64_t>& ids);

}  // namespace rota::store
