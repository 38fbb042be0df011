// See warm_keys.h. Small walks only: at most limits::warm_keys keys.
#include "exchange/warm_keys.h"

#include "base/text.h"

namespace rota::exchange {

std::uint64_t WarmKeys::key_of(std::uint64_t conversation, double now_ms) {
  return is_current(now_ms) ? conversations_.find(conversation) : 0;
}

const WarmKeys::Slot* WarmKeys::slot_of(std::uint64_t key, Bytes model) const {
  const std::uint64_t hash = text::fingerprint(model);
  for (const Slot& slot : slots_) {
    if (slot.key == key && slot.model == hash) return &slot;
  }
  return nullptr;
}

bool WarmKeys::has(std::uint64_t key, Bytes model, double now_ms) const {
  return key != 0 && is_current(now_ms) && slot_of(key, model) != nullptr;
}

bool WarmKeys::find(std::uint64_t key, Bytes model, double now_ms, pool::Pick& pick, Arena& arena) const {
  if (!has(key, model, now_ms)) return false;
  const Slot& slot = *slot_of(key, model);
  pick = {};
  pick.key = slot.key;
  pick.group = slot.group;
  pick.secret = Secret(arena.copy({slot.secret, slot.secret_bytes}));
  pick.label = arena.copy({slot.label, slot.label_bytes});
  pick.shard = slot.shard;
  return true;
}

void WarmKeys::note_taken(std::uint64_t key, Bytes model) {
  if (!may_take()) return;
  Taken taken;
  taken.key = key;
  taken.model_bytes = text::copy_cut(taken.model, sizeof(taken.model), model);
  taken_.push(taken);
}

void WarmKeys::take_taken(List<pool::Returned>& out, Arena& arena) {
  for (const Taken& taken : taken_) {
    out.push(arena, pool::Returned{taken.key, arena.copy({taken.model, taken.model_bytes})});
  }
  taken_.clear();
}

/// Who has not heard of the pool for longer than it tells of cooldowns, or of so many at once that there may be more,
/// knows nothing. What the reply tells is what began in the last limits::lease_ms.
void WarmKeys::hear(const pool::Reply& reply, double sent_ms, double now_ms) {
  const double gap_ms = now_ms - known_from_ms_;
  const bool may_be_more = reply.cooling.size() >= limits::cooldowns_sent || reply.moves.size() >= limits::moves_sent;
  if (gap_ms < 0 || gap_ms > limits::lease_ms || may_be_more) clear();
  if (gap_ms < 0 || sent_ms > known_from_ms_) {
    known_from_ms_ = sent_ms;
    heard_ms_ = now_ms;
  }
  for (const std::uint64_t conversation : reply.moves) conversations_.forget(conversation);
  for (const std::uint64_t key : reply.scarce) drop(key, {});
}

void WarmKeys::note(const pool::Pick& pick, Bytes model, double sent_ms) {
  if (model.empty() || sent_ms < known_from_ms_) return;  // a later reply may have told of its cooldown already
  const std::uint64_t hash = text::fingerprint(model);
  Slot* place = nullptr;
  for (Slot& slot : slots_) {
    const bool known = slot.key == pick.key && slot.model == hash;
    if (known && pick.scarce) slot.key = 0;
    if (known || (slot.key == 0 && place == nullptr)) place = &slot;
    if (known) break;
  }
  if (pick.scarce || (place != nullptr && place->key != 0)) return;
  if (place == nullptr) {
    place = slots_.size() < limits::warm_keys ? &slots_.push({}) : &slots_[next_slot_++ % limits::warm_keys];
  }
  place->key = pick.key;
  place->group = pick.group;
  place->model = hash;
  place->plain_model = text::fingerprint(model.substr(0, model.find('#')));
  place->shard = pick.shard;
  place->secret_bytes = text::copy_cut(place->secret, sizeof(place->secret), pick.secret.reveal());
  place->label_bytes = text::copy_cut(place->label, sizeof(place->label), pick.label);
}

void WarmKeys::drop(std::uint64_t group, Bytes model) {
  const std::uint64_t hash = text::fingerprint(model);
  for (Slot& slot : slots_) {
    const bool named = slot.model == hash || slot.plain_model == hash;
    if ((slot.group == group || slot.key == group) && (model.empty() || named)) slot.key = 0;
  }
}

void WarmKeys::clear() {
  conversations_.clear();
  slots_.clear();
}

}  // namespace rota::exchange
