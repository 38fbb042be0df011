// Egress memory: whether the upstream serves the place that this isolate's calls go out from.
// Knows when it was last refused, and which of the objects elsewhere is next; refuses to know where they stand (settings).
#pragma once

#include <cstdint>

#include "base/limits.h"

namespace rota::exchange {

class EgressMemory {
 public:
  /// The upstream has said that it does not serve the place.
  void note_refusal(double now_ms) {
    refused_ = true;
    refused_ms_ = now_ms;
  }
  /// It has, limits::egress_memory_ms ago at the most. A clock that has stepped back ends that.
  [[nodiscard]] bool is_refused(double now_ms) const {
    return refused_ && now_ms >= refused_ms_ && now_ms - refused_ms_ < limits::egress_memory_ms;
  }
  /// One object would be one queue: each call goes out by the next, below limits::egress_objects.
  [[nodiscard]] std::uint32_t next_object() { return next_++ % limits::egress_objects; }

 private:
  std::uint32_t next_ = 0;
  bool refused_ = false;
  double refused_ms_ = 0;
};

}  // namespace rota::exchange
