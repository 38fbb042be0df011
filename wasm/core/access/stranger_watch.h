// Stranger watch: what this isolate remembers of wrong passwords, so that the pool object need not hear of each.
// Knows networks by their fingerprints, counts and times; refuses to know passwords and to decide what a stranger gets
// (admin_gate). The pool object counts for all isolates (admin/login_watch.h); this keeps floods from it.
#pragma once

#include "base/limits.h"
#include "base/time.h"

namespace rota::access {

class StrangerWatch {
 public:
  /// The pool object does not listen to the network for so long. It is asked again after a minute all the same: another
  /// isolate may have shown it the right password.
  void hold(std::uint64_t network, double wait_ms, double now_ms) {
    Held& held = place_of(network);
    held = {network, now_ms, wait_ms < minute_ms ? wait_ms : minute_ms};
  }
  /// How long yet; 0 when nothing is known of it.
  [[nodiscard]] double held_ms(std::uint64_t network, double now_ms) const {
    for (const Held& held : held_) {
      if (held.network == network) return left_of(held.since_ms, held.wait_ms, now_ms);
    }
    return 0;
  }
  /// An administrator has shown himself from there.
  void know(std::uint64_t network) {
    if (is_known(network)) return;
    known_[next_known_++ % limits::login_known] = network;
  }
  [[nodiscard]] bool is_known(std::uint64_t network) const {
    for (const std::uint64_t known : known_) {
      if (known == network) return network != 0;
    }
    return false;
  }

  /// The pool object is told of one more wrong password.
  void count(double now_ms) {
    if (left_of(window_ms_, minute_ms, now_ms) <= 0) {
      window_ms_ = now_ms;
      reported_ = 0;
    }
    ++reported_;
  }
  /// How long the pool object is told of no more of them; 0 while it is.
  [[nodiscard]] double full_ms(double now_ms) const {
    return reported_ < limits::strangers_per_minute ? 0 : left_of(window_ms_, minute_ms, now_ms);
  }

 private:
  struct Held {
    std::uint64_t network = 0;
    double since_ms = 0;
    double wait_ms = 0;
  };
  /// A clock that has stepped back makes nobody wait for long.
  [[nodiscard]] static double left_of(double since_ms, double span_ms, double now_ms) {
    const double left_ms = since_ms + span_ms - now_ms;
    return since_ms > 0 && left_ms > 0 && left_ms <= span_ms ? left_ms : 0;
  }
  /// Its own, or that of the network that is held longest ago.
  [[nodiscard]] Held& place_of(std::uint64_t network) {
    Held* oldest = held_;
    for (Held& held : held_) {
      if (held.network == network) return held;
      if (held.since_ms < oldest->since_ms) oldest = &held;
    }
    return *oldest;
  }

  Held held_[limits::door_addresses];
  std::uint64_t known_[limits::login_known] = {};
  std::size_t next_known_ = 0;
  double window_ms_ = 0;
  std::uint32_t reported_ = 0;
};

}  // namespace rota::access
