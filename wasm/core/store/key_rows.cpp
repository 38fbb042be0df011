// The statements of the table `api_keys`; see key_rows.h.
#include "store/key_rows.h"

#include "base/limits.h"
#include "base/text.h"
#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/model_rows.h"

namespace rota::store {

namespace {

KeyRow read_key_row(json::Value row, Arena& arena) {
  KeyRow key;
  key.id = id_of(row, "id");
  key.sealed = text_of(row, "sealed", arena);
  key.masked = text_of(row, "api_key", arena);
  key.source = text_of(row, "source", arena);
  key.name = text_of(row, "name", arena);
  key.email = text_of(row, "email", arena);
  key.project = text_of(row, "project", arena);
  key.notes = text_of(row, "notes", arena);
  const std::int64_t weight = integer_of(row, "weight");
  constexpr std::int64_t most = limits::key_weight_max;
  key.weight = static_cast<std::uint8_t>(weight < 1 ? 1 : weight < most ? weight : most);
  key.active = integer_of(row, "is_active") != 0;
  return key;
}

void write_key_row(json::Writer& out, const KeyRow& key) {
  out.begin_array();
  out.string(text::hex_id(key.id).view());
  out.string(key.masked);
  if (key.sealed.empty()) {
    out.null();
  } else {
    out.string(key.sealed);
  }
  for (const Bytes text : {key.source, key.name, key.email, key.project, key.notes}) out.string(text);
  out.integer(key.weight);
  out.integer(key.active ? 1 : 0);
  out.end_array();
}

/// A statement for every parameter's worth of keys: ?1 is the list, ?2 the time.
void add_key_statements(Query& query, Bytes sql, const List<KeyRow>& keys, double now_ms) {
  const auto now = static_cast<std::int64_t>(now_ms);
  Buffer list;
  Buffer row;
  for (const KeyRow& key : keys) {
    row.clear();
    json::Writer writer(row);
    write_key_row(writer, key);
    if (!list.empty() && list.size() + row.size() + 2 > limits::query_parameter_bytes) {
      list.append(']');
      query.add(sql, list.view(), now);
      list.clear();
    }
    list.append(list.empty() ? '[' : ',');
    list.append(row.view());
  }
  if (list.empty()) return;
  list.append(']');
  query.add(sql, list.view(), now);
}

}  // namespace

/// Keys are listed, and lent, by when they were created: those that come together get a millisecond each, so that they
/// keep the order in which they were given, behind all that are there (but for what a wrong clock has put far ahead).
#define ROTA_CREATED_AT \
  "MAX(?2, (SELECT COALESCE(MAX(created_at), 0) + 1 FROM api_keys WHERE created_at < ?2 + 3600000)) + key"

void load_all(Buffer& out) {
  Query query(out);
  query.add(
      "SELECT id, api_key, sealed, source, name, project, weight, is_active FROM api_keys ORDER BY created_at, id "
      "LIMIT ?1",
      limits::pool_keys);
  list_models(query);
  list_clients(query);
  list_settings(query);
  // Nothing is wanted of these: a database made before there were such tables and columns is told apart by them, and gets
  // them.
  query.add("SELECT gmail_email FROM api_keys, writes, gemini_keys, user_keys, usage_logs LIMIT 0");
  query.add("SELECT attempts FROM usage_hourly LIMIT 0");
  query.add("SELECT asked_model FROM api_key_usage LIMIT 0");
  query.end();
}

List<KeyRow> read_key_rows(json::Value rows, Arena& arena) {
  List<KeyRow> keys;
  for (const json::Value row : rows.elements()) keys.push(arena, read_key_row(row, arena));
  return keys;
}

void insert_keys(Query& query, const List<KeyRow>& keys, double now_ms) {
  add_key_statements(
      query,
      "INSERT INTO api_keys (id, api_key, sealed, source, name, email, project, notes, weight, is_active, created_at) "
      "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, "
      "value ->> 8, value ->> 9, " ROTA_CREATED_AT " FROM json_each(?1) WHERE true ON CONFLICT (id) DO UPDATE SET "
      "sealed = excluded.sealed, source = excluded.source, "
      "name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END, "
      "email = CASE excluded.email WHEN '' THEN email ELSE excluded.email END, "
      "project = CASE excluded.project WHEN '' THEN project ELSE excluded.project END, "
      "notes = CASE excluded.notes WHEN '' THEN notes ELSE excluded.notes END "
      "WHERE api_keys.sealed IS NULL AND excluded.sealed IS NOT NULL",
      keys, now_ms);
}

Bytes seal_place(std::uint64_t id, Arena& arena) { return arena.join("api_keys/", text::hex_id(id).view()); }

bool is_placeless(Bytes sealed) { return text::starts_with(sealed, "v1."); }

void renew_seals(Query& query, const List<KeyRow>& keys, double now_ms) {
  add_key_statements(query,
                     "UPDATE api_keys SET sealed = renewed.sealed FROM (SELECT value ->> 0 AS id, value ->> 2 AS sealed, "
                     "?2 AS at FROM json_each(?1)) AS renewed WHERE api_keys.id = renewed.id AND "
                     "substr(api_keys.sealed, 1, 3) = 'v1.'",
                     keys, now_ms);
}

void note_keys(Query& query, const List<KeyRow>& keys, double now_ms) {
  add_key_statements(query,
                     "INSERT INTO api_keys (id, api_key, source, name, created_at) SELECT value ->> 0, value ->> 1, "
                     "value ->> 3, value ->> 4, " ROTA_CREATED_AT " FROM json_each(?1) WHERE true ON CONFLICT (id) DO UPDATE SET "
                     "source = excluded.source WHERE api_keys.sealed IS NULL AND source <> excluded.source",
                     keys, now_ms);
}

void update_key(Query& query, std::uint64_t id, const KeyEdit& edit) {
  query.add(
      "UPDATE api_keys SET name = COALESCE(?2, name), project = COALESCE(?3, project), notes = COALESCE(?4, notes), "
      "weight = COALESCE(?5, weight), is_active = COALESCE(?6, is_active) WHERE id = ?1",
      HexId{id}, edit.name, edit.project, edit.notes, edit.weight, edit.active);
}

void clear_key_errors(Query& query, std::uint64_t id) {
  query.add("UPDATE api_keys SET error_count = 0, last_error = '' WHERE id = ?1", HexId{id});
}

void delete_keys(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("DELETE FROM api_keys WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

void get_key(Query& query, std::uint64_t id) { query.add("SELECT * FROM api_keys WHERE id = ?1", HexId{id}); }

List<KeyRecord> read_key_records(json::Value rows, Arena& arena) {
  List<KeyRecord> records;
  for (const json::Value row : rows.elements()) {
    KeyRecord record;
    record.key = read_key_row(row, arena);
    record.created_ms = static_cast<double>(integer_of(row, "created_at"));
    record.attempts = integer_of(row, "total_requests");
    record.errors = integer_of(row, "error_count");
    record.tokens = integer_of(row, "tokens_used");
    record.last_used_ms = static_cast<double>(integer_of(row, "last_used_at"));
    record.last_error = text_of(row, "last_error", arena);
    records.push(arena, record);
  }
  return records;
}

}  // namespace rota::store
