// The Pool machine: events in, actions out; see pool.h, and pool_state.h for who does what.
#include "pool/pool.h"

#include "base/heap.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"
#include "pool/pool_state.h"
#include "pool/sentences.h"
#include "pool/shortage.h"

namespace rota::pool {

namespace {

Pick pick_of(const Ledger& ledger, std::uint32_t at, Arena& arena) {
  return {ledger.key(at).id, ledger.key(ledger.owner(at)).id, ledger.secret(at), label_of(ledger, at, arena), 0};
}

}  // namespace

void PoolState::configure(const Event& event, Actions& out) {
  const auto root = reader.read(event.body, out.arena());
  if (!root || !root->is_object()) {
    out.add(Kind::log, 0, 0, "the pool's settings are not a JSON object and are ignored");
    return;
  }
  const Bytes bindings = (*root)["bindings"].text(out.arena());
  has_db = text::lists(bindings, "DB");
  has_kv = text::lists(bindings, "CONFIG_KV");
  environment.clear();
  environment.append(event.body);
  configured = true;
  if (ready) load(event.now_ms, out);
}

void PoolState::reply_error(Bytes message, std::uint32_t token, Actions& out) {
  Buffer body;
  json::Writer writer(body);
  writer.begin_object();
  writer.key("error");
  writer.string(message);
  writer.end_object();
  out.add(Kind::reply, token, 0, {}, out.arena().copy(body.view()));
}

/// What every call brings, whatever it asks for.
void PoolState::hear(const Call& call, double now_ms, Actions& out) {
  last_call_ms = now_ms;
  ++metrics.spent.pool_calls;
  join_shard(call, now_ms, out);
  take_reports(call, now_ms, out);
  take_back(call, now_ms);
}

void PoolState::call(const Call& asked, std::uint32_t token, double now_ms, Actions& out) {
  hear(asked, now_ms, out);
  Reply reply;
  if (asked.reset) reset(now_ms, out);
  if (asked.want != 0) lend(asked, now_ms, reply, out);
  if (asked.pin != 0) lend_pinned(asked.pin, reply, out);
  if (asked.census) reply.census = ledger.census(now_ms);
  rests.tell(reply.cooling, now_ms, out.arena());
  tell_config(asked, reply);
  store_urgent(out);
  Buffer body;
  encode(reply, body);
  out.add(Kind::reply, token, 0, {}, out.arena().copy(body.view()));
  read_kv_sometimes(now_ms, out);
  flush_if_due(now_ms, out);
  set_alarm(now_ms, out);
  wake_if_dirty(now_ms, out);
}

void PoolState::tell_config(const Call& call, Reply& reply) {
  reply.version = version;
  if (call.config) reply.config = snapshot.view();
}

void PoolState::take_reports(const Call& call, double now_ms, Actions& out) {
  for (const Report& report : call.reports) {
    const double age_ms = call.now_ms - report.told_ms;
    record(report, age_ms < 0 ? now_ms : now_ms - age_ms, out.arena());
    const Change change = ledger.apply(report, now_ms, out.arena());
    if (change.key == nowhere) continue;
    const std::uint32_t owner = ledger.owner(change.key);
    if (change.counted) {
      dirty.later(page_of(change.key));
      dirty.later(page_of(owner));
    }
    if (!change.rested && !change.revived) continue;
    dirty.now(page_of(change.key));
    if (owner != change.key) dirty.now(page_of(owner));
    if (change.rested) {
      const bool whole = ledger.key(change.key).cause != Cause::ok;
      rests.note(whole ? report.key : ledger.key(owner).id, whole ? Bytes() : report.model, now_ms);
    }
    out.add(Kind::log, 0, 0, describe_change(ledger, change, report, now_ms, out.arena()));
  }
}

void PoolState::take_back(const Call& call, double now_ms) {
  for (const Returned& returned : call.returned) {
    const std::uint32_t at = ledger.find(returned.key);
    if (at == nowhere) continue;
    ++metrics.spent.picks_returned;
    ledger.take_back(at, ledger.find_model(returned.model), now_ms);
  }
}

/// The cron comes at 07:00 and at 08:00 UTC; only the first of them after Pacific midnight finds a new day.
void PoolState::reset(double now_ms, Actions& out) {
  flush_all = true;
  flush(now_ms, out);
  close_day(now_ms, out);
  const std::int32_t today = pacific_day(now_ms);
  if (cursor.reset_day == today) return;
  cursor.reset_day = today;
  ledger.turn_day(now_ms);
  for (std::uint32_t page = 0; page < page_count(ledger.size()); ++page) dirty.later(page);
  out.add(Kind::log, 0, 0, "a Pacific day has begun: quotas of the day start anew, disabled keys may be probed");
}

void PoolState::lend(const Call& call, double now_ms, Reply& reply, Actions& out) {
  std::uint32_t want = call.want < config.lease_picks_max ? call.want : config.lease_picks_max;
  if (call.client.id != 0) {
    reply.client = clients.ask(call.client, cursor.shard, cursor.shards, now_ms, out.arena());
    if (reply.client.granted == 0) return;
  }
  const Name model = ledger.find_model(call.model);
  const Wish wish{model, call.avoid};
  while (reply.picks.size() < want) {
    const std::uint32_t at = choose(config.rotation_strategy, ledger, wish, now_ms, random, cursor.next);
    if (at == nowhere) break;
    // A pick that may be refused is for the request that waits for it, not for the store of a busy isolate.
    const bool last = ledger.standing(at, model, now_ms).serves == Serves::last;
    if (last && !reply.picks.empty()) break;
    ledger.lend(at, model, now_ms);
    ++metrics.spent.picks_lent;
    reply.picks.push(out.arena(), pick_of(ledger, at, out.arena()));
    if (last) break;
  }
  if (reply.picks.empty()) explain_shortage(ledger, wish, call.model, now_ms, reply, out.arena());
}

/// No turn of the rotation: neither the cursor nor the count of what was lent moves. The report of the call, which is
/// `unlent`, counts it in the windows.
void PoolState::lend_pinned(std::uint64_t id, Reply& reply, Actions& out) {
  const std::uint32_t at = ledger.find(id);
  if (at == nowhere) return;
  if (ledger.secret(at).empty()) {
    reply.cause = Cause::unreadable;
    return;
  }
  reply.picks.push(out.arena(), pick_of(ledger, at, out.arena()));
}

Pool::Pool(std::uint64_t seed) : state_(make_object<PoolState>(seed)) {}

Pool::~Pool() { free_object(state_); }

void Pool::step(const Event& event, Actions& out) {
  PoolState& state = *state_;
  state.ledger.observe(event.now_ms);
  if (state.started_ms <= 0) state.started_ms = event.now_ms;
  switch (event.kind) {
    case Kind::configure:
      state.configure(event, out);
      break;
    case Kind::stored:
      if (!recall(event.head, event.body)) state.restore(event, out);
      break;
    case Kind::ready:
      if (state.ready) break;
      state.ready = true;
      if (state.configured) state.load(event.now_ms, out);
      break;
    case Kind::pool_call:
      take_call(event, out);
      return;
    case Kind::alarm:
      state.alarm_ms = 0;
      state.flush(event.now_ms, out);
      state.set_alarm(event.now_ms, out);
      break;
    default:
      if (event.token >= first_derived_token) {
        resume(event, out);
        state.store_urgent(out);
      } else {
        take_answer(event, out);
      }
      break;
  }
  // What was asked for meanwhile is loaded next, and is not in effect before that.
  if (state.finish_load(event.now_ms, out) && !state.loading.under_way) reloaded(event.now_ms, out);
}

void Pool::take_call(const Event& event, Actions& out) {
  const auto decoded = decode_call(event.body, state_->reader, out.arena());
  if (!decoded) return state_->reply_error(decoded.failure().message, event.token, out);
  if (!state_->ready || !state_->loaded) {
    return state_->reply_error("The pool has not been told its keys yet.", event.token, out);
  }
  const Call& asked = *decoded.value();
  if (asked.admin.method.empty()) return state_->call(asked, event.token, event.now_ms, out);
  state_->hear(asked, event.now_ms, out);
  administer(asked.admin, event.token, event.now_ms, out);
  state_->store_urgent(out);
  state_->set_alarm(event.now_ms, out);
  state_->wake_if_dirty(event.now_ms, out);
}

void Pool::take_answer(const Event& event, Actions& out) {
  PoolState& state = *state_;
  const bool well = event.kind != Kind::failed;
  switch (event.token) {
    case write_behind_token:
      return state.write_behind(event.now_ms, out);
    case retry_token:
      state.retrying = false;
      if (state.loading.rows_failed) state.load(event.now_ms, out);
      return;
    case load_token:
    case unseal_token:
    case kv_token:
      return well ? state.load_part(event, out) : state.load_failed(event, out);
    case flush_token:
      return state.flush_ended(event, out);
    case publish_token:  // only a failure is told: the next load tries again
      state.cursor.published = 0;
      [[fallthrough]];
    case note_token:
    case prune_token:
      if (!well) out.add(Kind::log, 0, 0, out.arena().join("the record could not be written: ", event.head));
      return;
    default:
      return;
  }
}

void Pool::administer(const AdminCall&, std::uint32_t call_token, double, Actions& out) {
  answer({404, "application/json", {}, "{\"error\":{\"message\":\"This pool has no administration.\"}}", {}}, call_token,
         out);
}

void Pool::resume(const Event&, Actions&) {}
void Pool::reloaded(double, Actions&) {}
bool Pool::recall(Bytes, Bytes) { return false; }

void Pool::answer(const AdminAnswer& answer, std::uint32_t call_token, Actions& out) {
  Reply reply;
  reply.admin = answer;
  reply.version = state_->version;
  Buffer body;
  encode(reply, body);
  out.add(Kind::reply, call_token, 0, {}, out.arena().copy(body.view()));
}

Ledger& Pool::ledger() { return state_->ledger; }
const store::Config& Pool::config() const { return state_->config; }
Bytes Pool::environment() const { return state_->environment.view(); }
void Pool::reload(double now_ms, Actions& out) { state_->load(now_ms, out); }
void Pool::store_key(std::uint32_t key) {
  state_->dirty.now(page_of(key));
  state_->dirty.now(page_of(state_->ledger.owner(key)));
}
void Pool::store_row(Bytes name, const Buffer& value, Actions& out) { state_->store(name, value, out); }
void Pool::flush(double now_ms, Actions& out) {
  state_->flush_all = true;
  state_->flush(now_ms, out);
}
double Pool::started_ms() const { return state_->started_ms; }
const stats::RecentCalls& Pool::recent_calls() const { return state_->recent; }
const Clients& Pool::clients() const { return state_->clients; }
std::size_t Pool::stored_clients() const { return state_->stored_clients; }
RecordHealth Pool::record_health() const {
  return {state_->flush_failed_ms > 0, state_->loading.rows_failed, state_->usage_rows.dropped()};
}
std::int64_t Pool::config_version() const { return state_->version; }

void Pool::write_metrics(double now_ms, Buffer& out) {
  const Census census = state_->ledger.census(now_ms);
  stats::Gauges gauges;
  gauges.ready = census.ready;
  gauges.limited = census.limited;
  gauges.disabled = census.disabled;
  gauges.dropped = state_->usage_rows.dropped();
  gauges.started_ms = state_->started_ms;
  state_->metrics.write(out, gauges);
}

}  // namespace rota::pool
