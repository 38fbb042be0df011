// Window: how much of a minute and of a Pacific day one project has had of one model, and the limits that errors have
// named. Knows counting; refuses to know whose it is (ledger) and what a full window means (ledger, strategy).
#pragma once

#include "base/bytes.h"
#include "base/time.h"
#include "pool/verdict.h"

namespace rota::pool {

/// 32 bytes. Requests count when they are lent, so that a limit is seen before its last request has been answered;
/// tokens when they are reported. Picks that an isolate took to its grave stay counted until the window ends.
struct Window {
  std::uint32_t minute = 0;  ///< which one the next three are of
  std::uint32_t minute_requests = 0;
  std::uint32_t minute_successes = 0;
  std::uint32_t minute_tokens = 0;  ///< of prompts: what Google's limit per minute counts
  std::uint32_t day_requests = 0;   ///< of the ModelState's day

  // Limits that errors have named; 0: none. They order keys and never refuse: when no key has room left, one that is
  // over a learned limit is tried all the same, for a tier may have changed.
  std::uint32_t limit_minute_requests = 0;
  std::uint32_t limit_minute_tokens = 0;
  std::uint32_t limit_day_requests = 0;

  /// The counters of the minute start anew when it is another one.
  void turn(double now_ms);
  void lend(double now_ms);
  void take_back(double now_ms);
  /// Notes the limit that an error names, if it is one that is counted here.
  void learn(const Verdict& verdict);
  /// A success: its tokens, and limits that it disproves are forgotten. `day_successes` is of the same day.
  void succeed(std::int64_t prompt_tokens, std::uint32_t day_successes, double now_ms);
  /// The largest share of a known limit that is used up, 0 when none is known. At 1 the next call would pass it.
  /// `day_counts`: the day's counter is of today.
  [[nodiscard]] double used(bool day_counts, double now_ms) const;
  /// Likewise, of the limits per day alone.
  [[nodiscard]] double used_of_day() const;
  [[nodiscard]] bool knows_limits() const {
    return limit_minute_requests != 0 || limit_minute_tokens != 0 || limit_day_requests != 0;
  }
  void forget_limits() { limit_minute_requests = limit_minute_tokens = limit_day_requests = 0; }
};
static_assert(sizeof(Window) == 32);

}  // namespace rota::pool
