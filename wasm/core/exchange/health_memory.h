// Health memory: what this isolate has last been told of the pool's health, for those who ask again at once.
// Knows answers, their age and who waits for the one under way; refuses to know how health is found out (pool_rounds).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// How the pool is.
struct Health {
  pool::Census census;
  bool reached = false;  ///< every shard has answered
  pool::Parts parts = {};  ///< of all shards: what fails in one fails
  Bytes trouble = {};    ///< a sentence on what fails, or on a limit of the platform that is spent; or empty
};

class HealthMemory {
 public:
  /// Somebody is asking the pool.
  void begin(double now_ms) { asking_ms_ = now_ms; }
  /// The answer; the trouble's first limits::pool_reason_bytes are copied.
  void keep(const Health& health, double now_ms);
  /// Who was asking has left, and nobody is told.
  void give_up() { asking_ms_ = 0; }

  /// The last answer, when there is one that may be given again: it is young, or the next is under way. nullptr: ask.
  /// Valid until the next keep().
  [[nodiscard]] const Health* known(double now_ms) const;
  [[nodiscard]] double age_ms(double now_ms) const { return now_ms > kept_ms_ ? now_ms - kept_ms_ : 0; }

  /// Somebody is asking, and a request may wait for what he hears; add_waiter() gives false when too many do.
  [[nodiscard]] bool is_asked(double now_ms) const { return is_within(asking_ms_, limits::wait_for_lease_ms, now_ms); }
  [[nodiscard]] bool add_waiter(std::uint32_t token);
  /// One that waits; 0: nobody.
  [[nodiscard]] std::uint32_t next_waiter();

 private:
  [[nodiscard]] static bool is_within(double since_ms, double span_ms, double now_ms) {
    return since_ms > 0 && now_ms - since_ms < span_ms && since_ms - now_ms < span_ms;
  }

  Health health_;
  Buffer trouble_;
  double kept_ms_ = 0;    // 0: nothing is known
  double asking_ms_ = 0;  // 0: nobody asks
  std::uint32_t waiters_[limits::health_waiters] = {};
  std::size_t waiting_ = 0;
};

}  // namespace rota::exchange
