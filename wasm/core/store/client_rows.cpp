// The statements of the table `client_keys`; see client_rows.h.
#include "store/client_rows.h"

#include "base/limits.h"

namespace rota::store {

namespace {

#define ROTA_CLIENT_COLUMNS                                                                                      \
  "digest, hint, name, is_active, created_at, expires_at, models, requests_per_minute, requests_per_day, " \
  "tokens_per_day, safety_enabled, native_resources "
#define ROTA_CLIENT_MATCHES "(?1 = '' OR instr(lower(name || char(10) || hint), lower(?1)) > 0) "

constexpr std::size_t digest_bytes = sizeof(ClientRow::digest);
constexpr std::size_t id_bytes = 8;  // of a digest, as its id; in hex as everywhere

std::optional<std::int64_t> limit_parameter(std::int64_t limit) {
  if (limit < 0) return std::nullopt;
  return limit;
}

std::optional<std::int64_t> choice_parameter(std::optional<bool> choice) {
  if (!choice) return std::nullopt;
  return *choice ? 1 : 0;
}

std::optional<std::int64_t> time_parameter(std::optional<double> ms) {
  if (!ms) return std::nullopt;
  return static_cast<std::int64_t>(*ms);
}

}  // namespace

void set_digest(ClientRow& client, Bytes digest) {
  std::memcpy(client.digest, digest.data(), digest_bytes);
  client.id = 0;
  for (std::size_t i = 0; i < id_bytes; ++i) client.id = client.id << 8 | client.digest[i];
}

Bytes digest_hex(const ClientRow& client, Arena& arena) {
  char* hex = static_cast<char*>(arena.allocate(2 * digest_bytes, 1));
  for (std::size_t i = 0; i < digest_bytes; ++i) {
    hex[2 * i] = "0123456789abcdef"[client.digest[i] >> 4];
    hex[2 * i + 1] = "0123456789abcdef"[client.digest[i] & 15];
  }
  return {hex, 2 * digest_bytes};
}

bool read_digest(Bytes hex, ClientRow& client) {
  if (hex.size() != 2 * digest_bytes) return false;
  char digest[digest_bytes];
  for (std::size_t at = 0; at < digest_bytes; at += id_bytes) {
    std::uint64_t part = 0;
    if (!text::parse_hex_id(hex.substr(2 * at, 2 * id_bytes), part)) return false;
    for (std::size_t i = 0; i < id_bytes; ++i) {
      digest[at + i] = static_cast<char>(part >> (8 * (id_bytes - 1 - i)) & 0xFF);
    }
  }
  set_digest(client, Bytes(digest, digest_bytes));
  return true;
}

void list_clients(Query& query) {
  query.add("SELECT " ROTA_CLIENT_COLUMNS "FROM client_keys ORDER BY id LIMIT ?1", limits::clients_stored);
}

void list_clients_page(Query& query, Bytes search, std::int64_t limit, std::int64_t offset) {
  query.add("SELECT " ROTA_CLIENT_COLUMNS "FROM client_keys WHERE " ROTA_CLIENT_MATCHES
            "ORDER BY created_at, id LIMIT ?2 OFFSET ?3",
            search, limit, offset);
  query.add("SELECT COUNT(*) AS total FROM client_keys WHERE " ROTA_CLIENT_MATCHES, search);
}

std::int64_t read_client_count(json::Value rows) { return integer_of(rows.at(0), "total"); }

List<ClientRow> read_client_rows(json::Value rows, json::Reader& spare, Arena& arena) {
  List<ClientRow> clients;
  for (const json::Value row : rows.elements()) {
    ClientRow client;
    if (!read_digest(text_of(row, "digest", arena), client)) continue;
    client.name = text_of(row, "name", arena);
    client.hint = text_of(row, "hint", arena);
    client.created_ms = static_cast<double>(integer_of(row, "created_at"));
    client.expires_ms = static_cast<double>(integer_of(row, "expires_at"));
    client.models = texts_of(row, "models", spare, arena);
    client.rpm = nullable_of(row, "requests_per_minute").value_or(-1);
    client.rpd = nullable_of(row, "requests_per_day").value_or(-1);
    client.tpd = nullable_of(row, "tokens_per_day").value_or(-1);
    client.active = integer_of(row, "is_active") != 0;
    client.safety = integer_of(row, "safety_enabled") != 0;
    if (const auto resources = nullable_of(row, "native_resources")) client.resources = *resources != 0;
    clients.push(arena, client);
  }
  return clients;
}

void insert_client(Query& query, const ClientRow& client, Arena& arena) {
  const auto expires = client.expires_ms > 0 ? time_parameter(client.expires_ms) : std::nullopt;
  query.add(
      "INSERT INTO client_keys (id, digest, hint, name, is_active, created_at, expires_at, models, "
      "requests_per_minute, requests_per_day, tokens_per_day, safety_enabled, native_resources) "
      "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 "
      "WHERE (SELECT COUNT(*) FROM client_keys) < ?14 "
      "ON CONFLICT (id) DO NOTHING",
      HexId{client.id}, digest_hex(client, arena), client.hint, client.name, client.active,
      static_cast<std::int64_t>(client.created_ms), expires, texts_json(client.models, arena),
      limit_parameter(client.rpm), limit_parameter(client.rpd), limit_parameter(client.tpd), client.safety,
      choice_parameter(client.resources), limits::clients_stored);
}

void update_client(Query& query, std::uint64_t id, const ClientEdit& edit, Arena& arena) {
  std::optional<Bytes> models;
  if (edit.models) models = texts_json(*edit.models, arena);
  query.add(
      "UPDATE client_keys SET name = COALESCE(?2, name), is_active = COALESCE(?3, is_active), "
      "expires_at = CASE WHEN ?4 IS NULL THEN expires_at ELSE NULLIF(?4, 0) END, models = COALESCE(?5, models), "
      "requests_per_minute = CASE WHEN ?6 IS NULL THEN requests_per_minute ELSE NULLIF(?6, -1) END, "
      "requests_per_day = CASE WHEN ?7 IS NULL THEN requests_per_day ELSE NULLIF(?7, -1) END, "
      "tokens_per_day = CASE WHEN ?8 IS NULL THEN tokens_per_day ELSE NULLIF(?8, -1) END, "
      "safety_enabled = COALESCE(?9, safety_enabled), "
      "native_resources = CASE WHEN ?10 IS NULL THEN native_resources ELSE NULLIF(?10, -1) END WHERE id = ?1",
      HexId{id}, edit.name, edit.active, time_parameter(edit.expires_ms), models, edit.rpm, edit.rpd, edit.tpd,
      edit.safety, edit.resources);
}

void delete_client(Query& query, std::uint64_t id) { query.add("DELETE FROM client_keys WHERE id = ?1", HexId{id}); }

}  // namespace rota::store
