// Client rows: the table `client_keys`.
// Knows its statements and its columns; refuses to know a client's key, of which only the SHA-256 gets here.
#pragma once

#include "store/query.h"

namespace rota::store {

/// A client key.
struct ClientRow {
  std::uint64_t id = 0;          ///< the first eight bytes of `digest`, the first one highest
  std::uint8_t digest[32] = {};  ///< SHA-256 of the key
  Bytes name;
  Bytes hint;             ///< the last four characters
  double created_ms = 0;  ///< not in a snapshot
  double expires_ms = 0;  ///< 0: never
  List<Bytes> models;     ///< those allowed; empty: all
  std::int64_t rpm = -1;  ///< requests a minute; -1: client_requests_per_minute, 0: no limit
  std::int64_t rpd = -1;  ///< requests a Pacific day; -1 and 0: no limit
  std::int64_t tpd = -1;  ///< tokens a Pacific day; -1 and 0: no limit
  bool active = true;
  bool safety = true;  ///< off: safety filters are switched off for its requests
  /// May use what the upstream stores (files, caches, batches, ...); no value: only while it is not limited.
  std::optional<bool> resources;
};

/// Its models or its tokens are limited. (How many requests it makes is counted on every route.)
[[nodiscard]] inline bool is_limited(const ClientRow& client) { return !client.models.empty() || client.tpd > 0; }
[[nodiscard]] inline bool may_use_resources(const ClientRow& client) {
  return client.resources.value_or(!is_limited(client));
}

/// What an administrator changes of one; what has no value stays as it is.
struct ClientEdit {
  std::optional<Bytes> name;
  std::optional<bool> active;
  std::optional<double> expires_ms;  ///< 0: never
  std::optional<List<Bytes>> models;
  std::optional<std::int64_t> rpm;  ///< -1: the default, as in ClientRow; the same for the next two
  std::optional<std::int64_t> rpd;
  std::optional<std::int64_t> tpd;
  std::optional<bool> safety;
  std::optional<std::int64_t> resources;  ///< 1 and 0: yes and no; -1: as ClientRow::resources without a value
};

/// Sets `digest` and with it `id`. `digest` is 32 bytes.
void set_digest(ClientRow& client, Bytes digest);
/// `digest` as 64 lower-case hex digits, and back; false when `hex` is not that.
[[nodiscard]] Bytes digest_hex(const ClientRow& client, Arena& arena);
[[nodiscard]] bool read_digest(Bytes hex, ClientRow& client);

/// Adds: all of them, by id, at most limits::clients_stored. `spare` is any reader but the results' own.
void list_clients(Query& query);
[[nodiscard]] List<ClientRow> read_client_rows(json::Value rows, json::Reader& spare, Arena& arena);

/// Adds two statements: a page of them, oldest first (read_client_rows), those only with `search` in their name or hint,
/// ASCII case ignored; and how many there are in all (read_client_count).
void list_clients_page(Query& query, Bytes search, std::int64_t limit, std::int64_t offset);
[[nodiscard]] std::int64_t read_client_count(json::Value rows);

/// Changes 1 row, or 0 when that key is there already or limits::clients_stored are. bump_version belongs into the
/// same query, as with every change here.
void insert_client(Query& query, const ClientRow& client, Arena& arena);
/// Changes 0 rows when there is no such client; the same for delete_client.
void update_client(Query& query, std::uint64_t id, const ClientEdit& edit, Arena& arena);
void delete_client(Query& query, std::uint64_t id);

}  // namespace rota::store
