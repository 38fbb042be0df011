// Recent rests: what began to rest while picks of an earlier lease may still be about in some isolate.
// Knows a ring of the last ones; refuses to know why they rest (ledger).
#pragma once

#include "base/limits.h"
#include "pool/pool_call.h"
#include "pool/names.h"

namespace rota::pool {

class RecentRests {
 public:
  /// `model` is the text's fingerprint kept with it; empty: the whole key, whose group is then its own id.
  void note(std::uint64_t group, Bytes model, double now_ms) {
    Rest& rest = ring_[next_++ % limits::cooling_told];
    rest.group = group;
    rest.at_ms = now_ms;
    rest.model_bytes = static_cast<std::uint16_t>(model.size() < sizeof(rest.model) ? model.size() : 0);
    for (std::size_t i = 0; i < rest.model_bytes; ++i) rest.model[i] = model[i];
  }
  /// Those that a lease may still hold picks of.
  void tell(List<Cooling>& out, double now_ms, Arena& arena) const {
    for (const Rest& rest : ring_) {
      if (rest.at_ms <= 0 || now_ms - rest.at_ms > limits::lease_ms || rest.at_ms > now_ms) continue;
      out.push(arena, Cooling{rest.group, arena.copy({rest.model, rest.model_bytes})});
    }
  }

 private:
  struct Rest {
    std::uint64_t group = 0;
    double at_ms = 0;
    std::uint16_t model_bytes = 0;
    char model[limits::model_name_bytes + 1] = {};
  };
  Rest ring_[limits::cooling_told];
  std::size_t next_ = 0;
};

}  // namespace rota::pool
