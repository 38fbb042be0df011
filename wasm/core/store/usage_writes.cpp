// The statements that record what was counted; see usage_writes.h.
#include "store/usage_writes.h"

#include "base/limits.h"
#include "base/time.h"

namespace rota::store {

void insert_usage(Query& query, Bytes rows_json) {
  query.add(
      "INSERT INTO api_key_usage (request_timestamp, seq, api_key_id, client_id, model, endpoint, dialect, "
      "response_status, verdict, attempts, prompt_tokens, completion_tokens, cached_tokens, thinking_tokens, "
      "tokens_used, first_byte_ms, total_ms, error_message, asked_model) "
      "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, "
      "value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, "
      "value ->> 16, value ->> 17, COALESCE(value ->> 18, '') FROM json_each(?1) WHERE true ON CONFLICT (request_timestamp, seq) DO NOTHING",
      rows_json);
}

void add_hourly(Query& query, Bytes sums_json, Bytes write) {
  query.add(
      "INSERT INTO usage_hourly (hour, subject, model, requests, attempts, errors, prompt_tokens, completion_tokens, "
      "cached_tokens, thinking_tokens, first_byte_ms, total_ms) "
      "SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, "
      "value ->> 8, value ->> 9, value ->> 10, value ->> 11 FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM writes WHERE id = ?2) "
      "ON CONFLICT (hour, subject, model) DO UPDATE SET requests = requests + excluded.requests, "
      "attempts = COALESCE(usage_hourly.attempts, usage_hourly.requests) + excluded.attempts, "
      "errors = errors + excluded.errors, prompt_tokens = prompt_tokens + excluded.prompt_tokens, "
      "completion_tokens = completion_tokens + excluded.completion_tokens, "
      "cached_tokens = cached_tokens + excluded.cached_tokens, "
      "thinking_tokens = thinking_tokens + excluded.thinking_tokens, "
      "first_byte_ms = first_byte_ms + excluded.first_byte_ms, total_ms = total_ms + excluded.total_ms",
      sums_json, write);
}

void add_key_totals(Query& query, Bytes totals_json, Bytes write) {
  query.add(
      "UPDATE api_keys SET total_requests = total_requests + told.attempts, error_count = error_count + told.errors, "
      "tokens_used = tokens_used + told.tokens, last_used_at = MAX(COALESCE(last_used_at, 0), told.used_at), "
      "last_error = CASE told.error WHEN '' THEN last_error ELSE told.error END "
      "FROM (SELECT value ->> 'id' AS id, value ->> 'attempts' AS attempts, value ->> 'errors' AS errors, "
      "value ->> 'tokens' AS tokens, value ->> 'last_used_at' AS used_at, value ->> 'last_error' AS error "
      "FROM json_each(?1)) AS told WHERE api_keys.id = told.id AND NOT EXISTS (SELECT 1 FROM writes WHERE id = ?2)",
      totals_json, write);
}

void roll_up_day(Query& query, std::int64_t day, std::int64_t first_hour, std::int64_t end_hour) {
  // Replaced in place, not deleted first: a day whose hours are pruned already keeps its sums.
  query.add(
      "INSERT INTO usage_daily (day, subject, model, requests, attempts, errors, prompt_tokens, completion_tokens, "
      "cached_tokens, thinking_tokens, first_byte_ms, total_ms) "
      "SELECT ?1, subject, model, SUM(requests), SUM(COALESCE(attempts, requests)), SUM(errors), "
      "SUM(prompt_tokens), SUM(completion_tokens), SUM(cached_tokens), SUM(thinking_tokens), SUM(first_byte_ms), SUM(total_ms) FROM usage_hourly "
      "WHERE hour >= ?2 AND hour < ?3 GROUP BY subject, model "
      "ON CONFLICT (day, subject, model) DO UPDATE SET requests = excluded.requests, "
      "attempts = excluded.attempts, errors = excluded.errors, "
      "prompt_tokens = excluded.prompt_tokens, completion_tokens = excluded.completion_tokens, "
      "cached_tokens = excluded.cached_tokens, thinking_tokens = excluded.thinking_tokens, "
      "first_byte_ms = excluded.first_byte_ms, total_ms = excluded.total_ms",
      day, first_hour, end_hour);
}

void prune_usage(Query& query, double now_ms, std::uint32_t retention_days, std::int64_t today) {
  const double oldest_ms = now_ms - retention_days * day_ms;
  query.add("DELETE FROM api_key_usage WHERE request_timestamp < ?1", static_cast<std::int64_t>(oldest_ms));
  query.add("DELETE FROM usage_hourly WHERE hour < ?1", hour_of(oldest_ms));
  query.add("DELETE FROM usage_daily WHERE day < ?1", today - limits::usage_daily_days);
}

}  // namespace rota::store
