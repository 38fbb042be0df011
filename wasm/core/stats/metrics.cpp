// Counting and the page of it; see metrics.h. The labels of a series are kept as they are written.
#include "stats/metrics.h"

#include "base/version.h"
#include "stats/exposition.h"
#include "stats/reading.h"

namespace rota::stats {

namespace {

constexpr std::int64_t millionths_of_one = 1'000'000;  // of what a scale without a unit counts
constexpr std::int64_t millionths_of_ms = 1000;        // of a second
constexpr std::size_t token_kinds = 4;

/// Statuses are numbers of an upstream's choice: those that are none of HTTP's would be series without end.
std::int64_t status_label(std::uint16_t status) { return status >= 100 && status <= 599 ? status : 0; }

void append_counter(Buffer& out, Bytes name, Bytes help, std::int64_t value) {
  append_metric(out, name, "counter", help);
  append_sample(out, name, {}, {}, value);
}

void append_labelled(Buffer& out, Bytes name, Bytes label, Bytes label_value, Bytes more_labels, std::int64_t value) {
  Buffer labels;
  labels.append(more_labels);
  append_label(labels, label, label_value);
  append_sample(out, name, {}, labels.view(), value);
}

/// `unit` is how many millionths of the metric's unit the scale's unit is.
template <class Scale>
void append_histogram(Buffer& out, Bytes name, Bytes labels, const Histogram<Scale>& values, std::int64_t unit) {
  Buffer bucket;
  for (std::size_t i = 0; i <= values.bounds; ++i) {
    bucket.clear();
    bucket.append(labels);
    if (!labels.empty()) bucket.append(',');
    bucket.append("le=\"");
    if (i < values.bounds) {
      append_millionths(bucket, whole(Scale::bounds[i]) * unit);
    } else {
      bucket.append("+Inf");
    }
    bucket.append('"');
    append_sample(out, name, "_bucket", bucket.view(), values.count_below(i));
  }
  append_sample_millionths(out, name, "_sum", labels, whole(values.sum() * static_cast<double>(unit)));
  append_sample(out, name, "_count", labels, values.count());
}

/// The costs that the free plan's daily limits are about, a request.
void append_per_request(Buffer& out, Bytes name, Bytes help, std::int64_t spent, std::int64_t requests) {
  append_metric(out, name, "gauge", help);
  const double ratio = requests == 0 ? 0 : static_cast<double>(spent) / static_cast<double>(requests);
  append_sample_millionths(out, name, {}, {}, whole(ratio * static_cast<double>(millionths_of_one)));
}

void append_gauges(Buffer& out, const Gauges& gauges) {
  constexpr Bytes keys = "rota_keys";
  append_metric(out, keys, "gauge", "Keys of the pool by state.");
  append_labelled(out, keys, "state", "ready", {}, gauges.ready);
  append_labelled(out, keys, "state", "limited", {}, gauges.limited);
  append_labelled(out, keys, "state", "disabled", {}, gauges.disabled);
  constexpr Bytes health = "rota_keys_by_health";
  append_metric(out, health, "gauge", "Keys of the pool by how well they serve.");
  for (const HealthGauge& of : gauges.health) {
    if (!of.word.empty()) append_labelled(out, health, "health", of.word, {}, of.keys);
  }
  append_counter(out, "rota_usage_rows_dropped_total", "Usage rows lost because D1 did not take them in time.",
                 gauges.dropped);
  constexpr Bytes start = "rota_start_time_seconds";
  append_metric(out, start, "gauge", "When all of this began to be counted, in seconds since 1970.");
  append_sample_millionths(out, start, {}, {}, whole(gauges.started_ms) * millionths_of_ms);
  constexpr Bytes build = "rota_build_info";
  append_metric(out, build, "gauge", "The version that counts; always 1.");
  append_labelled(out, build, "version", version, {}, 1);
}

}  // namespace

/// `render` appends the series' labels with the model it is given to labels_.
template <class Value, class Render>
Value& Metrics::value_of(Series<Value>& series, std::size_t most, Bytes model, Render render) {
  labels_.clear();
  render(model);
  if (!series.has_room(labels_.view(), most)) {
    labels_.clear();
    render(other_model);
  }
  return series.at(labels_.view());
}

void Metrics::count(const Outcome& outcome) {
  if (outcome.called) count_call(outcome);
  if (!outcome.last) return;
  ++value_of(requests_, limits::metric_series, outcome.model, [&](Bytes model) {
    append_label(labels_, "dialect", outcome.dialect);
    append_label(labels_, "model", model);
    append_label(labels_, "status", status_label(outcome.client_status));
  });
  overhead_ms_.add(outcome.overhead_ms);
  attempts_per_request_.add(outcome.attempt);
}

void Metrics::count_call(const Outcome& outcome) {
  ++value_of(attempts_, limits::metric_series, outcome.model, [&](Bytes model) {
    append_label(labels_, "model", model);
    append_label(labels_, "verdict", outcome.verdict);
    append_label(labels_, "status", status_label(outcome.status));
  });
  const auto model_alone = [&](Bytes model) { append_label(labels_, "model", model); };
  if (tokens_of(outcome) > 0) {
    Tokens& sums = value_of(tokens_, limits::metric_series / token_kinds, outcome.model, model_alone);
    sums.prompt = capped_sum(sums.prompt, outcome.prompt_tokens);
    sums.completion = capped_sum(sums.completion, outcome.completion_tokens);
    sums.cached = capped_sum(sums.cached, outcome.cached_tokens);
    sums.thinking = capped_sum(sums.thinking, outcome.thinking_tokens);
  }
  if (succeeded(outcome)) {
    value_of(first_byte_ms_, limits::metric_series, outcome.model, model_alone).add(outcome.first_byte_ms);
  }
}

void Metrics::write(Buffer& out, const Gauges& gauges) const {
  write_series(out);
  write_histograms(out);
  write_spent(out);
  append_gauges(out, gauges);
}

void Metrics::write_series(Buffer& out) const {
  constexpr Bytes requests = "rota_requests_total";
  append_metric(out, requests, "counter", "Requests of clients by the status they were answered with.");
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    append_sample(out, requests, {}, requests_.labels(i), requests_.value(i));
  }
  constexpr Bytes attempts = "rota_attempts_total";
  append_metric(out, attempts, "counter", "Calls of the upstream by what they said of the key.");
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    append_sample(out, attempts, {}, attempts_.labels(i), attempts_.value(i));
  }
  constexpr Bytes tokens = "rota_tokens_total";
  append_metric(out, tokens, "counter", "Tokens as the upstream counted them; cached ones are prompt tokens too.");
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Tokens& sums = tokens_.value(i);
    append_labelled(out, tokens, "kind", "prompt", tokens_.labels(i), sums.prompt);
    append_labelled(out, tokens, "kind", "completion", tokens_.labels(i), sums.completion);
    append_labelled(out, tokens, "kind", "cached", tokens_.labels(i), sums.cached);
    append_labelled(out, tokens, "kind", "thinking", tokens_.labels(i), sums.thinking);
  }
}

void Metrics::write_histograms(Buffer& out) const {
  constexpr Bytes attempts = "rota_attempts_per_request";
  append_metric(out, attempts, "histogram", "Calls of the upstream that a request took.");
  append_histogram(out, attempts, {}, attempts_per_request_, millionths_of_one);
  constexpr Bytes first_byte = "rota_first_byte_seconds";
  append_metric(out, first_byte, "histogram", "From a successful call to the upstream's first byte.");
  for (std::size_t i = 0; i < first_byte_ms_.size(); ++i) {
    append_histogram(out, first_byte, first_byte_ms_.labels(i), first_byte_ms_.value(i), millionths_of_ms);
  }
  constexpr Bytes overhead = "rota_overhead_seconds";
  append_metric(out, overhead, "histogram", "What a request spent other than waiting for the upstream.");
  append_histogram(out, overhead, {}, overhead_ms_, millionths_of_ms);
}

void Metrics::write_spent(Buffer& out) const {
  append_counter(out, "rota_pool_calls_total", "Calls that isolates made to this pool.", spent.pool_calls);
  constexpr Bytes picks = "rota_picks_total";
  append_metric(out, picks, "counter", "Keys lent for one attempt each, and those that came back unused.");
  append_labelled(out, picks, "kind", "lent", {}, spent.picks_lent);
  append_labelled(out, picks, "kind", "returned", {}, spent.picks_returned);
  constexpr Bytes rows = "rota_rows_written_total";
  append_metric(out, rows, "counter", "Rows written, by store.");
  append_labelled(out, rows, "store", "object", {}, spent.rows_written_object);
  append_labelled(out, rows, "store", "d1", {}, spent.rows_written_d1);
  append_counter(out, "rota_d1_queries_total", "Queries of D1.", spent.d1_queries);
  constexpr Bytes kv = "rota_kv_operations_total";
  append_metric(out, kv, "counter", "Operations of KV.");
  append_labelled(out, kv, "kind", "read", {}, spent.kv_reads);
  append_labelled(out, kv, "kind", "write", {}, spent.kv_writes);
  append_per_request(out, "rota_pool_calls_per_request", "Calls to this pool a request; 0 without requests.",
                     spent.pool_calls, requests());
  append_per_request(out, "rota_rows_written_per_request", "Rows written a request; 0 without requests.",
                     spent.rows_written_object + spent.rows_written_d1, requests());
}

}  // namespace rota::stats
