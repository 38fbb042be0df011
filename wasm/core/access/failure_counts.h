// Failure counts: how often each network has failed of late.
// Knows a bounded number of networks, and forgets the one that failed longest ago; refuses to know what failed and how
// long anybody must wait for it (door_watch, admin/login_watch).
#pragma once

#include "base/bytes.h"

namespace rota::access {

struct FailureCount {
  std::uint64_t network = 0;  ///< a fingerprint; 0: free
  std::uint32_t failures = 0;
  double last_ms = 0;
};

template <std::size_t networks>
class FailureCounts {
 public:
  /// nullptr when the network has not failed. Whether the last failure still counts is the caller's to say.
  [[nodiscard]] const FailureCount* find(std::uint64_t network) const {
    for (const FailureCount& count : counts_) {
      if (count.network == network && count.failures != 0) return &count;
    }
    return nullptr;
  }
  /// One more failure; the first one again unless the earlier ones still count.
  void add(std::uint64_t network, bool still_counts, double now_ms) {
    FailureCount& count = place_for(network);
    count.failures = still_counts ? count.failures + 1 : 1;
    count.last_ms = now_ms;
  }
  void forget(std::uint64_t network) {
    for (FailureCount& count : counts_) {
      if (count.network == network) count = {};
    }
  }
  /// Puts back what was kept in a row meanwhile.
  void restore(const FailureCount& count) { place_for(count.network) = count; }

  [[nodiscard]] const FailureCount* begin() const { return counts_; }
  [[nodiscard]] const FailureCount* end() const { return counts_ + networks; }

 private:
  [[nodiscard]] FailureCount& place_for(std::uint64_t network) {
    FailureCount* oldest = counts_;
    for (FailureCount& count : counts_) {
      if (count.network == network) return count;
      if (count.last_ms < oldest->last_ms) oldest = &count;
    }
    *oldest = {network, 0, 0};
    return *oldest;
  }

  FailureCount counts_[networks];
};

}  // namespace rota::access
