// Spent limit: which daily limit of Cloudflare's free plan an error says is spent.
// Knows the platform's words (read in June to September 2026: Durable Objects and KV as their runtimes throw them, D1 as
// its documentation lists them) and when a day of its accounts ends; refuses to know what failed because of it.
#pragma once

#include "base/bytes.h"

namespace rota::store {

enum class SpentLimit : std::uint8_t {
  none,  ///< the error says something else
  object_rows_written,
  object_rows_read,
  object_requests,
  object_duration,
  d1_rows_written,
  d1_rows_read,
  kv_writes,
  kv_reads,
};

/// `complaint`: what the host says of something that failed.
[[nodiscard]] SpentLimit spent_limit_of(Bytes complaint);
/// "The rows that the account's Durable Objects may write in a day on the free plan are spent"; no full stop. Empty for
/// none.
[[nodiscard]] Bytes describe(SpentLimit limit);
/// Until the account's next day begins, at 00:00 UTC.
[[nodiscard]] double ms_to_next_utc_day(double now_ms);
/// How long to wait before what failed with `complaint` is tried again: `usual_ms`, or where a day's limit is spent until
/// the next day, at most limits::spent_retry_ms.
[[nodiscard]] double wait_ms_after(Bytes complaint, double usual_ms, double now_ms);

}  // namespace rota::store
