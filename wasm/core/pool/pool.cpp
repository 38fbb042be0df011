// The Pool machine: events in, actions out; see pool.h.
// Rows: a change that decides whether a key may be called is stored in its step, before the reply. The cursor and the
// counters follow by a timer: at most one row each every limits::write_behind_ms, dirty pages taking turns, so that
// neither a trickle nor a flood of requests writes more than 2 rows in that time.
#include "pool/pool.h"

#include <cstdlib>
#include <new>

#include "base/limits.h"
#include "base/random.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/pacific_day.h"
#include "pool/pages.h"
#include "pool/reconcile.h"
#include "pool/sentences.h"
#include "pool/shortage.h"
#include "pool/strategy.h"

namespace rota::pool {

namespace {

constexpr std::uint32_t write_behind_token = 1;

bool same(const Cursor& a, const Cursor& b) { return a.next == b.next && a.reset_day == b.reset_day; }

std::uint32_t page_count(const Ledger& ledger) {
  return ledger.size() == 0 ? 0 : page_of(static_cast<std::uint32_t>(ledger.size() - 1)) + 1;
}

}  // namespace

struct PoolState {
  explicit PoolState(std::uint64_t seed) : random(seed) {}

  Ledger ledger;
  Random random;
  json::Reader reader;
  Cursor cursor;
  Cursor stored_cursor;
  DirtyPages dirty;
  Buffer api_keys;  ///< the setting, until the rows have been told
  bool configured = false;
  bool ready = false;
  bool waking = false;  ///< a write-behind timer is running
  std::uint32_t pages_stored = 0;

  void configure(const Event& event, Actions& out);
  void load(const Event& event, Actions& out);
  void begin(const Event& event, Actions& out);
  void settle(double now_ms, Actions& out);
  void call(const Event& event, Actions& out);
  void take_reports(const Call& call, double now_ms, Actions& out);
  void reset(double now_ms, Actions& out);
  void lend(const Call& call, double now_ms, Reply& reply, Arena& arena);
  void store_page(std::uint32_t page, Actions& out);
  void store_cursor(Actions& out);
  void store_urgent(Actions& out);
  void write_behind(Actions& out);
  void wake_if_dirty(Actions& out);
};

void PoolState::configure(const Event& event, Actions& out) {
  auto root = reader.read(event.body, out.arena());
  if (!root || !root->is_object()) {
    out.add(Kind::log, 0, 0, "the pool's settings are not a JSON object and are ignored");
    return;
  }
  api_keys.clear();
  api_keys.append((*root)["API_KEYS"].text(out.arena()));
  configured = true;
  if (ready) settle(event.now_ms, out);
}

void PoolState::load(const Event& event, Actions& out) {
  if (ready) return;
  Arena& arena = out.arena();
  std::uint32_t page = 0;
  bool readable = false;
  if (event.head == cursor_row) {
    readable = read_cursor(event.body, reader, cursor, arena);
    stored_cursor = cursor;
  } else if (read_page_row(event.head, page)) {
    if (pages_stored <= page) pages_stored = page + 1;
    readable = read_page(event.body, page, reader, ledger, arena);
  }
  if (readable) return;
  out.add(Kind::log, 0, 0,
          arena.join("stored row ", text::redact(arena, event.head), " cannot be read by this version and is ignored"));
}

void PoolState::begin(const Event& event, Actions& out) {
  if (ready) return;
  ready = true;
  if (configured) settle(event.now_ms, out);
}

/// The list of keys and the stored rows meet.
void PoolState::settle(double now_ms, Actions& out) {
  Arena& arena = out.arena();
  const KeyList list = parse_keys(api_keys.view(), arena);
  if (const Bytes refusals = describe_refusals(list, arena); !refusals.empty()) out.add(Kind::log, 0, 0, refusals);
  const Reconciled changed = reconcile(ledger, list, now_ms, cursor.next, dirty);
  api_keys.release();
  if (changed.joined + changed.left != 0) {
    out.add(Kind::log, 0, 0,
            arena.join("the pool has ", text::decimal(arena, static_cast<std::int64_t>(ledger.size())), " keys: ",
                       text::decimal(arena, changed.joined), " joined, ", text::decimal(arena, changed.left), " left"));
  }
  store_urgent(out);
  for (; pages_stored > page_count(ledger); --pages_stored) {
    out.add(Kind::erase, 0, 0, page_row(pages_stored - 1, arena));
  }
  pages_stored = page_count(ledger);
  if (!same(cursor, stored_cursor)) store_cursor(out);  // positions may mean other keys now
  wake_if_dirty(out);
  reader.release();
}

void PoolState::call(const Event& event, Actions& out) {
  Arena& arena = out.arena();
  Buffer body;
  auto decoded = decode_call(event.body, reader, arena);
  if (!ready || !configured || !decoded) {
    json::Writer writer(body);
    writer.begin_object();
    writer.key("error");
    writer.string(decoded ? Bytes("The pool has not been told its keys yet.") : decoded.failure().message);
    writer.end_object();
    out.add(Kind::reply, event.token, 0, {}, arena.copy(body.view()));
    return;
  }
  const Call& asked = **decoded;
  Reply reply;
  take_reports(asked, event.now_ms, out);
  if (asked.reset) reset(event.now_ms, out);
  if (asked.want != 0) lend(asked, event.now_ms, reply, arena);
  if (asked.census) reply.census = ledger.census(event.now_ms);
  store_urgent(out);
  encode(reply, body);
  out.add(Kind::reply, event.token, 0, {}, arena.copy(body.view()));
  wake_if_dirty(out);
}

void PoolState::take_reports(const Call& call, double now_ms, Actions& out) {
  for (const Report& report : call.reports) {
    const Change change = ledger.apply(report, now_ms, out.arena());
    if (change.key == nowhere) continue;
    if (change.counted) dirty.later(page_of(change.key));
    if (!change.rested && !change.revived) continue;
    dirty.now(page_of(change.key));
    out.add(Kind::log, 0, 0, describe_change(ledger, change, report, now_ms, out.arena()));
  }
}

/// The cron comes at 07:00 and at 08:00 UTC; only the first of them after Pacific midnight finds a new day.
void PoolState::reset(double now_ms, Actions& out) {
  const std::int32_t today = pacific_day(now_ms);
  if (cursor.reset_day == today) return;
  cursor.reset_day = today;
  ledger.turn_day(now_ms);
  for (std::uint32_t page = 0; page < page_count(ledger); ++page) dirty.later(page);
  out.add(Kind::log, 0, 0, "a Pacific day has begun: quotas of the day start anew, disabled keys may be probed");
}

void PoolState::lend(const Call& call, double now_ms, Reply& reply, Arena& arena) {
  const Wish wish{call.want, ledger.find_model(call.model), call.avoid};
  const List<std::uint32_t> chosen =
      choose(Strategy::round_robin, ledger, wish, now_ms, random, cursor.next, arena);
  for (const std::uint32_t at : chosen) {
    ledger.lend(at, now_ms);
    reply.picks.push(arena, Pick{ledger.key(at).id, ledger.secret(at), label_of(ledger, at, arena)});
  }
  if (chosen.empty()) explain_shortage(ledger, wish, call.model, now_ms, reply, arena);
}

void PoolState::store_page(std::uint32_t page, Actions& out) {
  Buffer value;
  write_page(ledger, page, value);
  out.add(Kind::store, 0, 0, page_row(page, out.arena()), out.arena().copy(value.view()));
}

void PoolState::store_cursor(Actions& out) {
  Buffer value;
  write_cursor(cursor, value);
  out.add(Kind::store, 0, 0, cursor_row, out.arena().copy(value.view()));
  stored_cursor = cursor;
}

void PoolState::store_urgent(Actions& out) {
  for (std::uint32_t page = dirty.take_urgent(); page != nowhere; page = dirty.take_urgent()) store_page(page, out);
}

void PoolState::write_behind(Actions& out) {
  waking = false;
  if (!same(cursor, stored_cursor)) store_cursor(out);
  const std::uint32_t page = dirty.take_next();
  if (page != nowhere) store_page(page, out);
  wake_if_dirty(out);
}

void PoolState::wake_if_dirty(Actions& out) {
  if (waking || (same(cursor, stored_cursor) && !dirty.any())) return;
  waking = true;
  out.add(Kind::wake, write_behind_token, limits::write_behind_ms);
}

Pool::Pool(std::uint64_t seed) {
  void* memory = std::malloc(sizeof(PoolState));
  if (memory == nullptr) std::abort();
  state_ = new (memory) PoolState(seed);
}

Pool::~Pool() {
  state_->~PoolState();
  std::free(state_);
}

void Pool::step(const Event& event, Actions& out) {
  state_->ledger.observe(event.now_ms);
  switch (event.kind) {
    case Kind::configure: return state_->configure(event, out);
    case Kind::stored: return state_->load(event, out);
    case Kind::ready: return state_->begin(event, out);
    case Kind::pool_call: return state_->call(event, out);
    case Kind::timer:
    case Kind::failed:
      if (event.token == write_behind_token) state_->write_behind(out);
      return;
    default: return;
  }
}

}  // namespace rota::pool
