// See conversations.h.
#include "pool/conversations.h"

namespace rota::pool {

void Conversations::place(std::uint64_t conversation, std::uint64_t key, double now_ms) {
  const std::uint64_t before = keys_.find(conversation);
  if (before == key) return;
  keys_.put(conversation, key);
  if (before != 0) moves_[next_move_++ % limits::moves_sent] = {conversation, now_ms};
}

void Conversations::list_moves(List<std::uint64_t>& out, std::uint64_t but_for, double now_ms, Arena& arena) const {
  for (const Move& move : moves_) {
    const double age_ms = now_ms - move.at_ms;
    if (move.conversation != 0 && move.conversation != but_for && age_ms >= 0 && age_ms <= limits::lease_ms) out.push(arena, move.conversation);
  }
}

}  // namespace rota::pool
