// Backoff: how long to wait before something that failed is tried again.
// Knows two waits and doubling; refuses to know what failed.
#pragma once

namespace rota {

/// Waits that double from `first_ms` to `last_ms`.
class Backoff {
 public:
  constexpr Backoff(double first_ms, double last_ms) : first_ms_(first_ms), last_ms_(last_ms), next_ms_(first_ms) {}

  /// The wait after one more failure.
  double take() {
    const double wait_ms = next_ms_;
    next_ms_ = 2 * wait_ms < last_ms_ ? 2 * wait_ms : last_ms_;
    return wait_ms;
  }
  /// What take() would give.
  [[nodiscard]] double next_ms() const { return next_ms_; }
  /// It has succeeded.
  void reset() { next_ms_ = first_ms_; }

 private:
  double first_ms_;
  double last_ms_;
  double next_ms_;
};

}  // namespace rota
