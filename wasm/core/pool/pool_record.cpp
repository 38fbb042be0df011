// Recording: what is counted, and when it goes to D1. See pool_state.h.
// With tracking, rows of single calls go a minute after the first of them. Sums go when every row to be written stands
// for limits::flush_requests_per_row requests, and after an hour at the latest: so D1 is written once for many requests
// however many there are. All of it waits in stored rows meanwhile, and the alarm finds the object even if it was
// evicted.
#include "base/limits.h"
#include "base/text.h"
#include "pool/pacific_day.h"
#include "pool/pool_state.h"
#include "store/usage_writes.h"

namespace rota::pool {

namespace {

constexpr double hour_in_ms = 60 * 60 * 1000.0;

}  // namespace

void PoolState::record(const Report& report, double now_ms, Arena& arena) {
  stats::Outcome outcome;
  outcome.called = report.key != 0;
  if (outcome.called) outcome.key = arena.copy(text::hex_id(report.key).view());
  outcome.client = report.client;
  outcome.model = report.model;
  outcome.endpoint = report.endpoint;
  outcome.dialect = report.dialect;
  outcome.verdict = outcome.called ? name_of(report.verdict.cause) : Bytes("none");
  if (report.verdict.cause != Cause::ok) outcome.error = text::redact(arena, report.verdict.reason);
  outcome.status = report.status;
  outcome.client_status = report.client_status;
  outcome.attempt = report.attempt;
  outcome.last = report.last;
  outcome.prompt_tokens = report.prompt_tokens;
  outcome.completion_tokens = report.completion_tokens;
  outcome.cached_tokens = report.cached_tokens;
  outcome.thinking_tokens = report.thinking_tokens;
  outcome.first_byte_ms = report.first_byte_ms;
  outcome.total_ms = report.total_ms;
  outcome.overhead_ms = report.overhead_ms;
  outcome.at_ms = now_ms;
  metrics.count(outcome);
  // The end of a request whose calls were told before is no further line.
  if (outcome.called || outcome.attempt == 0) recent.add(outcome);
  std::uint64_t client = 0;
  if (text::parse_hex_id(report.client, client)) {
    clients.spend(client, report.prompt_tokens + report.completion_tokens + report.thinking_tokens, now_ms);
  }
  if (!outcome.called || !has_db) return;
  rollups.add(outcome);
  if (config.enable_usage_tracking) usage_rows.add(outcome);
  records_dirty = true;
}

/// One alarm, for the next flush: it is moved only to be earlier, when rows of single calls join sums that wait.
void PoolState::set_alarm(double now_ms, Actions& out) {
  if (!has_db) return;
  double wait_ms = 0;
  if (rollups.rows() != 0) wait_ms = limits::flush_sums_ms;
  if (usage_rows.rows() != 0) wait_ms = limits::flush_rows_ms;
  const bool is_set = alarm_ms > now_ms && alarm_ms <= now_ms + wait_ms;
  if (wait_ms <= 0 || is_set) return;
  alarm_ms = now_ms + wait_ms;
  out.add(Kind::alarm_in, 0, wait_ms);
}

/// Every row to be written, of the sums and of the keys' totals, stands for enough requests.
bool PoolState::sums_are_worth_it() const {
  const auto rows = static_cast<std::int64_t>(rollups.rows() * 2);
  return rows != 0 && rollups.requests() >= rows * limits::flush_requests_per_row;
}

void PoolState::flush_if_due(double now_ms, Actions& out) {
  const double since_failure_ms = now_ms - flush_failed_ms;
  if (!has_db || (since_failure_ms >= 0 && since_failure_ms < limits::load_retry_ms)) return;
  if (sums_are_worth_it() || usage_rows.rows() >= limits::flush_rows_most) flush(now_ms, out);
}

void PoolState::flush(double now_ms, Actions& out) {
  if (!has_db || rollups.flushing() || usage_rows.flushing()) return;
  const bool sums_due = sums_are_worth_it() || flush_all || now_ms - rollups.oldest_ms() >= limits::flush_sums_ms;
  flush_all = false;
  const bool has_rows = usage_rows.begin_flush();
  const bool has_sums = sums_due && rollups.begin_flush();
  if (!has_rows && !has_sums) return;
  Buffer body;
  Buffer json;
  store::Query query(body);
  if (has_rows) {
    usage_rows.write_json(json);
    store::insert_usage(query, json.view());
  }
  if (has_sums) {
    json.clear();
    rollups.write_hourly(json);
    store::add_hourly(query, json.view());
    json.clear();
    rollups.write_keys(json);
    store::add_key_totals(query, json.view());
  }
  query.end();
  ask_d1(flush_token, body, out);
}

void PoolState::flush_ended(const Event& event, Actions& out) {
  const bool well = event.kind != Kind::failed;
  if (usage_rows.flushing()) well ? usage_rows.flushed() : usage_rows.flush_failed();
  if (rollups.flushing()) well ? rollups.flushed() : rollups.flush_failed();
  records_dirty = true;
  flush_failed_ms = well ? 0 : event.now_ms;
  if (well) {
    store_records(out);  // at once: what D1 has and a stored row still holds would be counted twice after a crash
    const auto results = store::Results::read(event.body, reader, out.arena());
    for (std::size_t i = 0; results.ok() && i < results->size(); ++i) metrics.spent.rows_written_d1 += results->changes(i);
  } else {
    out.add(Kind::log, 0, 0, out.arena().join("usage could not be written to D1 and waits: ", event.head));
  }
  set_alarm(event.now_ms, out);
  wake_if_dirty(event.now_ms, out);
}

/// The day that has ended gets its sums, and what is too old goes. Only one shard does it, for all, with both crons:
/// the second finds what came to D1 after the first.
void PoolState::close_day(double now_ms, Actions& out) {
  if (!has_db || cursor.shard != 0) return;
  const std::int32_t today = pacific_day(now_ms);
  const double end_ms = last_pacific_midnight_ms(now_ms);
  const double begin_ms = last_pacific_midnight_ms(end_ms - 1);
  Buffer body;
  store::Query query(body);
  store::roll_up_day(query, today - 1, static_cast<std::int64_t>(begin_ms / hour_in_ms),
                     static_cast<std::int64_t>(end_ms / hour_in_ms));
  store::prune_usage(query, now_ms, config.usage_retention_days, today);
  query.end();
  ask_d1(prune_token, body, out);
}

}  // namespace rota::pool
