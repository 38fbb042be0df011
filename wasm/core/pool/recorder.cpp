// See recorder.h.
#include "pool/recorder.h"

#include "base/limits.h"
#include "base/random.h"
#include "base/text.h"
#include "base/time.h"
#include "base/version.h"
#include "pool/fields.h"
#include "pool/object_actions.h"
#include "pool/pacific_day.h"
#include "store/spent_limit.h"
#include "store/usage_writes.h"
#include "store/writes.h"

namespace rota::pool {

namespace {

std::uint32_t first_seq(std::uint64_t seed) { return static_cast<std::uint32_t>(Random(seed ^ 0x5EED).next() >> 32); }

/// Views into the report and `arena`.
stats::Outcome outcome_of(const Report& report, double ended_ms, Arena& arena) {
  stats::Outcome outcome;
  outcome.called = report.key != 0;
  if (outcome.called) outcome.key = arena.copy(text::hex_id(report.key).view());
  outcome.client = report.client;
  outcome.model = report.model;
  outcome.endpoint = report.endpoint;
  outcome.dialect = report.dialect;
  outcome.asked = report.asked;
  outcome.verdict = outcome.called ? name_of(report.verdict.cause) : Bytes("none");
  if (report.verdict.cause != Cause::ok) {
    outcome.error = text::redact(arena, report.verdict.reason);
    outcome.said = text::redact(arena, report.verdict.said);
  }
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
  outcome.at_ms = ended_ms;
  return outcome;
}

}  // namespace

Recorder::Recorder(std::uint64_t seed, const Configuration& configuration, stats::Metrics& metrics,
                   json::Reader& reader)
    : configuration_(configuration),
      metrics_(metrics),
      reader_(reader),
      write_ids_(seed ^ 0x31D5),
      rollups_(seed ^ 0x50D5),
      usage_rows_(first_seq(seed)) {}

void Recorder::begin(double now_ms) {
  if (woke_ms_ <= 0) started_ms_ = woke_ms_ = now_ms;
}

void Recorder::write_now(Buffer& out) const {
  json::Writer json(out);
  json.begin_object();
  json.key("version");
  json.string(version);
  write_ms(json, "started_ms", started_ms_);
  json.key("today");
  today_.save(json);
  json.key("recent");
  recent_.save(json);
  json.end_object();
}

bool Recorder::recall_now(Bytes value, Arena& arena) {
  const auto root = reader_.read(value, arena);
  if (!root || !root->is_object()) return false;
  const double started_ms = read_ms((*root)["started_ms"]);
  const bool same_version = (*root)["version"].equals(version);
  if (same_version && started_ms > 0 && started_ms < started_ms_) started_ms_ = started_ms;
  today_.load((*root)["today"]);
  recent_.load((*root)["recent"], arena);
  return true;
}

stats::DaySums Recorder::today(double now_ms) const { return today_.sums(pacific_day(now_ms)); }

void Recorder::forget_errors(std::uint64_t key) {
  rollups_.forget_errors(key);
  dirty_ = true;
}

bool Recorder::recall(Bytes name, Bytes value, Arena& arena) {
  if (name == now_row) return recall_now(value, arena);
  if (name == usage_row) return usage_rows_.load(value, reader_, arena);
  if (name != rollups_row) return false;
  if (rollups_.rows() == 0) return rollups_.load(value, reader_, arena);
  Buffer counted;
  rollups_.save(counted);
  rollups_.clear();
  const bool readable = rollups_.load(value, reader_, arena);
  static_cast<void>(rollups_.load(counted.view(), reader_, arena));
  return readable;
}

bool Recorder::mark_unstored(Bytes name) {
  if (name != rollups_row && name != usage_row && name != now_row) return false;
  dirty_ = true;
  return true;
}

void Recorder::record(const Report& report, double ended_ms, Arena& arena) {
  if (report.verdict.cause == Cause::location) place_refused_ms_ = ended_ms;
  const stats::Outcome outcome = outcome_of(report, ended_ms, arena);
  metrics_.count(outcome);
  // The end of a request whose calls were reported before is no further line.
  if (outcome.called || outcome.attempt == 0) recent_.add(outcome);
  today_.add(outcome, pacific_day(ended_ms));
  dirty_ = true;
  if (!configuration_.has_db()) return;
  rollups_.add(outcome);
  if (configuration_.config().enable_usage_tracking) usage_rows_.add(outcome);
}

void Recorder::set_alarm(double now_ms, Actions& out) {
  if (!configuration_.has_db()) return;
  double wait_ms = 0;
  if (rollups_.rows() != 0) wait_ms = limits::flush_sums_ms;
  if (usage_rows_.rows() != 0) wait_ms = limits::flush_rows_ms;
  const bool is_set = alarm_ms_ > now_ms && alarm_ms_ <= now_ms + wait_ms;
  if (wait_ms <= 0 || is_set) return;
  alarm_ms_ = now_ms + wait_ms;
  out.alarm_in(wait_ms);
}

void Recorder::take_alarm(double now_ms, Actions& out) {
  alarm_ms_ = 0;
  flush(now_ms, out);
  set_alarm(now_ms, out);
}

/// Every row to be written, of the sums and of the keys' totals, stands for enough requests.
bool Recorder::sums_are_worth_it() const {
  const auto rows = static_cast<std::int64_t>(rollups_.rows() * 2);
  return rows != 0 && rollups_.attempts() >= rows * limits::flush_requests_per_row;
}

void Recorder::flush_if_due(double now_ms, Actions& out) {
  const double since_failure_ms = now_ms - flush_failed_ms_;
  if (!configuration_.has_db() || (since_failure_ms >= 0 && since_failure_ms < limits::flush_retry_ms)) return;
  if (sums_are_worth_it() || usage_rows_.rows() >= limits::flush_rows_most) flush(now_ms, out);
}

void Recorder::flush_everything(double now_ms, Actions& out) {
  flush_all_ = true;
  flush(now_ms, out);
}

void Recorder::flush(double now_ms, Actions& out) {
  if (held_ || !configuration_.has_db() || rollups_.flushing() || usage_rows_.flushing()) return;
  const bool sums_due = flush_all_ || sums_are_overdue(now_ms);
  const bool has_rows = usage_rows_.begin_flush();
  const bool has_sums = sums_due && rollups_.begin_flush();
  if (!has_rows && !has_sums) {
    flush_all_ = false;
    return;
  }
  Buffer body;
  Buffer json;
  store::Query query(body);
  if (has_rows) {
    usage_rows_.write_json(json);
    store::insert_usage(query, json.view());
  }
  if (has_sums) {
    const auto id = text::hex_id(rollups_.flush_id());
    json.clear();
    rollups_.write_hourly(json);
    store::add_hourly(query, json.view(), id.view());
    json.clear();
    rollups_.write_keys(json);
    store::add_key_totals(query, json.view(), id.view());
    store::settle_write(query, id.view(), now_ms);
  }
  query.end();
  ask_d1(flush_token, limits::query_patience_ms, body, metrics_.spent, out);
}

void Recorder::take_answer(const Event& event, Actions& out) {
  if (event.token == flush_token) return end_flush(event, out);
  if (event.kind == Kind::failed) {
    out.log(out.arena().join("the record could not be written: ", event.head));
  }
}

void Recorder::end_flush(const Event& event, Actions& out) {
  const bool well = event.kind != Kind::failed;
  if (usage_rows_.flushing()) well ? usage_rows_.flushed() : usage_rows_.flush_failed();
  if (rollups_.flushing()) well ? rollups_.flushed() : rollups_.flush_failed();
  dirty_ = true;
  flush_failed_ms_ = well ? 0 : event.now_ms;
  complaint_.clear();
  if (!well) complaint_.append(text::cut_utf8(event.head, limits::pool_reason_bytes));
  if (well) {
    store_due_ = true;
    const auto results = store::Results::read(event.body, reader_, out.arena());
    for (std::size_t i = 0; results.ok() && i < results->size(); ++i) {
      metrics_.spent.rows_written_d1 += results->changes(i);
    }
  } else {
    out.log(out.arena().join("usage could not be written to D1 and waits: ", event.head));
  }
  // What came while something was told again is worth a write of its own by now, or is wanted.
  const bool goes_on = well && (flush_all_ || sums_are_overdue(event.now_ms)) && rollups_.rows() != 0;
  if (!goes_on) flush_all_ = false;
  if (goes_on) flush(event.now_ms, out);
  set_alarm(event.now_ms, out);
}

bool Recorder::sums_are_overdue(double now_ms) const {
  return sums_are_worth_it() || now_ms - rollups_.oldest_ms() >= limits::flush_sums_ms;
}

void Recorder::close_day(double now_ms, Actions& out) {
  if (!configuration_.has_db()) return;
  const std::int32_t today = pacific_day(now_ms);
  const double end_ms = last_pacific_midnight_ms(now_ms);
  const double begin_ms = last_pacific_midnight_ms(end_ms - 1);
  Buffer body;
  store::Query query(body);
  store::roll_up_day(query, today - 1, hour_of(begin_ms), hour_of(end_ms));
  store::prune_writes(query, now_ms);
  store::prune_usage(query, now_ms, configuration_.config().usage_retention_days, today);
  query.end();
  ask_d1(prune_token, limits::query_patience_ms, body, metrics_.spent, out);
}

void Recorder::write_metrics(const KeyTally& tally, const HealthTally& health, Buffer& out) const {
  const Census census = census_of(tally);
  stats::Gauges gauges;
  gauges.ready = census.ready;
  gauges.limited = census.limited;
  gauges.disabled = census.disabled;
  for (std::size_t word = 0; word < key_healths; ++word) {
    gauges.health[word] = {name_of(static_cast<KeyHealth>(word)), health.of[word]};
  }
  gauges.dropped = usage_rows_.dropped();
  gauges.started_ms = woke_ms_;
  metrics_.write(out, gauges);
}

}  // namespace rota::pool
