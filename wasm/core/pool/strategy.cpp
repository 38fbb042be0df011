// The turns; see strategy.h.
#include "pool/strategy.h"

namespace rota::pool {

namespace {

List<std::uint32_t> take_turns(const Ledger& ledger, const Wish& wish, double now_ms, std::uint32_t& next,
                               Arena& arena) {
  List<std::uint32_t> picks;
  List<std::uint32_t> again;  // may be picked more than once
  const auto size = static_cast<std::uint32_t>(ledger.size());
  for (std::uint32_t i = 0; i < size && picks.size() < wish.count; ++i) {
    const std::uint32_t at = (next + i) % size;
    const Serves serves = ledger.standing(at, wish.model, now_ms).serves;
    if (serves == Serves::no || is_avoided(wish, ledger.key(at).id)) continue;
    picks.push(arena, at);
    if (serves == Serves::yes) again.push(arena, at);
  }
  for (std::size_t i = 0; !again.empty() && picks.size() < wish.count; ++i) picks.push(arena, again[i % again.size()]);
  if (!picks.empty()) next = (picks.back() + 1) % size;
  return picks;
}

}  // namespace

bool is_avoided(const Wish& wish, std::uint64_t key) {
  for (const std::uint64_t id : wish.avoid) {
    if (id == key) return true;
  }
  return false;
}

List<std::uint32_t> choose(Strategy strategy, const Ledger& ledger, const Wish& wish, double now_ms, Random&,
                           std::uint32_t& next, Arena& arena) {
  switch (strategy) {
    case Strategy::round_robin: return take_turns(ledger, wish, now_ms, next, arena);
  }
  return {};
}

}  // namespace rota::pool
