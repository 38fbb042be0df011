// Round by round; see pool_rounds.h.
#include "exchange/pool_rounds.h"

#include "base/limits.h"
#include "exchange/local_pages.h"

namespace rota::exchange {

namespace {

/// What fails in one shard fails; all of them are bound alike.
void join(pool::PartState& all, pool::PartState one) {
  if (all != pool::PartState::failing) all = one;
}

}  // namespace

bool PoolRounds::begin(Actions& out) {
  if (purpose_ == Purpose::health) return answer_or_ask(started, out);
  ask(started, out);
  return true;
}

bool PoolRounds::finish(Kind on) {
  track_.move(on, PoolRoundsPhase::done);
  return false;
}

bool PoolRounds::answer_or_ask(Kind on, Actions& out) {
  HealthMemory& memory = context_.gateway.health();
  if (const Health* health = memory.known(context_.now_ms)) {
    health_answer(*health, memory.age_ms(context_.now_ms), context_.client);
    return finish(on);
  }
  if (on == started && memory.is_asked(context_.now_ms) && wait(out)) return true;
  memory.begin(context_.now_ms);
  ask(on, out);
  return true;
}

/// Another request is asking: this one gets the same answer, or asks for itself when the other seems to be gone.
bool PoolRounds::wait(Actions& out) {
  wait_token_ = context_.gateway.next_wait();
  if (!context_.gateway.health().add_waiter(wait_token_)) return false;
  out.wait(wait_token_);
  timer_token_ = context_.next_token();
  out.wake(timer_token_, limits::wait_for_lease_ms);
  track_.move(started, PoolRoundsPhase::waiting);
  return true;
}

void PoolRounds::ask(Kind on, Actions& out) {
  pool::Call call;
  call.reset = purpose_ == Purpose::reset;
  call.census = purpose_ == Purpose::health;
  link_.ask(call, shards_asked_, out);
  track_.move(on, PoolRoundsPhase::asking);
}

void PoolRounds::end(bool reached, Actions& out) {
  if (purpose_ == Purpose::reset) {
    if (reached) return;
    out.log("the pool could not be reached for the daily reset; the next cron, or the first pick of the day, does it");
    return;
  }
  if (!reached) health_ = {{}, false, {}, link_.trouble()};
  health_.reached = reached;
  context_.gateway.health().keep(health_, context_.now_ms);
  health_answer(health_, 0, context_.client);
  nudge_waiters(out);
}

void PoolRounds::nudge_waiters(Actions& out) {
  HealthMemory& memory = context_.gateway.health();
  for (std::uint32_t waiter = memory.next_waiter(); waiter != 0; waiter = memory.next_waiter()) out.nudge(waiter);
}

/// Nobody is told; those who wait ask for themselves, the first of them for all.
void PoolRounds::abandon(Actions& out) {
  if (purpose_ == Purpose::reset) return end(false, out);
  if (!track_.is(PoolRoundsPhase::asking)) return;
  context_.gateway.health().give_up();
  nudge_waiters(out);
}

bool PoolRounds::take_reply(const Event& event, Actions& out) {
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return true;
  if (heard == PoolLink::Heard::reply) {
    const pool::Census& census = link_.reply().census;
    health_.census.keys += census.keys;
    health_.census.ready += census.ready;
    health_.census.limited += census.limited;
    health_.census.disabled += census.disabled;
    const pool::Parts& parts = link_.reply().parts;
    join(health_.parts.rows, parts.rows);
    join(health_.parts.d1, parts.d1);
    join(health_.parts.kv, parts.kv);
    if (!link_.reply().trouble.empty()) health_.trouble = link_.reply().trouble;
    if (++shards_asked_ < context_.settings().pool_shards) {
      ask(event.kind, out);
      return true;
    }
  }
  end(heard == PoolLink::Heard::reply, out);
  return finish(event.kind);
}

bool PoolRounds::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return true;
  if (event.kind == Kind::client_gone) {
    abandon(out);
    return finish(event.kind);
  }
  if (track_.is(PoolRoundsPhase::asking)) return take_reply(event, out);
  if (event.token != (event.kind == Kind::nudged ? wait_token_ : timer_token_)) return true;
  return answer_or_ask(event.kind, out);
}

}  // namespace rota::exchange
