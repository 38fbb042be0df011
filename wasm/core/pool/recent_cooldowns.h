// Recent cooldowns: what began to cool down while picks of an earlier lease may still be about in some isolate.
// Knows a ring of the last ones; refuses to know their causes (ledger).
#pragma once

#include "base/limits.h"
#include "pool/pool_call.h"

namespace rota::pool {

class RecentCooldowns {
 public:
  /// An empty `model`: the whole key, whose group is then its own id. A name that is too long counts as empty.
  void note(std::uint64_t group, Bytes model, double now_ms) {
    Entry& entry = ring_[next_++ % limits::cooldowns_sent];
    entry.group = group;
    entry.at_ms = now_ms;
    entry.model_bytes = static_cast<std::uint16_t>(model.size() < sizeof(entry.model) ? model.size() : 0);
    for (std::size_t i = 0; i < entry.model_bytes; ++i) entry.model[i] = model[i];
  }
  /// Adds those that a lease may still hold picks of.
  void list(List<Cooling>& out, double now_ms, Arena& arena) const {
    for (const Entry& entry : ring_) {
      if (entry.at_ms <= 0 || now_ms - entry.at_ms > limits::lease_ms || entry.at_ms > now_ms) continue;
      out.push(arena, Cooling{entry.group, arena.copy({entry.model, entry.model_bytes})});
    }
  }

 private:
  struct Entry {
    std::uint64_t group = 0;
    double at_ms = 0;
    std::uint16_t model_bytes = 0;
    char model[limits::model_name_bytes + 1] = {};
  };
  Entry ring_[limits::cooldowns_sent];
  std::size_t next_ = 0;
};

}  // namespace rota::pool
