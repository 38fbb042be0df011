// Config rows: the table `pool_config`: all settings, those that nobody has set with their defaults, and the version of all
// configuration.
// Knows its statements; refuses to judge a value: check() of config.h does that before.
#pragma once

#include "store/config.h"
#include "store/query.h"

namespace rota::store {

/// Adds: every row, by name.
void list_settings(Query& query);

/// A setting as the table holds it.
struct SettingRow {
  Bytes name;
  Bytes value;
};
/// The settings among the rows that somebody has set: the version, names of other versions of Rota and noted defaults are
/// left out. A noted default that has another value by now was set by hand.
[[nodiscard]] List<SettingRow> read_setting_rows(json::Value rows, Arena& arena);
/// The version among the rows; 0 when nothing was ever changed.
[[nodiscard]] std::int64_t read_version(json::Value rows);

/// Sets a setting, with its description for whoever reads the table. The name is one of settings[].
void put_setting(Query& query, Bytes name, Bytes value);
/// Back to the default.
void delete_setting(Query& query, Bytes name);

/// What the rows lack for whoever reads the table: every setting that nobody has set, with its value in `presets`.
[[nodiscard]] List<SettingRow> defaults_to_note(json::Value rows, const Config& presets, Arena& arena);
/// Notes them. What somebody has set meanwhile stays.
void note_defaults(Query& query, const List<SettingRow>& defaults);

/// Every change of settings, models or clients takes this into its own query, so that no change goes unnoticed. The
/// version only rises, even when the database was made anew: it is at least `now_ms`.
void bump_version(Query& query, double now_ms);

}  // namespace rota::store
