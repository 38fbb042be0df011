// Doubts: which keys a request of Rota's own must tell about, and how lately one has.
// A refusal of a client's request may be the request's own doing, so it condemns no key; it makes the key doubted, and a
// probe with nothing of any client's in it decides. Knows when a key was probed last; refuses to know how it stands
// (ledger) and who probes it (exchange).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"

namespace rota::pool {

/// In memory only: after a restart a key may be probed a little sooner than it should.
class Doubts {
 public:
  /// A client's request was refused with words against the key. False when a probe is under way, or has found it well so
  /// lately that the request is to blame.
  [[nodiscard]] bool raise(std::uint64_t key, double now_ms);
  /// The next key to be probed, which is begun with that; 0: none.
  [[nodiscard]] std::uint64_t next(double now_ms);
  /// A probe has ended. While they find the key well, the time between two of them grows.
  void settle(std::uint64_t key, bool well);

 private:
  struct Entry {
    std::uint64_t key = 0;
    double asked_ms = 0;  // when the last probe began; 0: none has
    double gap_ms = limits::key_probe_gap_ms;
    bool due = false;
  };
  [[nodiscard]] Entry* find(std::uint64_t key);
  [[nodiscard]] Entry* make_room();

  Array<Entry> entries_;
  std::size_t due_ = 0;
};

}  // namespace rota::pool
