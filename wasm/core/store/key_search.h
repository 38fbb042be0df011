// Key search: pages of `api_keys`, found, filtered and ordered.
// Knows its statements; refuses to know how a key stands: whoever asks brings the ids.
#pragma once

#include "store/key_rows.h"

namespace rota::store {

enum class KeyOrder : std::uint8_t { created, name, project, requests, errors, tokens, last_used };

/// Which keys to list: those with `search` (ASCII case is ignored; empty: all) in name, email, project, notes or the
/// masked key.
struct KeySearch {
  Bytes search;
  std::int64_t limit = 50;  ///< at most limits::admin_page_rows
  std::int64_t offset = 0;
  KeyOrder order = KeyOrder::created;  ///< equals in the order of their coming
  bool descending = false;
  List<KeyRow> unnamed = {};  ///< keys without rows, which are listed as if they had them, where they have still none
  double unnamed_ms = 0;      ///< their created_at
  Bytes unsent = "[]";        ///< stats::Rollups::write_unsent_keys: added where D1 lacks it at that very moment
};

/// Each adds two statements: the page (read_key_records, without `sealed`) and how many there are in all
/// (read_key_count). The SQL lives in `arena`.
void list_keys(Query& query, const KeySearch& search, Arena& arena);
/// Among `ids` only.
void list_keys_among(Query& query, const KeySearch& search, const List<std::uint64_t>& ids, Arena& arena);
/// By rank instead of search.order: the keys of each list in `ranks` behind those of the lists before it, and what
/// stands in none of them last.
void list_keys_ranked(Query& query, const KeySearch& search, const List<List<std::uint64_t>>& ranks, Arena& arena);
[[nodiscard]] std::int64_t read_key_count(json::Value rows);

/// Adds: all keys, oldest first, at most limits::pool_keys (read_key_records, without `sealed`).
void list_all_keys(Query& query);

}  // namespace rota::store
