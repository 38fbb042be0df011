// Counting windows; see window.h.
#include "pool/window.h"

#include "base/sums.h"
#include "base/text.h"

namespace rota::pool {

namespace {

constexpr std::uint32_t most_counted = 0xFFFFFFFF;

double share(std::uint32_t used, std::uint32_t limit) {
  return limit == 0 ? 0 : static_cast<double>(used) / static_cast<double>(limit);
}

}  // namespace

void Window::turn(double now_ms) {
  const std::uint32_t now = minute_of(now_ms);
  if (minute == now) return;
  minute = now;
  minute_requests = minute_successes = minute_tokens = 0;
}

void Window::lend(double now_ms) {
  turn(now_ms);
  add_capped(minute_requests);
  add_capped(day_requests);
}

void Window::take_back(double now_ms) {
  turn(now_ms);
  if (minute_requests != 0) --minute_requests;
  if (day_requests != 0) --day_requests;
}

void Window::learn(const Verdict& verdict) {
  if (verdict.limit <= 0 || verdict.limit >= std::int64_t{most_counted}) return;
  const auto limit = static_cast<std::uint32_t>(verdict.limit);
  const bool tokens = text::contains(verdict.quota_id, "Token");
  if (verdict.cause == Cause::too_large && tokens) limit_minute_tokens = limit;
  if (verdict.cause == Cause::minute_limit) (tokens ? limit_minute_tokens : limit_minute_requests) = limit;
  if (verdict.cause == Cause::day_limit && !tokens) limit_day_requests = limit;
}

void Window::succeed(std::int64_t prompt_tokens, std::uint32_t day_successes, double now_ms) {
  turn(now_ms);
  add_capped(minute_tokens, prompt_tokens);
  add_capped(minute_successes);
  // Our minute may lie across two of the upstream's: only twice the limit says that it has changed.
  if (limit_minute_requests != 0 && minute_successes / 2 >= limit_minute_requests) limit_minute_requests = 0;
  if (limit_minute_tokens != 0 && minute_tokens / 2 >= limit_minute_tokens && prompt_tokens < limit_minute_tokens) {
    limit_minute_tokens = 0;
  }
  if (limit_day_requests != 0 && day_successes > limit_day_requests) limit_day_requests = 0;
}

double Window::used_of_day() const { return share(day_requests, limit_day_requests); }

double Window::used(bool day_counts, double now_ms) const {
  double most = day_counts ? used_of_day() : 0;
  if (minute != minute_of(now_ms)) return most;
  const double requests = share(minute_requests, limit_minute_requests);
  const double tokens = share(minute_tokens, limit_minute_tokens);
  if (requests > most) most = requests;
  return tokens > most ? tokens : most;
}

}  // namespace rota::pool
