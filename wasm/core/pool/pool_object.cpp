// Events in, actions out; see pool_object.h.
#include "pool/pool_object.h"

#include "base/text.h"
#include "pool/object_actions.h"
#include "pool/owner_lease.h"
#include "pool/owner_pages.h"
#include "pool/trouble.h"

namespace rota::pool {

PoolObject::PoolObject(std::uint64_t seed, OpenDesk open_desk)
    : lender_(seed, configuration_, metrics_.spent),
      recorder_(seed, configuration_, metrics_, reader_),
      rows_(lender_, recorder_, metrics_.spent),
      loader_(configuration_, lender_, rows_, metrics_.spent, reader_),
      desk_(open_desk(parts())) {}

void PoolObject::step(const Event& event, Actions& out) {
  lender_.ledger().observe(event.now_ms);
  recorder_.begin(event.now_ms);
  switch (event.kind) {
    case Kind::configure:
      configure(event, out);
      break;
    case Kind::stored:
      recall(event, out);
      break;
    case Kind::ready:
      take_ready(event, out);
      break;
    case Kind::pool_call:
      return take_call(event, out);
    case Kind::unstored:
      rows_.take_unstored(event, out);
      break;
    case Kind::alarm:
      recorder_.take_alarm(event.now_ms, out);
      break;
    default:
      take_answer(event, out);
      break;
  }
  // What was asked for during a load is loaded next, and is not in effect before that.
  if (loader_.finish(event.now_ms, out) && !loader_.is_loading()) desk_->take_load(event.now_ms, out);
}

void PoolObject::configure(const Event& event, Actions& out) {
  if (!configuration_.set_environment(event.body, reader_)) {
    out.log("the pool's settings are not a JSON object and are ignored");
    return;
  }
  configured_ = true;
  if (ready_) loader_.load(event.now_ms, out);
}

void PoolObject::recall(const Event& event, Actions& out) {
  if (ready_ && !rows_.is_unread()) return;
  if (desk_->recall(event.head, event.body)) return;
  if (configuration_.recall(event.head, event.body) || loader_.recall(event.head, event.body)) return;
  if (is_owner_page_row(event.head) && read_owner_page(event.body, rows_.is_unread(), reader_, owners_, out.arena())) return;
  if (rows_.recall(event.head, event.body, reader_, out.arena())) return;
  out.log(out.arena().join("stored row ", text::redact(out.arena(), event.head),
                           " cannot be read by this version and is ignored"));
}

void PoolObject::take_ready(const Event& event, Actions& out) {
  const bool late = rows_.is_unread();
  if (ready_ && !late) return;
  if (!event.head.empty()) {
    rows_.miss_rows(event.head, event.now_ms, out);
    if (!late) desk_->miss_rows(event.now_ms);
  } else {
    rows_.end_recall(event.now_ms, reader_, out.arena());
    if (late) {
      out.log("the pool object's rows are read, and joined with what was learned without them");
      desk_->join_rows(out);
      loader_.join_rows(event.now_ms, out);
      store_owners(out);
    }
  }
  if (!ready_ && configured_) loader_.load(event.now_ms, out);
  ready_ = true;
}

void PoolObject::take_call(const Event& event, Actions& out) {
  const auto decoded = decode_call(event.body, reader_, out.arena());
  if (!decoded) return send_refusal(decoded.failure().message, event.token, out);
  if (!ready_ || !loader_.loaded()) {
    return send_refusal("The pool has not been told its keys yet.", event.token, out);
  }
  const Call& call = *decoded.value();
  hear(call, event.now_ms, out);
  if (call.permit.proof != Proof::none) {
    desk_->take_permit(call.permit, event.token, event.now_ms, out);
    rows_.store_urgent(out);
  } else if (!call.admin.method.empty()) {
    desk_->take_call(call.admin, event.token, event.now_ms, out);
    rows_.store_urgent(out);
  } else {
    serve(call, event.token, event.now_ms, out);
  }
  recorder_.set_alarm(event.now_ms, out);
  rows_.wake_if_dirty(event.now_ms, out);
}

/// What every call brings, whatever it asks for.
void PoolObject::hear(const Call& call, double now_ms, Actions& out) {
  rows_.note_call(call.reports.size(), now_ms);
  ++metrics_.spent.pool_calls;
  loader_.join_shard(call, now_ms, out);
  for (const Returned& taken : call.taken) lender_.count_taken(taken, now_ms, out.arena());
  for (const Report& report : call.reports) {
    const double age_ms = call.now_ms - report.ended_ms;
    const double ended_ms = age_ms < 0 ? now_ms : now_ms - age_ms;
    recorder_.record(report, ended_ms, out.arena());
    lender_.take_report(report, ended_ms, now_ms, out);
  }
  for (const Learned& learned : call.learned) owners_.learn(learned, now_ms);
  for (const Returned& returned : call.returned) lender_.take_back(returned, now_ms);
  for (const Unused& unused : call.unused) lender_.clients().take_back(unused, now_ms);
}

void PoolObject::serve(const Call& call, std::uint32_t token, double now_ms, Actions& out) {
  Arena& arena = out.arena();
  Reply reply;
  if (call.reset) reset(now_ms, out);
  if (call.owner.any()) {
    lend_owner(call, owners_, lender_, now_ms, reply, arena);
  } else if (call.want != 0) {
    lender_.lend(call, now_ms, reply, arena);
  }
  if (call.pin != 0) lender_.lend_pinned(call.pin, reply, arena);
  if (call.census) {
    reply.census = census_of(tally_keys(lender_.ledger(), now_ms));
    reply.parts = check_parts(parts());
    reply.trouble = describe_trouble(parts(), arena);
  }
  // Rounds for the cron and for /health end with the reply: nobody is left there to probe.
  if (!call.reset && !call.census) lender_.hand_out_doubted(now_ms, reply, arena);
  lender_.add_cooling(reply, now_ms, arena);
  lender_.add_conversation_news(call, reply, now_ms, arena);
  reply.version = configuration_.version();
  if (call.config) reply.config = configuration_.snapshot();
  rows_.store_urgent(out);
  store_owners(out);
  send_reply(reply, token, out);
  loader_.read_kv_sometimes(now_ms, out);
  recorder_.flush_if_due(now_ms, out);
}

void PoolObject::reset(double now_ms, Actions& out) {
  recorder_.flush_everything(now_ms, out);
  if (lender_.cursor().shard == 0) recorder_.close_day(now_ms, out);
  lender_.begin_day(now_ms, out);
}

/// At once: a name that is forgotten in a crash is lost to whoever made it.
void PoolObject::store_owners(Actions& out) {
  DirtyPages& dirty = owners_.dirty();
  for (std::uint32_t page = dirty.take_urgent(); page != nowhere; page = dirty.take_urgent()) {
    Buffer value;
    write_owner_page(owners_, page, value);
    rows_.store(owner_page_row(page, out.arena()), value, out);
  }
}

void PoolObject::take_answer(const Event& event, Actions& out) {
  if (event.token >= first_desk_token) {
    desk_->take_answer(event, out);
    return rows_.store_urgent(out);
  }
  switch (event.token) {
    case write_behind_token:
      return rows_.write_behind(event.now_ms, out);
    case reread_token:
      return out.recall();
    case flush_token:
      recorder_.take_answer(event, out);
      return rows_.store_if_due(event.now_ms, out);
    case prune_token:
      return recorder_.take_answer(event, out);
    default:
      return loader_.take_answer(event, out);
  }
}

}  // namespace rota::pool
