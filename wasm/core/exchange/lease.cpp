// The exchange's errands to the pool: above all a key for the next attempt, from the isolate's bank, from a call that
// another request has under way, or by a call of its own. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "exchange/local_pages.h"

namespace rota::exchange {

namespace {

/// A client's leave is asked for ahead only in small parts of its limit: what one isolate has asked for and not used is
/// lost to the others until the minute ends.
constexpr std::uint32_t leave_parts = 10;

std::uint32_t limit_of(std::int64_t own, std::uint32_t otherwise) {
  if (own < 0) return otherwise;
  return own < 0xFFFFFFFF ? static_cast<std::uint32_t>(own) : 0xFFFFFFFF;
}

/// Of two shards' shortages, the one that tells the client more: the sooner one, then the one of living keys.
bool ends_sooner(const pool::Reply& a, const pool::Reply& b) {
  const bool a_ends = a.retry_after_ms > 0;
  const bool b_ends = b.retry_after_ms > 0;
  if (a_ends && b_ends) return a.retry_after_ms < b.retry_after_ms;
  return a_ends != b_ends ? a_ends : a.shortage > b.shortage;
}

std::uint32_t least(std::uint32_t a, std::uint32_t b) { return a < b ? a : b; }

}  // namespace

/// The client's limits; without any there is nobody to count.
pool::ClientWish Exchange::client_wish() const {
  pool::ClientWish wish;
  if (grant_.client == nullptr) return wish;
  const store::ClientRow& client = *grant_.client;
  wish.requests_per_minute = limit_of(client.rpm, settings().config.client_requests_per_minute);
  wish.requests_per_day = limit_of(client.rpd, 0);
  wish.tokens_per_day = client.tpd > 0 ? client.tpd : 0;
  if (wish.requests_per_minute == 0 && wish.requests_per_day == 0 && wish.tokens_per_day == 0) return wish;
  wish.id = client.id;
  return wish;
}

/// Whether this request may be counted among its client's without asking; an attempt more of the same request may.
bool Exchange::has_leave() {
  if (has_leave_) return true;
  const pool::ClientWish wish = client_wish();
  if (wish.id != 0) {
    Budget* budget = gateway_.bank().budget(wish.id, now_ms_);
    if (budget == nullptr || budget->left == 0) return false;
    --budget->left;
    tell_rate(*budget);
  }
  has_leave_ = true;
  return true;
}

void Exchange::tell_rate(const Budget& budget) {
  if (rate_told_ || budget.limit == 0) return;
  rate_told_ = true;
  const double reset_ms = budget.reset_at_ms > now_ms_ ? budget.reset_at_ms - now_ms_ : 0;
  client_.header("x-ratelimit-limit", text::decimal(arena_, budget.limit));
  client_.header("x-ratelimit-remaining", text::decimal(arena_, std::int64_t{budget.remaining} + budget.left));
  client_.header("x-ratelimit-reset", text::decimal(arena_, static_cast<std::int64_t>((reset_ms + 999) / 1000)));
}

/// A key for the next attempt.
Phase Exchange::lease(Actions& out) {
  shards_asked_ = 0;
  shortest_ = nullptr;
  leasing_since_ms_ = now_ms_;
  if (tried_.empty()) gateway_.bank().note_demand(flow_->model(), now_ms_);
  return lease_or_wait(true, out);
}

Phase Exchange::lease_or_wait(bool may_wait, Actions& out) {
  LeaseBank& bank = gateway_.bank();
  const Bytes model = flow_->model();
  if (!has_leave()) return ask_pool(Errand::lease, out);
  if (bank.take(model, tried_, now_ms_, pick_, arena_)) return use_pick(out);
  pool::Reply known;
  if (tried_.empty() && bank.shortage(model, now_ms_, known, arena_)) return out_of_keys(known, out);
  if (!may_wait || !tried_.empty() || !bank.may_wait(model)) return ask_pool(Errand::lease, out);
  errand_ = Errand::turn;
  wait_token_ = gateway_.next_wait();
  bank.add_waiter(model, wait_token_);
  out.add(Kind::wait, wait_token_);
  timer_token_ = ++last_token_;
  out.add(Kind::wake, timer_token_, limits::wait_for_lease_ms);
  return Phase::leasing;
}

/// It is this request's turn, or it has waited long enough: who was asking may be gone.
Phase Exchange::on_turn(const Event& event, Actions& out) {
  const bool nudged = event.kind == Kind::nudged && event.token == wait_token_;
  const bool waited = event.kind == Kind::timer && event.token == timer_token_;
  if (errand_ != Errand::turn || (!nudged && !waited)) return phase_;
  gateway_.bank().remove_waiter(wait_token_);
  wait_token_ = timer_token_ = 0;
  return lease_or_wait(false, out);
}

Phase Exchange::leasing_phase() const {
  if (errand_ == Errand::delivery) return Phase::settling;
  return errand_ == Errand::config ? phase_ : Phase::leasing;
}

/// Which shard the errand goes to. For a key any will do: they take turns, and each one is followed by the next.
std::uint32_t Exchange::shard_for(Errand errand) {
  switch (errand) {
    case Errand::lease: return shards_asked_ == 0 ? gateway_.next_shard() : (shard_ + 1) % settings().pool_shards;
    case Errand::health:
    case Errand::cron: return shards_asked_;
    case Errand::delivery: return gateway_.reported_shard();
    case Errand::pin: return static_cast<std::uint32_t>((pin_ + shards_asked_) % settings().pool_shards);
    default: return 0;
  }
}

/// The lease's part of a call: picks, and the client's leave where this request has none yet.
void Exchange::wish_for(pool::Call& call) {
  call.model = flow_->model();
  call.avoid = tried_;
  const bool first = tried_.empty() && shards_asked_ == 0;
  call.want = first ? gateway_.bank().want(call.model, settings().config.lease_picks_max, now_ms_) : 1;
  wants_leave_ = !has_leave_;
  if (wants_leave_) {
    call.client = client_wish();
    const std::uint32_t part = call.client.requests_per_minute / leave_parts;
    call.client.want = call.client.requests_per_minute == 0 ? call.want : least(call.want, part > 1 ? part : 1);
  }
  picks_wanted_ = call.want;
  gateway_.bank().begin_call(call.model, picks_wanted_);
}

Phase Exchange::ask_pool(Errand errand, Actions& out) {
  errand_ = errand;
  shard_ = shard_for(errand);
  const std::uint32_t shards = settings().pool_shards;
  pool::Call call;
  call.now_ms = now_ms_;
  call.shard = shard_;
  call.shards = shards;
  call.version = edition_->snapshot.version;
  sent_reports_ = {};
  gateway_.take_reports(shard_, sent_reports_, arena_);
  gateway_.bank().take_void(shard_, call.returned, now_ms_, arena_);
  sent_returned_ = call.returned;
  urgent_report_ = false;
  call.reports = sent_reports_;
  if (errand == Errand::lease) wish_for(call);
  if (errand == Errand::pin) call.pin = pin_;
  call.config = errand == Errand::config || gateway_.wants_config();
  call.reset = errand == Errand::cron;
  call.census = errand == Errand::health;
  if (errand == Errand::admin || errand == Errand::permit) call.admin = admin_call(errand);
  pool_call_.clear();
  pool::encode(call, pool_call_);
  pool_token_ = ++last_token_;
  Bytes name = settings().pool_name;
  if (shards > 1) name = arena_.join(name, "-", text::decimal(arena_, shard_));
  out.add(Kind::ask_pool, pool_token_, 0, arena_.join(name, "\n", settings().pool_location), pool_call_.view());
  return leasing_phase();
}

/// The call has failed: the next one tells what it would have told.
void Exchange::keep_untold() {
  for (const pool::Report& report : sent_reports_) gateway_.queue(report);
  for (const pool::Returned& returned : sent_returned_) gateway_.bank().put_void(returned, shard_);
}

/// What the pool said, or why nothing of it is known.
Result<pool::Reply*> Exchange::reply_of(const Event& event) {
  if (event.kind != Kind::pool_reply) return Failure{Blame::rota, Fault::internal, 503, event.head, {}, 0};
  return pool::decode_reply(arena_.copy(event.body), reader_, arena_);
}

/// The call has failed: what it told is told again, and who waited for its picks waits in vain.
void Exchange::miss_reply(Actions& out) {
  keep_untold();
  if (errand_ != Errand::lease) return;
  gateway_.bank().end_call(leased_model(), picks_wanted_);
  nudge(0, out);
}

Bytes Exchange::leased_model() const { return flow_ != nullptr ? flow_->model() : leased_model_; }

/// What the reply brings for the whole isolate: picks from `first_spare` on, rests, a client's leave, newer settings.
void Exchange::take_reply(const pool::Reply& reply, std::size_t first_spare, Actions& out) {
  gateway_.learn(reply);
  LeaseBank& bank = gateway_.bank();
  for (const pool::Cooling& cooling : reply.cooling) bank.drop(cooling.group, cooling.model);
  if (errand_ != Errand::lease) return;
  const Bytes model = leased_model();
  bank.end_call(model, picks_wanted_);
  for (std::size_t i = first_spare; i < reply.picks.size(); ++i) {
    pool::Pick pick = reply.picks[i];
    pick.shard = shard_;
    bank.put(pick, model, now_ms_);
  }
  if (wants_leave_ && grant_.client != nullptr) bank.grant(grant_.client->id, reply.client, now_ms_);
  if (reply.picks.empty() && tried_.empty() && reply.shortage != pool::Shortage::none && settings().pool_shards <= 1) {
    bank.note_shortage(model, reply, now_ms_);
  }
  nudge(static_cast<std::uint32_t>(reply.picks.size() - first_spare), out);
}

/// So many that wait for a pick get their turn, and all whom no call under way will serve: they ask for themselves.
void Exchange::nudge(std::uint32_t picks, Actions& out) {
  const Bytes model = leased_model();
  for (std::uint32_t i = 0; i < picks || gateway_.bank().waits_in_vain(model); ++i) {
    const std::uint32_t waiter = gateway_.bank().next_waiter(model);
    if (waiter == 0) return;
    out.add(Kind::nudge, waiter);
  }
}

Phase Exchange::on_pool_reply(const Event& event, Actions& out) {
  if (event.token != pool_token_ || errand_ == Errand::turn) return phase_;
  const auto decoded = reply_of(event);
  if (!decoded.ok()) return on_pool_failed(event, out);
  const pool::Reply& reply = **decoded;
  pool_token_ = 0;
  // The first pick is this request's own; only the rest is the isolate's.
  const bool lent = errand_ == Errand::lease && !reply.picks.empty();
  take_reply(reply, lent ? 1 : 0, out);
  if (errand_ == Errand::admin) return answer_admin(reply, out);
  if (errand_ == Errand::permit) return permitted(reply, out);
  if (errand_ == Errand::pin) return take_pinned(reply, out);
  if (errand_ == Errand::cron || errand_ == Errand::health) return count_shard(reply, out);
  if (wants_leave_) {
    if (!has_leave()) {
      if (++shards_asked_ < settings().pool_shards) return ask_pool(Errand::lease, out);
      return over_limit(reply.client, out);
    }
    // The pool gave no leave and so no key, but another request has brought leave meanwhile: now for the key.
    if (client_wish().id != 0 && reply.client.granted == 0) return lease_or_wait(false, out);
  }
  if (lent) {
    pick_ = reply.picks[0];
    pick_.shard = shard_;
    return use_pick(out);
  }
  if (shortest_ == nullptr || ends_sooner(reply, *shortest_)) shortest_ = &reply;
  if (++shards_asked_ < settings().pool_shards) return ask_pool(Errand::lease, out);
  return out_of_keys(*shortest_, out);
}

Phase Exchange::use_pick(Actions& out) {
  pool_ms_ = waited_for_pool_ms();
  leasing_since_ms_ = 0;
  tried_.push(arena_, pick_.key);
  lent_calls_ = 0;
  return call_upstream(out);
}

Phase Exchange::over_limit(const pool::ClientLeave& leave, Actions& out) {
  Budget spent;
  spent.limit = leave.limit;
  spent.reset_at_ms = now_ms_ + leave.reset_ms;
  tell_rate(spent);
  client_.fail(Failure{Blame::client, Fault::rate_limited, 429, leave.reason, {}, leave.retry_after_ms}, arena_);
  return settle(out);
}

/// Health and the cron go round all shards.
Phase Exchange::count_shard(const pool::Reply& reply, Actions& out) {
  census_.keys += reply.census.keys;
  census_.ready += reply.census.ready;
  census_.limited += reply.census.limited;
  census_.disabled += reply.census.disabled;
  if (++shards_asked_ < settings().pool_shards) return ask_pool(errand_, out);
  if (errand_ == Errand::health) health_answer(census_, true, client_);
  return Phase::closed;
}

Phase Exchange::on_pool_failed(const Event& event, Actions& out) {
  if (event.token != pool_token_ || errand_ == Errand::turn) return phase_;
  miss_reply(out);
  if (errand_ == Errand::cron) {
    out.add(Kind::log, 0, 0,
            "the pool could not be reached for the daily reset; the next cron, or the first pick of the day, does it");
    return Phase::closed;
  }
  if (errand_ == Errand::health) {
    health_answer({}, false, client_);
    return Phase::closed;
  }
  const Bytes detail = settings().debug_errors ? text::redact(arena_, arena_.join(" ", event.head)) : Bytes{};
  return refuse(Failure{Blame::rota,
                        Fault::internal,
                        503,
                        arena_.join("The key pool could not be reached. Try again in a moment.", detail),
                        {},
                        1000},
                out);
}

}  // namespace rota::exchange
