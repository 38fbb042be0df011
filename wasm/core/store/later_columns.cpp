// The columns; see later_columns.h.
#include "store/later_columns.h"

#include "base/text.h"

namespace rota::store {

namespace {

struct LaterColumn {
  Bytes name;
  Bytes addition;
};

/// The oldest first; of one version, in the order in which load_all() would miss them.
constexpr LaterColumn later_columns[] = {
    {"native_resources", "ALTER TABLE client_keys ADD COLUMN native_resources INTEGER"},
    {"standard", "ALTER TABLE pool_config ADD COLUMN standard TEXT"},
    {"gmail_email", "ALTER TABLE api_keys ADD COLUMN gmail_email TEXT GENERATED ALWAYS AS (email) VIRTUAL"},
    {"attempts", "ALTER TABLE usage_hourly ADD COLUMN attempts INTEGER"},
    {"attempts", "ALTER TABLE usage_daily ADD COLUMN attempts INTEGER"},
    {"asked_model", "ALTER TABLE api_key_usage ADD COLUMN asked_model TEXT NOT NULL DEFAULT ''"},
};

}  // namespace

bool add_later_columns(Bytes complaint, Buffer& out) {
  bool lacking = false;
  for (const LaterColumn& column : later_columns) lacking = lacking || text::contains(complaint, column.name);
  if (!lacking) return false;
  Query query(out);
  lacking = false;
  for (const LaterColumn& column : later_columns) {
    lacking = lacking || text::contains(complaint, column.name);
    if (lacking) query.add(column.addition);
  }
  query.end();
  return true;
}

}  // namespace rota::store
