// Finding a key; see key_lease.h.
#include "exchange/key_lease.h"

#include "base/limits.h"

namespace rota::exchange {

namespace {

/// Of two shards' shortages, the one that says more to the client: the sooner one, then the one of living keys.
bool ends_sooner(const pool::Reply& a, const pool::Reply& b) {
  const bool a_ends = a.retry_after_ms > 0;
  const bool b_ends = b.retry_after_ms > 0;
  if (a_ends && b_ends) return a.retry_after_ms < b.retry_after_ms;
  return a_ends != b_ends ? a_ends : a.shortage > b.shortage;
}

/// Of shards any takes the beginning of a conversation that is told by nothing else: many begin with the same words, and one
/// shard's keys are not to serve them all.
bool opens_anywhere(const ConversationSought& conversation, const Settings& settings) {
  return conversation.begins && settings.pool_shards > 1;
}

}  // namespace

KeyLease::~KeyLease() {
  if (wait_token_ != 0) context_.gateway.bank().remove_waiter(wait_token_);
}

KeyLease::Outcome KeyLease::move(Kind on, Phase phase, Outcome outcome) {
  track_.move(on, phase);
  return outcome;
}

void KeyLease::serve(Bytes model, Bytes kind, std::size_t text_bytes, ConversationSought conversation) {
  tried_ = {};
  blameless_ = {};
  conversation_ = conversation;
  asked_for_ = model;
  kind_ = kind;
  text_bytes_ = text_bytes;
  model_ = lease_name(model, kind, text_bytes, context_.arena);
}

KeyLease::Outcome KeyLease::begin(Actions& out) {
  shards_asked_ = 0;
  shortage_ = nullptr;
  pin_ = 0;
  if (owner_.any()) {
    // A list goes on where it was; names are looked for everywhere; what a client makes begins where its others are.
    if (owner_.collection.empty()) {
      owner_shard_ = owner_.names.empty() ? static_cast<std::uint32_t>(owner_.client % context_.settings().pool_shards) : 0;
    }
    return ask_owner(started, out);
  }
  if (tried_.empty()) context_.gateway.bank().note_demand(model_, context_.now_ms);
  return find(started, true, out);
}

bool KeyLease::forgive() {
  if (blameless_.empty()) return false;
  List<std::uint64_t> guilty;
  for (const std::uint64_t key : tried_) {
    if (!pool::is_avoided(blameless_, key)) guilty.push(context_.arena, key);
  }
  tried_ = guilty;
  blameless_ = {};
  return true;
}

KeyLease::Outcome KeyLease::begin_pinned(std::uint64_t key, Actions& out) {
  shards_asked_ = 0;
  shortage_ = nullptr;
  pin_ = key;
  return ask_pinned(started, out);
}

KeyLease::Outcome KeyLease::find(Kind on, bool may_wait, Actions& out) {
  LeaseBank& bank = context_.gateway.bank();
  pool::Pick pick;
  placed_ = false;
  if (allowance_.has() && take_banked(pick)) return use(on, pick);
  pool::Reply known;
  if (tried_.empty() && bank.shortage(model_, context_.now_ms, known, context_.arena)) {
    shortage_ = context_.arena.make<pool::Reply>(known);
    return move(on, Phase::idle, Outcome::none);
  }
  const bool waits = may_wait && allowance_.has() && tried_.empty() && bank.may_wait(model_) && takes_next_pick();
  return waits ? wait(on, out) : ask(on, out);
}

/// The key that this isolate knows the conversation to be on; 0: it must ask, or the conversation begins. Of shards it
/// hears too seldom to know.
std::uint64_t KeyLease::warm_key() const {
  const bool asks = conversation_.number == 0 || conversation_.begins || context_.settings().pool_shards > 1;
  return asks ? 0 : context_.gateway.warm().key_of(conversation_.number, context_.now_ms);
}

/// Whether any pick that comes would do.
bool KeyLease::takes_next_pick() const {
  if (conversation_.number == 0) return true;
  const std::uint64_t key = warm_key();
  return key != 0 ? context_.gateway.warm().has(key, model_, context_.now_ms) : !conversation_.continues;
}

/// From what this isolate was lent. A conversation goes where it is warm. One that begins, or whose key has just failed,
/// goes where the next pick leads; once it was answered there, this isolate knows, and the pool hears of it with the report.
bool KeyLease::take_banked(pool::Pick& pick) {
  LeaseBank& bank = context_.gateway.bank();
  const std::uint32_t shards = context_.settings().pool_shards;
  const std::uint64_t number = conversation_.number;
  if (number == 0 || opens_anywhere(conversation_, context_.settings())) {
    return bank.take(model_, tried_, context_.now_ms, pick, context_.arena);
  }
  if (tried_.empty()) {
    if (const std::uint64_t key = warm_key(); key != 0) return take_warm(key, pick);
    if (conversation_.continues) return false;
  }
  if (shards > 1) {
    const auto shard = static_cast<std::uint32_t>(number % shards);
    placed_ = tried_.empty() && bank.take_of_shard(model_, shard, context_.now_ms, pick, context_.arena);
  } else {
    placed_ = bank.take(model_, tried_, context_.now_ms, pick, context_.arena);
  }
  return placed_;
}

bool KeyLease::take_warm(std::uint64_t key, pool::Pick& pick) {
  LeaseBank& bank = context_.gateway.bank();
  WarmKeys& warm = context_.gateway.warm();
  if (bank.take_of_key(model_, key, context_.now_ms, pick, context_.arena)) return true;
  if (!warm.may_take() || !warm.find(key, model_, context_.now_ms, pick, context_.arena)) return false;
  if (!bank.give_back_last(model_, context_.now_ms)) return false;
  warm.note_taken(key, asked_for_);
  return true;
}

KeyLease::Outcome KeyLease::use(Kind on, const pool::Pick& pick) {
  pick_ = pick;
  tried_.push(context_.arena, pick.key);
  return move(on, Phase::idle, Outcome::leased);
}

KeyLease::Outcome KeyLease::wait(Kind on, Actions& out) {
  wait_token_ = context_.gateway.next_wait();
  context_.gateway.bank().add_waiter(model_, wait_token_);
  out.wait(wait_token_);
  timer_token_ = context_.next_token();
  out.wake(timer_token_, limits::wait_for_lease_ms);
  return move(on, Phase::waiting, Outcome::waiting);
}

/// It is this request's turn, or it has waited long enough: who was asking may be gone.
KeyLease::Outcome KeyLease::take_turn(const Event& event, Actions& out) {
  if (event.token != (event.kind == Kind::nudged ? wait_token_ : timer_token_)) return Outcome::nothing;
  context_.gateway.bank().remove_waiter(wait_token_);
  wait_token_ = 0;
  return find(event.kind, false, out);
}

/// For a key any shard will do: they take turns, and each one is followed by the next. A conversation has its own, the same
/// in every isolate, which knows its key.
std::uint32_t KeyLease::next_shard() {
  const std::uint32_t shards = context_.settings().pool_shards;
  if (shards_asked_ != 0) return (link_.shard() + 1) % shards;
  const bool has_own = shards > 1 && conversation_.number != 0 && !opens_anywhere(conversation_, context_.settings());
  if (has_own) return static_cast<std::uint32_t>(conversation_.number % shards);
  return context_.gateway.next_shard();
}

bool KeyLease::is_last_shard() { return ++shards_asked_ >= context_.settings().pool_shards; }

KeyLease::Outcome KeyLease::ask(Kind on, Actions& out) {
  LeaseBank& bank = context_.gateway.bank();
  pool::Call call;
  call.model = asked_for_;
  call.kind = kind_;
  if (text_bytes_ >= limits::large_request_bytes) call.text_bytes = static_cast<std::int64_t>(text_bytes_);
  call.avoid = tried_;
  if (!opens_anywhere(conversation_, context_.settings())) call.conversation = conversation_.number;
  call.begins = call.conversation != 0 && conversation_.begins;
  const bool first = tried_.empty() && shards_asked_ == 0;
  const std::uint32_t most = context_.settings().config.lease_picks_max;
  call.client = allowance_.wish();
  // Who must ask for every request needs no picks ahead, nor who asks for a conversation's key while picks for others come:
  // many of these at once would bring more than the bank keeps.
  const bool ahead = first && call.client.id == 0 && (takes_next_pick() || !bank.may_wait(model_));
  call.want = ahead ? bank.want(model_, most, context_.now_ms) : 1;
  picks_wanted_ = call.want;
  bank.begin_call(model_, picks_wanted_);
  link_.ask(call, next_shard(), out);
  return move(on, Phase::asking, Outcome::waiting);
}

/// Keys of a project belong to the shard that the project's name gives, which only the shards know, so each may be
/// asked.
KeyLease::Outcome KeyLease::ask_pinned(Kind on, Actions& out) {
  pool::Call call;
  call.pin = pin_;
  link_.ask(call, static_cast<std::uint32_t>((pin_ + shards_asked_) % context_.settings().pool_shards), out);
  return move(on, Phase::asking, Outcome::waiting);
}

/// The bank has nothing for such a request: only the pool knows owners.
KeyLease::Outcome KeyLease::ask_owner(Kind on, Actions& out) {
  pool::Call call;
  call.want = 1;
  call.model = asked_for_;
  call.kind = kind_;
  if (text_bytes_ >= limits::large_request_bytes) call.text_bytes = static_cast<std::int64_t>(text_bytes_);
  if (!is_bound()) call.avoid = tried_;
  call.owner = owner_;
  call.client = allowance_.wish();
  link_.ask(call, owner_shard_, out);
  return move(on, Phase::asking, Outcome::waiting);
}

/// What this shard does not know, the next one may.
KeyLease::Outcome KeyLease::take_owned(const Event& event, Actions& out) {
  const pool::Reply& reply = link_.reply();
  if (allowance_.asked() && reply.ownership != pool::Ownership::unknown && reply.ownership != pool::Ownership::split &&
      !allowance_.take(reply.client, link_.shard())) {
    shortage_ = &reply;
    return move(event.kind, Phase::idle, Outcome::over_limit);
  }
  if (!reply.picks.empty()) {
    pool::Pick pick = reply.picks[0];
    pick.shard = link_.shard();
    return use(event.kind, pick);
  }
  if (shortage_ == nullptr || reply.ownership != pool::Ownership::unknown) shortage_ = &reply;
  const bool knows = reply.ownership == pool::Ownership::split || reply.ownership == pool::Ownership::out;
  const std::uint32_t shards = context_.settings().pool_shards;
  const bool lists = !owner_.collection.empty();
  if (knows || (lists ? owner_shard_ + 1 >= shards : is_last_shard())) return move(event.kind, Phase::idle, Outcome::none);
  owner_shard_ = (owner_shard_ + 1) % shards;
  if (lists) owner_.after = 0;
  return ask_owner(event.kind, out);
}

KeyLease::Outcome KeyLease::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return Outcome::nothing;
  if (track_.is(Phase::waiting)) return take_turn(event, out);
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return Outcome::nothing;
  if (heard == PoolLink::Heard::failure) {
    if (pin_ == 0 && !owner_.any()) miss(out);
    return move(event.kind, Phase::idle, Outcome::unreachable);
  }
  if (track_.is(Phase::draining)) {
    if (pin_ == 0 && !owner_.any()) share(link_.reply(), 0, out);
    if (allowance_.asked()) allowance_.decline(link_.reply().client, link_.shard());
    return move(event.kind, Phase::idle, Outcome::none);
  }
  if (owner_.any() && pin_ == 0) return take_owned(event, out);
  return pin_ != 0 ? take_pinned(event, out) : take_reply(event, out);
}

KeyLease::Outcome KeyLease::take_reply(const Event& event, Actions& out) {
  const pool::Reply& reply = link_.reply();
  // The first pick is this request's own; only the rest is the isolate's.
  const bool lent = !reply.picks.empty();
  share(reply, lent ? 1 : 0, out);
  if (allowance_.asked()) {
    if (!allowance_.take(reply.client, link_.shard())) {
      if (!is_last_shard()) return ask(event.kind, out);
      shortage_ = &reply;
      return move(event.kind, Phase::idle, Outcome::over_limit);
    }
    shards_asked_ = 0;  // those before have refused the client, not looked for a key
  }
  if (lent) {
    pool::Pick pick = reply.picks[0];
    pick.shard = link_.shard();
    if (conversation_.number != 0) context_.gateway.warm().remember(conversation_.number, pick.key);
    if (tried_.empty()) moved_ = reply.moved;  // what attempts met with, the log tells of each
    return use(event.kind, pick);
  }
  if (shortage_ == nullptr || ends_sooner(reply, *shortage_)) shortage_ = &reply;
  return is_last_shard() ? move(event.kind, Phase::idle, Outcome::none) : ask(event.kind, out);
}

KeyLease::Outcome KeyLease::take_pinned(const Event& event, Actions& out) {
  const pool::Reply& reply = link_.reply();
  if (!reply.picks.empty()) {
    pool::Pick pick = reply.picks[0];
    pick.shard = link_.shard();
    return use(event.kind, pick);
  }
  shortage_ = &reply;
  const bool known = reply.cause == pool::Cause::unreadable;
  return known || is_last_shard() ? move(event.kind, Phase::idle, Outcome::none) : ask_pinned(event.kind, out);
}

/// What the reply brings for the whole isolate: picks from `first_spare` on, a shortage.
void KeyLease::share(const pool::Reply& reply, std::size_t first_spare, Actions& out) {
  LeaseBank& bank = context_.gateway.bank();
  bank.end_call(model_, picks_wanted_);
  for (std::size_t i = 0; i < reply.picks.size(); ++i) {
    pool::Pick pick = reply.picks[i];
    pick.shard = link_.shard();
    context_.gateway.warm().note(pick, model_, link_.sent_ms());
    if (i >= first_spare) bank.put(pick, model_, context_.now_ms);
  }
  // Without a model the bank cannot tell what the shortage is of, and a larger request's is none of a smaller one's.
  const bool named = (!asked_for_.empty() || kind_.empty()) && text_bytes_ < limits::large_request_bytes;
  const bool one_shard = context_.settings().pool_shards <= 1 && named;
  if (reply.picks.empty() && tried_.empty() && reply.shortage != pool::Shortage::none && one_shard) {
    bank.note_shortage(model_, reply, context_.now_ms);
  }
  nudge(static_cast<std::uint32_t>(reply.picks.size() - first_spare), out);
}

/// The call has failed: who waited for its picks waits in vain.
void KeyLease::miss(Actions& out) {
  context_.gateway.bank().end_call(model_, picks_wanted_);
  nudge(0, out);
}

/// So many that wait for a pick get their turn, and all whom no call under way will serve: they ask for themselves.
void KeyLease::nudge(std::uint32_t picks, Actions& out) {
  LeaseBank& bank = context_.gateway.bank();
  for (std::uint32_t i = 0; i < picks || bank.waits_in_vain(model_); ++i) {
    const std::uint32_t waiter = bank.next_waiter(model_);
    if (waiter == 0) return;
    out.nudge(waiter);
  }
}

bool KeyLease::abandon() {
  if (track_.is(Phase::waiting)) {
    context_.gateway.bank().remove_waiter(wait_token_);
    wait_token_ = 0;
    track_.move(started, Phase::idle);
  }
  if (!track_.is(Phase::asking)) return false;
  track_.move(started, Phase::draining);
  return true;
}

}  // namespace rota::exchange
