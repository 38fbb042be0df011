// Clients' budgets; see clients.h.
#include "pool/clients.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"
#include "pool/sentences.h"
#include "pool/window.h"

namespace rota::pool {

namespace {

/// A shard's part of a limit: the parts of all shards add up to it. It may be nothing: another shard is asked then.
std::int64_t part_of(std::int64_t limit, std::uint32_t shard, std::uint32_t shards) {
  if (limit <= 0 || shards <= 1) return limit;
  return limit / shards + (shard < limit % shards ? 1 : 0);
}

template <class Count>
Count left(Count limit, Count used) {
  return used < limit ? limit - used : 0;
}

/// One of a client's limits as it stands.
struct Bound {
  std::int64_t limit;  ///< 0: there is none
  std::int64_t used;   ///< that this shard knows of
  std::int64_t room;   ///< of this shard's part
  double until_ms;     ///< until it begins anew
  Bytes what;

  [[nodiscard]] bool refuses() const { return limit > 0 && room <= 0; }
  [[nodiscard]] std::int64_t remaining() const { return refuses() ? 0 : left(limit, used); }
};

/// Whether a client meets `a` before `b`: there is less left of it, or as much and it refuses for longer.
bool is_met_before(const Bound& a, const Bound& b) {
  return a.remaining() != b.remaining() ? a.remaining() < b.remaining() : a.until_ms > b.until_ms;
}

std::uint32_t granted_of(std::uint32_t want, const Bound& minute, const Bound& day, const Bound& tokens) {
  std::int64_t granted = tokens.refuses() ? 0 : want;
  for (const Bound* bound : {&minute, &day}) {
    if (bound->refuses()) granted = 0;
    if (bound->limit > 0 && bound->room < granted) granted = bound->room;
  }
  return static_cast<std::uint32_t>(granted);
}

Bytes refusal(Bytes what, double wait_ms, Arena& arena) {
  Buffer sentence;
  sentence.append("This API key has used its ");
  sentence.append(what);
  sentence.append("; it may come again in ");
  append_wait(sentence, wait_ms);
  sentence.append('.');
  return arena.copy(sentence.view());
}

/// Tokens and requests cannot be compared: tokens speak when they refuse, or where nothing else is limited.
void say_which(Bound minute, Bound day, const Bound& tokens, Allowance& allowance, Arena& arena) {
  for (Bound* bound : {&minute, &day}) bound->used += allowance.granted;
  const bool refused = allowance.granted == 0;
  const Bound* first = nullptr;
  const Bound* const bounds[] = {&minute, &day, &tokens};
  for (const Bound* bound : bounds) {
    const bool may_speak = refused ? bound->refuses() : bound->limit > 0 && (bound != &tokens || first == nullptr);
    if (may_speak && (first == nullptr || is_met_before(*bound, *first))) first = bound;
  }
  if (first == nullptr) return;
  allowance.limit = first->limit;
  allowance.remaining = first->remaining();
  allowance.reset_ms = first->until_ms;
  if (!refused) return;
  allowance.retry_after_ms = first->until_ms;
  allowance.reason = refusal(first->what, first->until_ms, arena);
}

void turn(ClientState& state, double now_ms) {
  const std::uint32_t minute = minute_of(now_ms);
  if (state.minute != minute) {
    state.minute = minute;
    state.minute_requests = 0;
  }
  const std::int32_t day = pacific_day(now_ms);
  if (state.day != day) {
    state.day = day;
    state.day_requests = 0;
    state.day_tokens = 0;
  }
}

}  // namespace

Allowance Clients::ask(const ClientWish& wish, std::uint32_t shard, std::uint32_t shards, double now_ms,
                         Arena& arena) {
  const std::uint32_t at = obtain(wish.id, now_ms);
  ClientState& state = states_[at];
  turn(state, now_ms);
  const double minute_ends_ms = next_minute_ms(now_ms) - now_ms;
  const double day_ends_ms = next_pacific_midnight_ms(now_ms) - now_ms;
  const auto bound = [shard, shards](std::int64_t limit, std::int64_t used, double until_ms, Bytes what) {
    return Bound{limit, used, part_of(limit, shard, shards) - used, until_ms, what};
  };
  const Bound minute = bound(wish.requests_per_minute, state.minute_requests, minute_ends_ms, "requests of this minute");
  const Bound day = bound(wish.requests_per_day, state.day_requests, day_ends_ms, "requests of this day");
  const Bound tokens = bound(wish.tokens_per_day, state.day_tokens, day_ends_ms, "tokens of this day");
  Allowance allowance;
  allowance.minute = state.minute;
  allowance.granted = granted_of(wish.want, minute, day, tokens);
  state.minute_requests += allowance.granted;
  state.day_requests += allowance.granted;
  say_which(minute, day, tokens, allowance, arena);
  if (allowance.granted != 0 && (wish.requests_per_day != 0 || wish.tokens_per_day > 0)) dirty_.later(page_of(at));
  return allowance;
}

void Clients::take_back(const Unused& unused, double now_ms) {
  const std::uint32_t at = index_.find(states_, unused.client);
  if (at == nowhere) return;
  ClientState& state = states_[at];
  turn(state, now_ms);
  if (state.minute == unused.minute) state.minute_requests = left(state.minute_requests, unused.count);
  if (state.day != pacific_day(unused.minute * minute_ms)) return;
  state.day_requests = left(state.day_requests, unused.count);
  dirty_.later(page_of(at));
}

void Clients::spend(std::uint64_t id, std::int64_t tokens, double now_ms) {
  const std::uint32_t at = index_.find(states_, id);
  if (at == nowhere || tokens <= 0) return;
  ClientState& state = states_[at];
  // A request of the minute before, reported now, must not bring that minute back.
  const std::int32_t day = pacific_day(now_ms);
  if (day < state.day) return;
  if (day > state.day) turn(state, now_ms);
  state.day_tokens = capped_sum(state.day_tokens, tokens);
  dirty_.later(page_of(at));
}

ClientState Clients::used(std::uint64_t id, double now_ms) const {
  ClientState state;
  state.id = id;
  if (const std::uint32_t at = index_.find(states_, id); at != nowhere) state = states_[at];
  turn(state, now_ms);
  return state;
}

void Clients::restore(const ClientState& state) {
  const std::uint32_t at = obtain(state.id, 0);
  states_[at] = state;
}

void Clients::join(const ClientState& stored, double now_ms) {
  const std::uint32_t at = obtain(stored.id, now_ms);
  ClientState& state = states_[at];
  dirty_.later(page_of(at));
  if (state.day > stored.day) return;
  const bool same_day = state.day == stored.day;
  state.day_requests = stored.day_requests + (same_day ? state.day_requests : 0);
  state.day_tokens = capped_sum(stored.day_tokens, same_day ? state.day_tokens : 0);
  state.day = stored.day;
}

std::uint32_t Clients::obtain(std::uint64_t id, double now_ms) {
  const std::uint32_t found = index_.find(states_, id);
  if (found != nowhere) return found;
  if (states_.size() >= limits::clients_counted) drop_idle(pacific_day(now_ms));
  if (states_.size() >= capacity_) index_all(states_.size() * 2 + 64);
  ClientState fresh;
  fresh.id = id;
  states_.push(fresh);
  const auto at = static_cast<std::uint32_t>(states_.size() - 1);
  index_.add(states_, at);
  return at;
}

void Clients::index_all(std::size_t capacity) {
  capacity_ = capacity;
  index_.clear(capacity);
  for (std::uint32_t at = 0; at < states_.size(); ++at) index_.add(states_, at);
}

/// Who has not come today is forgotten; when all have, everybody: their minutes begin again.
void Clients::drop_idle(std::int32_t today) {
  std::size_t kept = 0;
  for (const ClientState& state : states_) {
    if (state.day == today) states_[kept++] = state;
  }
  states_.resize(kept == states_.size() ? 0 : kept);
  index_all(states_.size() * 2 + 64);
  for (std::uint32_t at = 0; at < limits::clients_counted; at += limits::pool_page_keys) dirty_.later(page_of(at));
}

}  // namespace rota::pool
