// Unused allowances: requests of clients that the pool has counted and that were never made: their clients went away, or
// there was no key for them. They ride back with the next call of the shard that counted them, so that a limit of N
// serves N.
// Knows which minute and shard each is of; refuses to know why it was not used (client_allowance).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "pool/pool_call.h"

namespace rota::exchange {

class UnusedAllowances {
 public:
  /// Past limits::allowances_unused the oldest is dropped: its client's limit serves one fewer.
  void add(const pool::Unused& unused, std::uint32_t shard);
  /// Takes out what the shard is to hear, in `arena`.
  void take(std::uint32_t shard, List<pool::Unused>& out, Arena& arena);
  [[nodiscard]] bool empty() const { return held_.empty(); }
  /// A shard that some are of. Only when there are any.
  [[nodiscard]] std::uint32_t shard() const { return held_[0].shard; }

 private:
  struct Held {
    pool::Unused unused;
    std::uint32_t shard;
  };
  Array<Held> held_;
};

}  // namespace rota::exchange
