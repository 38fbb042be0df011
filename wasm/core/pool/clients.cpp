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

/// A shard's part of a limit: the parts of all shards add up to it. 0 stays 0, which is no limit, so a part is 1 at
/// least: more shards than requests a minute would otherwise shut the client out of some of them for nothing.
template <class Count>
Count part_of(Count limit, std::uint32_t shard, std::uint32_t shards) {
  if (limit <= 0 || shards <= 1) return limit;
  const Count part = limit / static_cast<Count>(shards) + (shard < limit % static_cast<Count>(shards) ? 1 : 0);
  return part != 0 ? part : 1;
}

std::uint32_t left(std::uint32_t limit, std::uint32_t used) { return used < limit ? limit - used : 0; }

double until_next_minute_ms(double now_ms) { return (static_cast<double>(minute_of(now_ms)) + 1) * 60000 - now_ms; }

Bytes refusal(Bytes what, double wait_ms, Arena& arena) {
  Buffer sentence;
  sentence.append("This API key has used its ");
  sentence.append(what);
  sentence.append("; it may come again in ");
  append_wait(sentence, wait_ms);
  sentence.append('.');
  return arena.copy(sentence.view());
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

ClientLeave Clients::ask(const ClientWish& wish, std::uint32_t shard, std::uint32_t shards, double now_ms,
                         Arena& arena) {
  const std::uint32_t at = obtain(wish.id, now_ms);
  ClientState& state = states_[at];
  turn(state, now_ms);
  const std::uint32_t per_minute = part_of(wish.requests_per_minute, shard, shards);
  const std::uint32_t per_day = part_of(wish.requests_per_day, shard, shards);
  const std::int64_t tokens = part_of(wish.tokens_per_day, shard, shards);
  ClientLeave leave;
  leave.limit = wish.requests_per_minute;
  leave.reset_ms = until_next_minute_ms(now_ms);
  const double midnight_ms = next_pacific_midnight_ms(now_ms) - now_ms;
  std::uint32_t granted = wish.want;
  Bytes spent;
  double wait_ms = 0;
  const auto narrow = [&granted, &spent, &wait_ms](std::uint32_t room, Bytes what, double until_ms) {
    if (room < granted) granted = room;
    if (room != 0) return;
    spent = what;
    wait_ms = until_ms;
  };
  if (per_minute != 0) narrow(left(per_minute, state.minute_requests), "requests of this minute", leave.reset_ms);
  if (per_day != 0) narrow(left(per_day, state.day_requests), "requests of this day", midnight_ms);
  if (tokens > 0 && state.day_tokens >= tokens) narrow(0, "tokens of this day", midnight_ms);
  leave.granted = granted;
  if (granted == 0) {
    leave.retry_after_ms = wait_ms;
    leave.reason = refusal(spent, wait_ms, arena);
    return leave;
  }
  state.minute_requests += granted;
  state.day_requests += granted;
  leave.remaining = left(wish.requests_per_minute, state.minute_requests);
  if (per_day != 0 || tokens > 0) dirty_.later(page_of(at));
  return leave;
}

void Clients::spend(std::uint64_t id, std::int64_t tokens, double now_ms) {
  const std::uint32_t at = index_.find(states_, id);
  if (at == nowhere || tokens <= 0) return;
  turn(states_[at], now_ms);
  states_[at].day_tokens = add_counts(states_[at].day_tokens, tokens);
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
