// Config rows: the table `pool_config`: settings that differ from their defaults, and the version of all configuration.
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
/// The settings among the rows; the version and names of other versions of Rota are left out.
[[nodiscard]] List<SettingRow> read_setting_rows(json::Value rows, Arena& arena);
/// The version among the rows; 0 when nothing was ever changed.
[[nodiscard]] std::int64_t read_version(json::Value rows);

/// Sets a setting, with its description for whoever reads the table. The name is one of settings[].
void put_setting(Query& query, Bytes name, Bytes value);
/// Back to the default.
void delete_setting(Query& query, Bytes name);

/// Every change of settings, models or clients takes this into its own query, so that no change goes unnoticed. The
/// version only rises, even when the database was made anew: it is at least `now_ms`.
void bump_version(Query& query, double now_ms);

}  // namespace rota::store
