// Small walks: few are held at once; see unused_allowances.h.
#include "exchange/unused_allowances.h"

namespace rota::exchange {

void UnusedAllowances::add(const pool::Unused& unused, std::uint32_t shard) {
  for (Held& held : held_) {
    if (held.shard != shard || held.unused.client != unused.client || held.unused.minute != unused.minute) continue;
    held.unused.count += unused.count;
    return;
  }
  if (held_.size() >= limits::allowances_unused) {
    for (std::size_t at = 1; at < held_.size(); ++at) held_[at - 1] = held_[at];
    held_.resize(held_.size() - 1);
  }
  held_.push({unused, shard});
}

void UnusedAllowances::take(std::uint32_t shard, List<pool::Unused>& out, Arena& arena) {
  std::size_t kept = 0;
  for (const Held& held : held_) {
    if (held.shard == shard) {
      out.push(arena, held.unused);
    } else {
      held_[kept++] = held;
    }
  }
  held_.resize(kept);
}

}  // namespace rota::exchange
