// The statements of the table `pool_config`; see config_rows.h.
#include "store/config_rows.h"

#include "base/text.h"

namespace rota::store {

namespace {

constexpr Bytes version_name = "config_version";

bool is_noted_default(json::Value row, Arena& arena) {
  const json::Value standard = row["standard"];
  return standard.is_string() && standard.text(arena) == row["value"].text(arena);
}

/// The row of a name; absent when there is none.
json::Value find_row(json::Value rows, Bytes name) {
  for (const json::Value row : rows.elements()) {
    if (row["key"].equals(name)) return row;
  }
  return {};
}

}  // namespace

void list_settings(Query& query) { query.add("SELECT key, value, standard FROM pool_config ORDER BY key"); }

List<SettingRow> read_setting_rows(json::Value rows, Arena& arena) {
  List<SettingRow> found;
  for (const json::Value row : rows.elements()) {
    const Bytes name = text_of(row, "key", arena);
    if (find_setting(name) != nullptr && !is_noted_default(row, arena)) found.push(arena, {name, text_of(row, "value", arena)});
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
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value, description = excluded.description, standard = NULL",
      name, value, setting != nullptr ? setting->description : Bytes());
}

void delete_setting(Query& query, Bytes name) { query.add("DELETE FROM pool_config WHERE key = ?1", name); }

List<SettingRow> defaults_to_note(json::Value rows, const Config& presets, Arena& arena) {
  List<SettingRow> defaults;
  for (const Setting& setting : settings) {
    const json::Value row = find_row(rows, setting.name);
    const Bytes value = value_of(presets, setting.name, arena);
    const bool stands = row && (!is_noted_default(row, arena) || row["value"].text(arena) == value);
    if (!stands) defaults.push(arena, {setting.name, value});
  }
  return defaults;
}

void note_defaults(Query& query, const List<SettingRow>& defaults) {
  Buffer list;
  json::Writer writer(list);
  writer.begin_array();
  for (const SettingRow& row : defaults) {
    const Setting* setting = find_setting(row.name);
    writer.begin_array();
    writer.string(row.name);
    writer.string(row.value);
    writer.string(setting != nullptr ? setting->description : Bytes());
    writer.end_array();
  }
  writer.end_array();
  query.add(
      "INSERT INTO pool_config (key, value, description, standard) SELECT value ->> 0, value ->> 1, value ->> 2, "
      "value ->> 1 FROM json_each(?1) WHERE true ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
      "description = excluded.description, standard = excluded.standard WHERE pool_config.standard = pool_config.value",
      list.view());
}

void bump_version(Query& query, double now_ms) {
  // D1 binds numbers as REAL: without the casts the text would be "1.0".
  query.add(
      "INSERT INTO pool_config (key, value, description) VALUES (?1, CAST(?2 AS INTEGER), "
      "'Rises with every change of settings, models and client keys.') ON CONFLICT (key) DO UPDATE SET "
      "value = MAX(CAST(value AS INTEGER) + 1, CAST(excluded.value AS INTEGER))",
      version_name, static_cast<std::int64_t>(now_ms));
}

}  // namespace rota::store
