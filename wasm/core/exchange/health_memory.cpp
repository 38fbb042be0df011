// See health_memory.h.
#include "exchange/health_memory.h"

#include "base/text.h"

namespace rota::exchange {

void HealthMemory::keep(const Health& health, double now_ms) {
  trouble_.clear();
  trouble_.append(text::cut_utf8(health.trouble, limits::pool_reason_bytes));
  health_ = health;
  health_.trouble = trouble_.view();
  kept_ms_ = now_ms;
  asking_ms_ = 0;
}

const Health* HealthMemory::known(double now_ms) const {
  const bool young = is_within(kept_ms_, limits::health_ms, now_ms);
  const bool will_be = kept_ms_ > 0 && is_asked(now_ms);
  return young || will_be ? &health_ : nullptr;
}

bool HealthMemory::add_waiter(std::uint32_t token) {
  if (waiting_ == limits::health_waiters) return false;
  waiters_[waiting_++] = token;
  return true;
}

std::uint32_t HealthMemory::next_waiter() { return waiting_ == 0 ? 0 : waiters_[--waiting_]; }

}  // namespace rota::exchange
