// Allowance memory: how clients stood with their limits when the pool last said so.
// Knows it until that minute or day ends; refuses to count (the pool does) and to ask.
#pragma once

#include "base/limits.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// What is refused without a call of the pool is answered with what is known: it counts for nothing, so that stays true as
/// far as this isolate can tell.
class AllowanceMemory {
 public:
  struct Known {
    std::uint64_t client = 0;
    std::int64_t limit = 0;
    std::int64_t remaining = 0;
    double until_ms = 0;
  };
  /// Past limits::allowances_known clients the one that was noted first is forgotten.
  void note(const Known& known) {
    for (Known& held : held_) {
      if (held.client != known.client) continue;
      held = known;
      return;
    }
    held_[next_++ % limits::allowances_known] = known;
  }
  /// Null when nothing is known of the present minute or day. Valid until the next note().
  [[nodiscard]] const Known* find(std::uint64_t client, double now_ms) const {
    for (const Known& held : held_) {
      if (held.client == client) return client != 0 && now_ms < held.until_ms ? &held : nullptr;
    }
    return nullptr;
  }

 private:
  Known held_[limits::allowances_known];
  std::size_t next_ = 0;
};

}  // namespace rota::exchange
