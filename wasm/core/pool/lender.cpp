// See lender.h.
#include "pool/lender.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/complaint.h"
#include "pool/pacific_day.h"
#include "pool/reconcile.h"
#include "pool/roster.h"
#include "pool/sentences.h"
#include "pool/shortage.h"
#include "pool/strategy.h"
#include "pool/unproven.h"

namespace rota::pool {

void Lender::set_rules(const List<store::ModelRow>& models) {
  const store::Config& config = configuration_.config();
  ledger_.set_rules(models, config.pro_daily_quota, config.flash_daily_quota);
  ledger_.set_error_rule({config.max_errors_threshold, static_cast<double>(config.error_reset_interval) * 1000});
}

void Lender::enlist(const KeyList& roster, double now_ms, Actions& out) {
  Arena& arena = out.arena();
  KeyList mine;
  for (const ListedKey& key : roster.keys) {
    if (shard_of(key, cursor_.shards) == cursor_.shard) mine.keys.push(arena, key);
  }
  const Reconciled changed = reconcile(ledger_, mine, now_ms, cursor_.next, dirty_);
  if (changed.joined + changed.left == 0) return;
  out.log(arena.join("the pool has ", text::decimal(arena, static_cast<std::int64_t>(ledger_.size())), " keys: ",
                     text::decimal(arena, changed.joined), " joined, ", text::decimal(arena, changed.left), " left"));
}

void Lender::take_report(const Report& report, double ended_ms, double now_ms, Actions& out) {
  std::uint64_t client = 0;
  if (text::parse_hex_id(report.client, client)) {
    clients_.spend(client, report.prompt_tokens + report.completion_tokens + report.thinking_tokens +
                               report.estimated_tokens,
                   ended_ms);
  }
  const bool answered = report.verdict.cause == Cause::ok || report.verdict.cause == Cause::abandoned;
  if (report.conversation != 0 && answered) conversations_.place(report.conversation, report.key, now_ms);
  Report counted = report;
  counted.unlent = report.unlent || end_early(report.key, report.model, now_ms);
  const Change change = ledger_.apply(counted, now_ms, out.arena());
  if (change.key == nowhere) return;
  const Cause cause = report.verdict.cause;
  if (report.test) doubts_.settle(report.key, !concerns_key(cause) && cause != Cause::refused);
  if (change.doubted && doubts_.raise(report.key, now_ms)) doubt(ledger_.keys()[change.key], now_ms);
  const std::uint32_t owner = ledger_.owner(change.key);
  if (change.counted) {
    dirty_.later(page_of(change.key));
    dirty_.later(page_of(owner));
  }
  if (!change.cooled && !change.revived) return;
  dirty_.now(page_of(change.key));
  if (owner != change.key) dirty_.now(page_of(owner));
  if (change.cooled) {
    const bool whole = ledger_.key(change.key).cause != Cause::ok;
    const Bytes concerned = change.of_kind ? ledger_.words().model_text(change.state_name) : report.model;
    cooldowns_.note(whole ? report.key : ledger_.key(owner).id, whole ? Bytes() : concerned, now_ms);
  }
  out.log(describe_change(ledger_, change, report, now_ms, out.arena()));
}

void Lender::take_back(const Returned& returned, double now_ms) {
  const std::uint32_t at = ledger_.find(returned.key);
  if (at == nowhere) return;
  ++spent_.picks_returned;
  const bool early = end_early(returned.key, returned.model, now_ms);
  ledger_.take_back(at, early ? unknown_name : ledger_.find_model(returned.model), now_ms);
}

void Lender::count_taken(const Returned& taken, double now_ms, Arena& scratch) {
  const std::uint32_t at = ledger_.find(taken.key);
  if (at == nowhere) return;
  early_.begin_day(ledger_.today(now_ms));
  const Need need = need_of(ledger_, taken.model, {}, 0, scratch, &early_);
  count_early(at, need, now_ms);
  ledger_.lend(at, need.model, now_ms);
  ++spent_.picks_lent;
}

void Lender::add_conversation_news(const Call& call, Reply& reply, double now_ms, Arena& arena) const {
  for (const Returned& taken : call.taken) {
    const std::uint32_t at = ledger_.find(taken.key);
    const Need need = need_of(ledger_, taken.model, {}, 0, arena, &early_);
    if (at == nowhere || is_scarce(at, need, now_ms)) reply.scarce.push(arena, taken.key);
  }
  conversations_.list_moves(reply.moves, call.conversation, now_ms, arena);
}

/// Quotas of yours hold without exception, and a limit in sight is to move the conversation: then each request asks.
bool Lender::is_scarce(std::uint32_t at, const Need& need, double now_ms) const {
  if (need.rule.quota != 0 || need.rule.family_quota != 0) return true;
  return standing_for(ledger_, need, at, now_ms).serves != Serves::yes ||
         ledger_.room(at, need.model, now_ms) < limits::ample_room;
}

/// The key that the call's conversation is on, where it serves; else `nowhere`, and `moved` says why, but for what the
/// request has met with itself.
std::uint32_t Lender::warm_key(const Call& call, const Need& need, double now_ms, Bytes& moved) {
  const std::uint64_t id = call.conversation == 0 || call.begins ? 0 : conversations_.key_of(call.conversation);
  if (id == 0 || is_avoided(call.avoid, id)) return nowhere;
  const std::uint32_t at = ledger_.find(id);
  if (at == nowhere) {
    moved = "key_gone";
    return nowhere;
  }
  const Standing standing = standing_for(ledger_, need, at, now_ms);
  if (standing.serves == Serves::yes) return at;
  moved = standing.cause != Cause::ok ? name_of(standing.cause) : Bytes("doubted");
  return nowhere;
}

/// The call's first pick is the conversation's key from now on.
void Lender::settle(std::uint64_t conversation, Bytes moved, double now_ms, Reply& reply) {
  const std::uint64_t key = reply.picks[0].key;
  if (conversations_.key_of(conversation) != key) reply.moved = moved;  // else no other could serve either
  conversations_.place(conversation, key, now_ms);
}

/// The ledger has counted nothing without a window, and in that of a model which nothing has proven.
void Lender::count_early(std::uint32_t at, const Need& need, double now_ms) {
  if (need.rule.quota == 0 && need.rule.family_quota == 0) return;
  const PoolKey& owner = ledger_.key(ledger_.owner(at));
  const std::uint32_t place = ledger_.states().find(owner.first_model, need.model);
  if (place == nowhere || is_unproven(ledger_.states()[place], ledger_.today(now_ms))) {
    early_.add(owner.id, need.model_hash, need.rule.family);
  }
}

/// The pick was lent before its model had a window: if it has one now, what comes of the pick is counted there.
bool Lender::end_early(std::uint64_t key, Bytes model, double now_ms) {
  early_.begin_day(ledger_.today(now_ms));
  if (early_.is_empty()) return false;
  const std::uint32_t at = ledger_.find(key);
  return at != nowhere && early_.end(ledger_.key(ledger_.owner(at)).id, text::fingerprint(model));
}

Pick Lender::pick_of(std::uint32_t at, Arena& arena) const {
  return {ledger_.key(at).id, ledger_.key(ledger_.owner(at)).id, ledger_.secret(at), label_of(ledger_, at, arena), false, 0};
}

/// False when the client is over its limits.
bool Lender::allow(const Call& call, double now_ms, Reply& reply, Arena& arena) {
  if (call.client.id == 0) return true;
  reply.client = clients_.ask(call.client, cursor_.shard, cursor_.shards, now_ms, arena);
  return reply.client.granted != 0;
}

void Lender::lend_at(std::uint32_t at, const Need& need, double now_ms, Reply& reply, Arena& arena) {
  count_early(at, need, now_ms);
  ledger_.lend(at, need.model, now_ms);
  ++spent_.picks_lent;
  Pick pick = pick_of(at, arena);
  pick.scarce = is_scarce(at, need, now_ms);
  reply.picks.push(arena, pick);
}

void Lender::lend_only(std::uint64_t id, const Call& call, double now_ms, Reply& reply, Arena& arena) {
  const std::uint32_t at = ledger_.find(id);
  if (at == nowhere || !allow(call, now_ms, reply, arena)) return;
  early_.begin_day(ledger_.today(now_ms));
  const Need need = need_of(ledger_, call.model, call.kind, call.text_bytes, arena, &early_);
  const Standing standing = standing_for(ledger_, need, at, now_ms);
  if (standing.serves != Serves::no) return lend_at(at, need, now_ms, reply, arena);
  reply.ownership = Ownership::out;
  reply.cause = standing.cause;
  if (passes(standing.cause) && standing.until_ms > now_ms) reply.retry_after_ms = standing.until_ms - now_ms;
  const Complaint complaint = complaint_of(standing.cause);
  Buffer sentence;
  sentence.append("The only key that may serve this ");
  sentence.append(complaint.one);
  if (complaint.for_model && !call.model.empty()) {
    sentence.append(" for ");
    sentence.append(call.model);
  }
  if (reply.retry_after_ms > 0) {
    sentence.append("; it is back in ");
    append_wait(sentence, reply.retry_after_ms);
  }
  sentence.append('.');
  reply.reason = arena.copy(sentence.view());
}

void Lender::lend(const Call& call, double now_ms, Reply& reply, Arena& arena, std::uint64_t best) {
  const store::Config& config = configuration_.config();
  const std::uint32_t want = call.want < config.lease_picks_max ? call.want : config.lease_picks_max;
  if (!allow(call, now_ms, reply, arena)) return;
  early_.begin_day(ledger_.today(now_ms));
  const Need need = need_of(ledger_, call.model, call.kind, call.text_bytes, arena, &early_);
  const Wish wish{need, call.avoid};
  const std::uint32_t first = best != 0 && !is_avoided(call.avoid, best) ? ledger_.find(best) : nowhere;
  if (first != nowhere && standing_for(ledger_, need, first, now_ms).serves == Serves::yes) {
    return lend_at(first, need, now_ms, reply, arena);
  }
  Bytes moved;
  std::uint32_t warm = warm_key(call, need, now_ms, moved);
  while (reply.picks.size() < want) {
    std::uint32_t at = std::exchange(warm, nowhere);
    if (at == nowhere) at = choose(config.rotation_strategy, ledger_, wish, now_ms, random_, cursor_.next);
    if (at == nowhere) break;
    // A pick that may be refused is for the request that waits for it, not for the store of a busy isolate.
    const bool last = standing_for(ledger_, need, at, now_ms).serves == Serves::last;
    if (last && !reply.picks.empty()) break;
    lend_at(at, need, now_ms, reply, arena);
    if (last) break;
  }
  if (call.conversation != 0 && !reply.picks.empty()) settle(call.conversation, moved, now_ms, reply);
  if (reply.picks.empty()) explain_shortage(ledger_, wish, call.model, now_ms, reply, arena);
}

void Lender::lend_pinned(std::uint64_t id, Reply& reply, Arena& arena) {
  const std::uint32_t at = ledger_.find(id);
  if (at == nowhere) return;
  if (ledger_.secret(at).empty()) {
    reply.cause = Cause::unreadable;
    return;
  }
  reply.picks.push(arena, pick_of(at, arena));
}

void Lender::hand_out_doubted(double now_ms, Reply& reply, Arena& arena) {
  while (reply.doubted.size() < limits::key_probes_at_once) {
    const std::uint64_t id = doubts_.next(now_ms);
    if (id == 0) return;
    const std::uint32_t at = ledger_.find(id);
    if (at == nowhere || ledger_.secret(at).empty()) continue;
    reply.doubted.push(arena, pick_of(at, arena));
  }
}

void Lender::begin_day(double now_ms, Actions& out) {
  const std::int32_t today = pacific_day(now_ms);
  if (cursor_.reset_day == today) return;
  cursor_.reset_day = today;
  ledger_.turn_day(now_ms);
  for (std::uint32_t page = 0; page < page_count(ledger_.size()); ++page) dirty_.later(page);
  out.log("a Pacific day has begun: quotas of the day start anew, disabled keys may be probed");
}

}  // namespace rota::pool
