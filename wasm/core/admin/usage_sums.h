// Usage sums: what was asked of whom, as D1 has it and what it has not been told yet (/admin/stats).
// Knows windows and groupings; refuses to invent: a sum that nobody counted is not there.
#pragma once

#include "admin/operation.h"
#include "store/usage_reads.h"

namespace rota::admin {

/// How far back a question goes.
struct StatsWindow {
  Bytes name;
  std::uint32_t days;  ///< Pacific days that it touches
  std::int64_t hours;  ///< clock hours, 0: whole days
};

/// GET /admin/stats?window=24h|7d|30d|90d|365d&by=model|key|client|hour|day (24h by model; by hour up to
/// 30d): {window, by, from_ms, as_of_ms, rows, totals}.
/// A row has `model`, `key`, `client`, `hour` or `day` (whole ones since 1970, days are Pacific), for keys and clients
/// `name` and `masked`, and as totals requests, attempts, errors, prompt_tokens, completion_tokens, cached_tokens,
/// thinking_tokens, and first_byte_ms and total_ms summed over successes. 24h are the last 24 clock hours, the others
/// the last Pacific days, today among them.
class ShowUsage final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  [[nodiscard]] Status read_parameters();
  void take_rows(const store::Results& results, Step& step) override;

  StatsWindow window_{};
  store::UsageBy by_ = store::UsageBy::model;
  double from_ms_ = 0;
  double as_of_ms_ = 0;
};

}  // namespace rota::admin
