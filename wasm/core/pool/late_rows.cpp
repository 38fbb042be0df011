// See late_rows.h.
#include "pool/late_rows.h"

#include "base/sums.h"

namespace rota::pool {

namespace {

std::uint32_t either(std::uint32_t newer, std::uint32_t older) { return newer != 0 ? newer : older; }

void add(Usage& sum, const Usage& more) {
  sum.prompt_tokens = capped_sum(sum.prompt_tokens, more.prompt_tokens);
  sum.completion_tokens = capped_sum(sum.completion_tokens, more.completion_tokens);
  sum.cached_tokens = capped_sum(sum.cached_tokens, more.cached_tokens);
  sum.thinking_tokens = capped_sum(sum.thinking_tokens, more.thinking_tokens);
  add_capped(sum.requests, more.requests);
  add_capped(sum.errors, more.errors);
}

/// `state` has what was learned; true when the cooldown that holds is the stored one.
bool join_state(ModelState& state, const ModelState& stored, double now_ms) {
  const bool served = state.usage.requests > state.usage.errors;
  if (state.day == stored.day) {
    add(state.usage, stored.usage);
    state.window.day_requests += stored.window.day_requests;
  } else if (state.day < stored.day) {
    state.usage = stored.usage;
    state.window.day_requests = stored.window.day_requests;
    state.day = stored.day;
  }
  Window& window = state.window;
  window.limit_minute_requests = either(window.limit_minute_requests, stored.window.limit_minute_requests);
  window.limit_minute_tokens = either(window.limit_minute_tokens, stored.window.limit_minute_tokens);
  window.limit_day_requests = either(window.limit_day_requests, stored.window.limit_day_requests);
  if (state.used_ms < stored.used_ms) state.used_ms = stored.used_ms;
  const bool is_over = served && stored.until_ms <= now_ms;
  if (stored.cause == Cause::ok || is_over || stored.until_ms <= state.until_ms) return false;
  state.cause = stored.cause;
  state.until_ms = stored.until_ms;
  state.busy = stored.busy;
  return true;
}

void join_states(Lender& lender, std::uint32_t at, const Ledger& late, const PoolKey& stored, double now_ms) {
  Ledger& ledger = lender.ledger();
  for (std::uint32_t from = stored.first_model; from != nowhere; from = late.states()[from].next) {
    ModelState state = late.states()[from];
    const Bytes model = late.words().model_text(state.model);
    Bytes reason = late.words().reason_text(state.reason);
    const Name name = ledger.find_model(model);
    const std::uint32_t known = name == unknown_name ? nowhere : ledger.states().find(ledger.key(at).first_model, name);
    Buffer learned;  // what the ledger says may move when it takes another name in
    if (known != nowhere) {
      state = ledger.states()[known];
      learned.append(ledger.words().reason_text(state.reason));
      if (!join_state(state, late.states()[from], now_ms)) reason = learned.view();
    }
    ledger.restore(at, state, model, reason);
    if (late.states()[from].until_ms > now_ms) lender.note_cooling(stored.id, model, now_ms);
  }
}

void join_key(Lender& lender, std::uint32_t at, const Ledger& late, const PoolKey& stored, double now_ms) {
  Ledger& ledger = lender.ledger();
  PoolKey key = ledger.key(at);
  Buffer reason;
  reason.append(ledger.words().reason_text(key.reason));
  const bool served = key.first_byte_ms > 0;
  if (stored.errors > key.errors && !served) key.errors = stored.errors;
  if (!served && key.success >= 1) {
    key.success = stored.success;
    key.first_byte_ms = stored.first_byte_ms;
  }
  const bool is_over = served && stored.until_ms <= now_ms;
  if (stored.cause != Cause::ok && !is_over && stored.until_ms > key.until_ms) {
    key.cause = stored.cause;
    key.until_ms = stored.until_ms;
    lender.note_cooling(stored.id, {}, now_ms);
    reason.clear();
    reason.append(late.words().reason_text(stored.reason));
  }
  static_cast<void>(ledger.restore(key, reason.view(), at));
}

void join_cursor(Cursor& cursor, const Cursor& stored) {
  if (cursor.reset_day < stored.reset_day) cursor.reset_day = stored.reset_day;
  if (cursor.published < stored.published) cursor.published = stored.published;
  if (cursor.shards != 0) return;
  cursor.shard = stored.shard;
  cursor.shards = stored.shards;
}

}  // namespace

void LateRows::join(Lender& lender, double now_ms) const {
  Ledger& known = lender.ledger();
  auto place = static_cast<std::uint32_t>(known.size());
  for (std::uint32_t i = 0; i < ledger.size(); ++i) {
    const PoolKey& stored = ledger.key(i);
    std::uint32_t at = known.find(stored.id);
    if (at != nowhere) {
      join_key(lender, at, ledger, stored, now_ms);
    } else {
      PoolKey key = stored;
      key.place = place++;
      key.first_model = nowhere;
      at = known.restore(key, ledger.words().reason_text(stored.reason));
    }
    join_states(lender, at, ledger, stored, now_ms);
  }
  for (std::size_t i = 0; i < clients.size(); ++i) lender.clients().join(clients[i], now_ms);
  join_cursor(lender.cursor(), cursor);
  // All of them in one step: their places are no more those of the stored pages.
  for (std::uint32_t page = 0; page < page_count(known.size()); ++page) lender.dirty().now(page);
}

}  // namespace rota::pool
