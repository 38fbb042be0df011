// Usage reads: the sums of usage_hourly and usage_daily, by whatever is asked, with what these tables have not been told.
// Knows its statements, and that a day is read from its hours until it has been rolled up; refuses to know calendars.
#pragma once

#include "store/query.h"

namespace rota::store {

/// A Pacific day and its hours [first_hour, end_hour), all since 1970.
struct UsageDay {
  std::int64_t day = 0;
  std::int64_t first_hour = 0;
  std::int64_t end_hour = 0;
};

enum class UsageBy : std::uint8_t { model, key, client, hour, day };

struct UsageQuestion {
  UsageBy by = UsageBy::model;
  List<UsageDay> days;         ///< the latest first
  std::int64_t from_hour = 0;  ///< nothing before it, with `hours_only`
  bool hours_only = false;     ///< hours are finer than days, as long as they are kept
  Bytes unsent = "[]";         ///< stats::Rollups::write_unsent_hourly: added where D1 lacks it at that very moment
};

struct UsageSum {
  Bytes subject;          ///< a model, or the id of a key or client (empty: no client key); empty by hour and day
  Bytes name;             ///< of the key or client, as its row has it now
  Bytes masked;           ///< of the key or client: its last characters
  std::int64_t time = 0;  ///< the hour or the day
  std::int64_t requests = 0;  ///< of clients, ended; of a key: with it
  std::int64_t attempts = 0;  ///< calls of an upstream
  std::int64_t errors = 0;    ///< attempts that failed
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  std::int64_t first_byte_ms = 0;  ///< sum over successes, as total_ms
  std::int64_t total_ms = 0;
};

/// Adds two statements: the sums, at most limits::admin_stats_rows of them, the busiest first or in the order of time;
/// and the sum of all, one row.
void sum_usage(Query& query, const UsageQuestion& question, Arena& arena);
[[nodiscard]] List<UsageSum> read_usage_sums(json::Value rows, Arena& arena);

}  // namespace rota::store
