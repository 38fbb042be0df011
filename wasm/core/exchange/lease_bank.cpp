// The bank of leases; see lease_bank.h. Small walks only: it holds a few models and at most limits::picks_banked picks.
#include "exchange/lease_bank.h"

#include "base/text.h"

namespace rota::exchange {

namespace {

double second_of(double now_ms) { return static_cast<double>(static_cast<std::int64_t>(now_ms / 1000)); }

/// The same, but not before `latest` for a clock that is only a little behind.
double second_after(double latest, double now_ms) {
  const double second = second_of(now_ms);
  return second < latest && latest - second <= 2 ? latest : second;
}

/// A request's clock stands still between two answers of the host, so one may be behind the other that lent; only what
/// is further ahead comes from a clock that stepped back.
bool is_void(double until_ms, double now_ms) {
  return now_ms >= until_ms || until_ms > now_ms + limits::lease_ms + limits::lease_ms;
}

/// The pool counts by the model alone.
Bytes model_of(Bytes name) { return name.substr(0, name.find('#')); }

}  // namespace

Bytes lease_name(Bytes model, Bytes kind, std::size_t text_bytes, Arena& arena) {
  const Bytes size = text_bytes >= limits::large_request_bytes ? Bytes("#large") : Bytes();
  if (model.empty() || (kind.empty() && size.empty())) return model;
  return arena.join(model, kind.empty() ? Bytes() : Bytes("#"), kind, size);
}

const LeaseBank::Demand* LeaseBank::find_demand(Bytes model) const {
  const std::uint64_t hash = text::fingerprint(model);
  for (const Demand& demand : demands_) {
    if (demand.model == hash) return &demand;
  }
  return nullptr;
}

LeaseBank::Demand& LeaseBank::demand(Bytes model) {
  const std::uint64_t hash = text::fingerprint(model);
  std::size_t oldest = 0;
  for (std::size_t i = 0; i < demands_.size(); ++i) {
    if (demands_[i].model == hash) return demands_[i];
    const bool idle = demands_[i].calls == 0 && demands_[i].waiting == 0;
    const bool oldest_idle = demands_[oldest].calls == 0 && demands_[oldest].waiting == 0;
    if (idle && (!oldest_idle || demands_[i].second < demands_[oldest].second)) oldest = i;
  }
  Demand fresh;
  fresh.model = hash;
  const bool full = demands_.size() >= limits::demand_models;
  if (full && demands_[oldest].calls == 0 && demands_[oldest].waiting == 0) return demands_[oldest] = fresh;
  return demands_.push(fresh);
}

void LeaseBank::note_demand(Bytes model, double now_ms) {
  Demand& known = demand(model);
  const double second = second_after(known.second, now_ms);
  if (known.second != second) {
    known.before = known.second == second - 1 ? known.count : 0;
    known.second = second;
    known.count = 0;
  }
  ++known.count;
}

std::uint32_t LeaseBank::want(Bytes model, std::uint32_t most, double now_ms) const {
  const Demand* known = find_demand(model);
  if (known == nullptr) return 1;
  const double age_s = second_after(known->second, now_ms) - known->second;
  std::uint32_t rate = age_s == 0 && known->count > known->before ? known->count : known->before;
  if (age_s == 1) rate = known->count;
  if (age_s < 0 || age_s > 1) rate = 0;
  const auto ahead = static_cast<std::uint32_t>(static_cast<double>(rate) * limits::lease_ahead_ms / 1000);
  const std::uint32_t bound = most < limits::lease_picks ? most : static_cast<std::uint32_t>(limits::lease_picks);
  if (ahead <= 1) return 1;
  return ahead < bound ? ahead : bound;
}

template <class Fits>
bool LeaseBank::take_first(Bytes model, double now_ms, pool::Pick& pick, Arena& arena, Fits fits) {
  const std::uint64_t hash = text::fingerprint(model);
  for (Slot& slot : slots_) {
    if (slot.model_bytes == 0 || slot.model != hash || !fits(slot.pick)) continue;
    if (is_void(slot.until_ms, now_ms)) continue;
    pick = slot.pick;
    pick.secret = Secret(arena.copy({slot.secret, slot.secret_bytes}));
    pick.label = arena.copy({slot.label, slot.label_bytes});
    slot.model_bytes = 0;
    return true;
  }
  return false;
}

bool LeaseBank::take(Bytes model, const List<std::uint64_t>& avoid, double now_ms, pool::Pick& pick, Arena& arena) {
  return take_first(model, now_ms, pick, arena, [&avoid](const pool::Pick& held) { return !pool::is_avoided(avoid, held.key); });
}

bool LeaseBank::take_of_shard(Bytes model, std::uint32_t shard, double now_ms, pool::Pick& pick, Arena& arena) {
  return take_first(model, now_ms, pick, arena, [shard](const pool::Pick& held) { return held.shard == shard; });
}

bool LeaseBank::take_of_key(Bytes model, std::uint64_t key, double now_ms, pool::Pick& pick, Arena& arena) {
  return take_first(model, now_ms, pick, arena, [key](const pool::Pick& held) { return held.key == key; });
}

/// The last one: those before it are for new conversations, in the pool's order.
bool LeaseBank::give_back_last(Bytes model, double now_ms) {
  const std::uint64_t hash = text::fingerprint(model);
  for (std::size_t at = slots_.size(); at-- > 0;) {
    Slot& slot = slots_[at];
    if (slot.model_bytes == 0 || slot.model != hash || is_void(slot.until_ms, now_ms)) continue;
    slot.until_ms = 0;
    return true;
  }
  return false;
}

LeaseBank::Slot LeaseBank::slot_of(const pool::Pick& pick, Bytes model, double now_ms) {
  Slot slot;
  slot.pick = pick;
  slot.pick.secret = {};
  slot.pick.label = {};
  slot.until_ms = now_ms + limits::lease_ms;
  slot.model = text::fingerprint(model);
  slot.secret_bytes = text::copy_cut(slot.secret, sizeof(slot.secret), pick.secret.reveal());
  slot.label_bytes = text::copy_cut(slot.label, sizeof(slot.label), pick.label);
  slot.model_bytes = text::copy_cut(slot.model_text, sizeof(slot.model_text), model);
  return slot;
}

void LeaseBank::put(const pool::Pick& pick, Bytes model, double now_ms) { keep(slot_of(pick, model, now_ms)); }

void LeaseBank::put_back(const pool::Pick& pick, Bytes model, double now_ms) {
  if (!keep(slot_of(pick, model, now_ms))) return;
  const Slot first = slots_[slots_.size() - 1];
  for (std::size_t at = slots_.size() - 1; at != 0; --at) slots_[at] = slots_[at - 1];
  slots_[0] = first;
}

void LeaseBank::put_void(const pool::Returned& returned, std::uint32_t shard) {
  Slot slot;
  slot.pick.key = slot.pick.group = returned.key;
  slot.pick.shard = shard;
  slot.model = text::fingerprint(returned.model);
  slot.model_bytes = text::copy_cut(slot.model_text, sizeof(slot.model_text), returned.model);
  keep(slot);
}

bool LeaseBank::keep(const Slot& slot) {
  if (slot.model_bytes == 0) return false;  // requests without a model are rare: nothing is kept for them
  std::size_t kept = 0;
  for (const Slot& held : slots_) {
    if (held.model_bytes != 0) slots_[kept++] = held;
  }
  slots_.resize(kept);
  if (kept >= limits::picks_banked) return false;
  slots_.push(slot);
  return true;
}

void LeaseBank::drop(std::uint64_t group, Bytes model) {
  const std::uint64_t hash = text::fingerprint(model);
  for (Slot& slot : slots_) {
    const bool concerned = slot.pick.group == group || slot.pick.key == group;
    const bool named = slot.model == hash || model_of({slot.model_text, slot.model_bytes}) == model;
    if (concerned && (model.empty() || named)) slot.until_ms = 0;
  }
}

void LeaseBank::drop_all() {
  for (Slot& slot : slots_) slot.until_ms = 0;
}

void LeaseBank::take_void(std::uint32_t shard, List<pool::Returned>& out, double now_ms, Arena& arena) {
  for (Slot& slot : slots_) {
    if (slot.model_bytes == 0 || slot.pick.shard != shard || out.size() >= limits::picks_returned) continue;
    if (!is_void(slot.until_ms, now_ms)) continue;
    out.push(arena, pool::Returned{slot.pick.key, arena.copy(model_of({slot.model_text, slot.model_bytes}))});
    slot.model_bytes = 0;
  }
}

void LeaseBank::begin_call(Bytes model, std::uint32_t picks) {
  Demand& known = demand(model);
  ++known.calls;
  known.coming += picks > 0 ? picks - 1 : 0;  // the first is for who calls
}

void LeaseBank::end_call(Bytes model, std::uint32_t picks) {
  Demand& known = demand(model);
  if (known.calls != 0) --known.calls;
  const std::uint32_t spare = picks > 0 ? picks - 1 : 0;
  known.coming = known.calls != 0 && known.coming > spare ? known.coming - spare : 0;
}

bool LeaseBank::may_wait(Bytes model) const {
  const Demand* known = find_demand(model);
  return known != nullptr && known->calls != 0 && known->waiting < known->coming;
}

bool LeaseBank::waits_in_vain(Bytes model) const {
  const Demand* known = find_demand(model);
  return known != nullptr && known->waiting > known->coming;
}

void LeaseBank::add_waiter(Bytes model, std::uint32_t token) {
  ++demand(model).waiting;
  waiters_.push({token, text::fingerprint(model)});
}

void LeaseBank::remove_waiter(std::uint32_t token) {
  std::size_t kept = 0;
  for (const Waiter& waiter : waiters_) {
    if (waiter.token != token) {
      waiters_[kept++] = waiter;
      continue;
    }
    for (Demand& known : demands_) {
      if (known.model == waiter.model && known.waiting != 0) --known.waiting;
    }
  }
  waiters_.resize(kept);
}

std::uint32_t LeaseBank::next_waiter(Bytes model) {
  const std::uint64_t hash = text::fingerprint(model);
  for (const Waiter& waiter : waiters_) {
    if (waiter.model != hash) continue;
    const std::uint32_t token = waiter.token;
    remove_waiter(token);
    return token;
  }
  return 0;
}

void LeaseBank::note_shortage(Bytes model, const pool::Reply& reply, double now_ms) {
  Demand& known = demand(model);
  known.shortage = reply.shortage;
  known.cause = reply.cause;
  known.retry_after_ms = reply.retry_after_ms;
  known.reason_bytes = text::copy_cut(known.reason, sizeof(known.reason), reply.reason);
  const bool soon = reply.retry_after_ms > 0 && reply.retry_after_ms < limits::shortage_ms;
  known.short_since_ms = now_ms;
  known.short_until_ms = now_ms + (soon ? reply.retry_after_ms : limits::shortage_ms);
}

bool LeaseBank::shortage(Bytes model, double now_ms, pool::Reply& reply, Arena& arena) const {
  const Demand* known = find_demand(model);
  if (known == nullptr || now_ms < known->short_since_ms || now_ms >= known->short_until_ms) return false;
  reply.shortage = known->shortage;
  reply.cause = known->cause;
  const double passed_ms = now_ms - known->short_since_ms;
  reply.retry_after_ms = known->retry_after_ms > passed_ms ? known->retry_after_ms - passed_ms : 0;
  reply.reason = arena.copy({known->reason, known->reason_bytes});
  return true;
}

}  // namespace rota::exchange
