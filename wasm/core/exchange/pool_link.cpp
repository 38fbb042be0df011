// Calling the pool; see pool_link.h.
#include "exchange/pool_link.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/debug.h"
#include "store/spent_limit.h"

namespace rota::exchange {

void PoolLink::ask(pool::Call& call, std::uint32_t shard, Actions& out) {
  Gateway& gateway = context_.gateway;
  const Settings& settings = context_.settings();
  shard_ = shard;
  call.now_ms = context_.now_ms;
  call.shard = shard;
  call.shards = settings.pool_shards;
  call.version = context_.edition->snapshot.version;
  call.config = call.config || gateway.wants_config();
  journal_.hand_over();
  reports_ = {};
  gateway.take_reports(shard, reports_, context_.arena);
  gateway.bank().take_void(shard, call.returned, context_.now_ms, context_.arena);
  returned_ = call.returned;
  gateway.warm().take_taken(call.taken, context_.arena);
  taken_ = call.taken;
  sent_ms_ = context_.now_ms;
  gateway.unused().take(shard, call.unused, context_.arena);
  unused_ = call.unused;
  call.reports = reports_;
  journal_.carried();
  encoded_.clear();
  pool::encode(call, encoded_);
  token_ = context_.next_token();
  Bytes name = settings.pool_name;
  if (settings.pool_shards > 1) name = context_.arena.join(name, "-", text::decimal(context_.arena, shard));
  const bool is_desk = !call.admin.method.empty();
  out.ask_pool(token_, is_desk ? limits::desk_patience_ms : limits::pool_patience_ms, context_.arena.join(name, "\n", settings.pool_location), encoded_.view());
  track_.move(started, PoolLinkPhase::asked);
}

void PoolLink::carry_again() {
  for (const pool::Report& report : reports_) context_.gateway.queue(report);
  for (const pool::Returned& returned : returned_) context_.gateway.bank().put_void(returned, shard_);
  for (const pool::Returned& taken : taken_) context_.gateway.warm().note_taken(taken.key, taken.model);
  for (const pool::Unused& unused : unused_) context_.gateway.unused().add(unused, shard_);
}

PoolLink::Heard PoolLink::take(const Event& event) {
  if (!track_.hears(event.kind) || event.token != token_) return Heard::nothing;
  track_.move(event.kind, PoolLinkPhase::idle);
  if (event.kind == Kind::pool_reply) {
    const auto decoded = pool::decode_reply(context_.arena.copy(event.body), context_.reader, context_.arena);
    if (decoded.ok()) {
      reply_ = *decoded;
      context_.gateway.warm().hear(*reply_, sent_ms_, context_.now_ms);
      context_.gateway.learn(*reply_);
      for (pool::Pick pick : reply_->doubted) {
        pick.shard = shard_;
        doubted_.push(context_.arena, pick);
      }
      for (const pool::Cooling& cooling : reply_->cooling) context_.gateway.drop_keys(cooling.group, cooling.model);
      return Heard::reply;
    }
  }
  why_ = context_.arena.copy(event.head);
  carry_again();
  return Heard::failure;
}

List<pool::Pick> PoolLink::take_doubted() {
  const List<pool::Pick> taken = doubted_;
  doubted_ = {};
  return taken;
}

Bytes PoolLink::trouble() const {
  const store::SpentLimit limit = store::spent_limit_of(why_);
  if (limit != store::SpentLimit::none) return context_.arena.join(store::describe(limit), " until 00:00 UTC.");
  if (!text::contains(why_, "API_KEY_MANAGER is ")) return {};
  Bytes words = why_;
  return context_.arena.join("The key pool cannot be reached: ", text::split(words, '\n'), ". See wrangler.toml.");
}

Failure PoolLink::failure() const {
  Failure failure{Blame::rota, Fault::internal, 503, "The key pool could not be reached. Try again in a moment.", {}, 1000};
  if (store::spent_limit_of(why_) != store::SpentLimit::none) {
    failure.retry_after_ms = store::ms_to_next_utc_day(context_.now_ms);
  }
  if (const Bytes known = trouble(); !known.empty()) {
    failure.message = known;
  } else if (context_.settings().debug_errors) {
    failure = with_platform_words(failure, why_, context_.arena);
  }
  return failure;
}

}  // namespace rota::exchange
