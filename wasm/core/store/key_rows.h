// Key rows: the table `api_keys`, and the one query that loads everything a pool needs.
// Knows its statements and its columns; refuses to know a key: `sealed` is encrypted before it gets here.
#pragma once

#include "store/query.h"

namespace rota::store {

/// A key of the pool as the table holds it.
struct KeyRow {
  std::uint64_t id = 0;  ///< text::fingerprint of the key
  Bytes sealed;          ///< what seal gave; empty: the key is not stored here but comes from API_KEYS or KV
  Bytes masked;          ///< text::mask of the key
  Bytes source;          ///< panel, import, env, kv
  Bytes name;
  Bytes email;              ///< not in what load_all gives
  Bytes project;            ///< keys of one project share its limits; empty: its own
  Bytes notes;              ///< not in what load_all gives
  std::uint8_t weight = 1;  ///< 1 to 100
  bool active = true;       ///< false: switched off by an administrator
};

/// A key with what the table knows of its use, as of the last flush or of the question (KeySearch::unsent).
struct KeyRecord {
  KeyRow key;
  double created_ms = 0;
  std::int64_t attempts = 0;  ///< the column total_requests
  std::int64_t errors = 0;
  std::int64_t tokens = 0;
  double last_used_ms = 0;  ///< 0: never
  Bytes last_error;
};

/// The statements of load_all, as places among its Results.
struct Loaded {
  static constexpr std::size_t keys = 0;      ///< read_key_rows
  static constexpr std::size_t models = 1;    ///< read_model_rows
  static constexpr std::size_t clients = 2;   ///< read_client_rows
  static constexpr std::size_t settings = 3;  ///< read_setting_rows, read_version
};
/// Where a row's `sealed` belongs, as seal and unseal are told: "api_keys/ID".
[[nodiscard]] Bytes seal_place(std::uint64_t id, Arena& arena);
/// Whether it was sealed before seals had a place (until November 2026).
[[nodiscard]] bool is_placeless(Bytes sealed);
/// Puts new seals into rows that still have such an old one.
void renew_seals(Query& query, const List<KeyRow>& keys, double now_ms);

/// Appends a whole query's body: keys (oldest first, at most limits::pool_keys), models, clients, settings.
void load_all(Buffer& out);
[[nodiscard]] List<KeyRow> read_key_rows(json::Value rows, Arena& arena);

/// Adds keys, in as few statements as limits::query_parameter_bytes allows. A key that is there stays as it is, but
/// one that was known only by name (no `sealed`) gets what is stored now, and the texts that are not empty. The changes
/// of the statements added are how many keys were new in that sense. `now_ms` becomes created_at.
void insert_keys(Query& query, const List<KeyRow>& keys, double now_ms);
/// Adds rows for keys that come from API_KEYS or KV (id, masked, source are used), so that they can be named and
/// counted. A row that is there keeps all but its source.
void note_keys(Query& query, const List<KeyRow>& keys, double now_ms);

/// What an administrator changes of a key; what has no value stays as it is.
struct KeyEdit {
  std::optional<Bytes> name;
  std::optional<Bytes> project;
  std::optional<Bytes> notes;
  std::optional<std::uint8_t> weight;
  std::optional<bool> active;
};
/// Changes 0 rows when there is no such key.
void update_key(Query& query, std::uint64_t id, const KeyEdit& edit);
/// Clears the error count and the last error.
void clear_key_errors(Query& query, std::uint64_t id);
void delete_keys(Query& query, const List<std::uint64_t>& ids);

/// Adds: one key (read_key_records).
void get_key(Query& query, std::uint64_t id);
[[nodiscard]] List<KeyRecord> read_key_records(json::Value rows, Arena& arena);

}  // namespace rota::store
