// The statements of the table `pool_config`; see config_rows.h.
#include "store/config_rows.h"

#include "base/text.h"

namespace rota::store {

namespace {

constexpr Bytes version_name = "config_version";

}  // namespace

void list_settings(Query& query) { query.add("SELECT key, value FROM pool_config ORDER BY key"); }

List<SettingRow> read_setting_rows(json::Value rows, Arena& arena) {
  List<SettingRow> found;
  for (const json::Value row : rows.elements()) {
    const Bytes name = text_of(row, "key", arena);
    if (find_setting(name) != nullptr) found.push(arena, {name, text_of(row, "value", arena)});
  }
  return found;
}

std::int64_t read_version(json::Value rows) {
  for (const json::Value row : rows.elements()) {
    std::uint64_t version = 0;
    if (row["key"].equals(version_name) && text::parse_unsigned(row["value"].escaped(), version)) {
      return static_cast<std::int64_t>(version);
    }
  }
  return 0;
}

void put_setting(Query& query, Bytes name, Bytes value) {
  const Setting* setting = find_setting(name);
  query.add(
      "INSERT INTO pool_config (key, value, description) VALUES (?1, ?2, ?3) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value, description = excluded.description",
      name, value, setting != nullptr ? setting->description : Bytes());
}

void delete_setting(Query& query, Bytes name) { query.add("DELETE FROM pool_config WHERE key = ?1", name); }

void bump_version(Query& query, double now_ms) {
  // D1 binds numbers as REAL: without the casts the text would be "1.0".
  query.add(
      "INSERT INTO pool_config (key, value, description) VALUES (?1, CAST(?2 AS INTEGER), "
      "'Rises with every change of settings, models and client keys.') ON CONFLICT (key) DO UPDATE SET "
      "value = MAX(CAST(value AS INTEGER) + 1, CAST(excluded.value AS INTEGER))",
      version_name, static_cast<std::int64_t>(now_ms));
}

}  // namespace rota::store
