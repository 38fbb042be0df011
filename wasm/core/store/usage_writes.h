// Usage writes: what was counted goes to the tables api_key_usage, usage_hourly, usage_daily and to the totals of
// api_keys.
// Knows the statements and the order of columns in the JSON they take; refuses to know who counts (stats) and when.
#pragma once

#include "store/query.h"

namespace rota::store {

// Each of the first three takes one JSON list as a parameter, which D1 takes up to 2 MB. An empty list is fine. Sums are
// added once for each `write`: nothing is added where that id stands in the table `writes` (store/writes.h), so the
// transaction that adds them notes it.

/// Rows of api_key_usage, each [request_timestamp, seq, api_key_id, client_id, model, endpoint, dialect,
/// response_status, verdict, attempts, prompt_tokens, completion_tokens, cached_tokens, thinking_tokens, tokens_used,
/// first_byte_ms, total_ms, error_message]. A row that is there already is left alone, so telling it twice is harmless.
void insert_usage(Query& query, Bytes rows_json);

/// Sums to add to usage_hourly, each [hour, subject, model, requests, attempts, errors, prompt_tokens, completion_tokens,
/// cached_tokens, thinking_tokens, first_byte_ms, total_ms].
void add_hourly(Query& query, Bytes sums_json, Bytes write);

/// Sums to add to api_keys, each {id, attempts, errors, tokens, last_used_at, last_error}; each id once; ids that are
/// not there are skipped. An empty last_error leaves the one before.
void add_key_totals(Query& query, Bytes totals_json, Bytes write);

/// Makes the sums of a Pacific day from those of its hours [first_hour, end_hour); as often as one likes.
void roll_up_day(Query& query, std::int64_t day, std::int64_t first_hour, std::int64_t end_hour);

/// Deletes what is older than it need be: usage rows and hourly sums past `retention_days`, daily sums past
/// limits::usage_daily_days. `today` is the Pacific day of `now_ms`.
void prune_usage(Query& query, double now_ms, std::uint32_t retention_days, std::int64_t today);

}  // namespace rota::store
