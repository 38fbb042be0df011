// See spent_limit.h.
#include "store/spent_limit.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

namespace rota::store {

namespace {

struct Wording {
  SpentLimit limit;
  Bytes words[3];  ///< all of which the error has, in upper or lower case
};

constexpr Wording wordings[] = {
    {SpentLimit::object_rows_written, {"durable objects free tier", "rows written", ""}},
    {SpentLimit::object_rows_read, {"durable objects free tier", "rows read", ""}},
    {SpentLimit::object_duration, {"durable objects free tier", "duration", ""}},
    {SpentLimit::object_requests, {"durable objects free tier", "requests", ""}},
    {SpentLimit::d1_rows_written, {"d1", "free tier", "row write"}},
    {SpentLimit::d1_rows_written, {"d1", "free tier", "rows written"}},
    {SpentLimit::d1_rows_read, {"d1", "free tier", "row read"}},
    {SpentLimit::d1_rows_read, {"d1", "free tier", "rows read"}},
    {SpentLimit::kv_writes, {"kv put() limit exceeded for the day", "", ""}},
    {SpentLimit::kv_reads, {"kv get() limit exceeded for the day", "", ""}},
};

bool fits(const Wording& wording, Bytes complaint) {
  for (const Bytes words : wording.words) {
    if (!text::icontains(complaint, words)) return false;
  }
  return true;
}

}  // namespace

SpentLimit spent_limit_of(Bytes complaint) {
  for (const Wording& wording : wordings) {
    if (fits(wording, complaint)) return wording.limit;
  }
  return SpentLimit::none;
}

Bytes describe(SpentLimit limit) {
  switch (limit) {
    case SpentLimit::object_rows_written:
      return "The rows that the account's Durable Objects may write in a day on the free plan are spent";
    case SpentLimit::object_rows_read:
      return "The rows that the account's Durable Objects may read in a day on the free plan are spent";
    case SpentLimit::object_requests:
      return "The requests that the account's Durable Objects may take in a day on the free plan are spent";
    case SpentLimit::object_duration:
      return "The time that the account's Durable Objects may run in a day on the free plan is spent";
    case SpentLimit::d1_rows_written:
      return "The rows that the account may write to D1 in a day on the free plan are spent";
    case SpentLimit::d1_rows_read:
      return "The rows that the account may read from D1 in a day on the free plan are spent";
    case SpentLimit::kv_writes:
      return "The writes of KV that the account has in a day on the free plan are spent";
    case SpentLimit::kv_reads:
      return "The reads of KV that the account has in a day on the free plan are spent";
    case SpentLimit::none: break;
  }
  return {};
}

double ms_to_next_utc_day(double now_ms) {
  const auto days = static_cast<double>(static_cast<std::int64_t>(now_ms / day_ms));
  return (days + 1) * day_ms - now_ms;
}

double wait_ms_after(Bytes complaint, double usual_ms, double now_ms) {
  if (spent_limit_of(complaint) == SpentLimit::none) return usual_ms;
  const double day_left_ms = ms_to_next_utc_day(now_ms);
  return day_left_ms < limits::spent_retry_ms ? day_left_ms : limits::spent_retry_ms;
}

}  // namespace rota::store
