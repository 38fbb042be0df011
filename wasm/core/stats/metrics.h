// Metrics: what a pool has counted since it woke, as Prometheus reads it.
// Knows series and how many there may be; refuses to know D1, days and keys by name. It lasts as long as its memory,
// which rota_start_time_seconds shows.
#pragma once

#include "base/limits.h"
#include "stats/histogram.h"
#include "stats/outcome.h"
#include "base/text_table.h"

namespace rota::stats {

/// So many keys stand so.
struct HealthGauge {
  Bytes word;
  std::int64_t keys = 0;
};

/// What is true at this moment and counted elsewhere.
struct Gauges {
  std::int64_t ready = 0;  ///< keys by state, as in pool::Census
  std::int64_t limited = 0;
  std::int64_t disabled = 0;
  HealthGauge health[6];     ///< as pool::KeyHealth; those without a word are not written
  std::int64_t dropped = 0;  ///< UsageRows::dropped
  double started_ms = 0;     ///< when the counting began, ms since 1970
};

/// What the pool spends; it counts these itself.
struct Spent {
  std::int64_t pool_calls = 0;
  std::int64_t picks_lent = 0;
  std::int64_t picks_returned = 0;
  std::int64_t rows_written_object = 0;
  std::int64_t rows_written_d1 = 0;
  std::int64_t d1_queries = 0;
  std::int64_t kv_reads = 0;
  std::int64_t kv_writes = 0;
};

/// The series of one metric: a value for every set of labels, in the order of their coming.
template <class Value>
class Series {
 public:
  /// Whether the labels have a value already, or may have one without there being more than `most`.
  [[nodiscard]] bool has_room(Bytes labels, std::size_t most) const {
    return values_.size() < most || labels_.find(labels) != no_place;
  }
  /// The value of the labels, a new one zeroed. Valid until the next call.
  Value& at(Bytes labels) {
    const std::uint32_t number = labels_.add(labels);
    if (number == values_.size()) values_.resize(values_.size() + 1);
    return values_[number];
  }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] Bytes labels(std::size_t i) const { return labels_.text(static_cast<std::uint32_t>(i)); }
  [[nodiscard]] const Value& value(std::size_t i) const { return values_[i]; }

 private:
  TextTable labels_;
  Array<Value> values_;
};

/// A metric has at most limits::metric_series sets of labels; what would need one more is counted under the model
/// "other", whose other labels come from short lists.
class Metrics {
 public:
  void count(const Outcome& outcome);
  /// Appends all of it in the text format 0.0.4 (exposition.h), zeros included.
  void write(Buffer& out, const Gauges& gauges) const;
  /// Requests that ended.
  [[nodiscard]] std::int64_t requests() const { return attempts_per_request_.count(); }

  Spent spent;

 private:
  struct Tokens {
    std::int64_t prompt, completion, cached, thinking;
  };

  void count_call(const Outcome& outcome);
  void write_series(Buffer& out) const;
  void write_histograms(Buffer& out) const;
  void write_spent(Buffer& out) const;
  template <class Value, class Render>
  Value& value_of(Series<Value>& series, std::size_t most, Bytes model, Render render);

  Series<std::int64_t> requests_;
  Series<std::int64_t> attempts_;
  Series<Tokens> tokens_;
  Series<Histogram<FirstByteScale>> first_byte_ms_;
  Histogram<OverheadScale> overhead_ms_;
  Histogram<AttemptsScale> attempts_per_request_;
  Buffer labels_;  // of the series being counted
};

}  // namespace rota::stats
