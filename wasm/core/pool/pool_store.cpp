// The pool's rows. A change that decides whether a key may be called is stored in its step, before the reply. All else
// is written behind: when no call has come for limits::write_behind_ms, and limits::write_behind_max_ms after the first
// change at the latest; so a trickle of requests writes few rows a minute, and what the object has in memory when it is
// evicted for idleness has been stored. A crash in between loses counters and turns of a minute at most, no verdict.
#include "base/limits.h"
#include "base/text.h"
#include "pool/client_pages.h"
#include "pool/pool_state.h"

namespace rota::pool {

namespace {

constexpr Bytes rollups_row = "stats/rollups";
constexpr Bytes usage_row = "stats/usage";

bool same(const Cursor& a, const Cursor& b) {
  return a.next == b.next && a.reset_day == b.reset_day && a.shard == b.shard && a.shards == b.shards &&
         a.published == b.published;
}

}  // namespace

void PoolState::restore(const Event& event, Actions& out) {
  if (ready) return;
  if (restore_row(event.head, event.body, out.arena())) return;
  out.add(Kind::log, 0, 0,
          out.arena().join("stored row ", text::redact(out.arena(), event.head),
                           " cannot be read by this version and is ignored"));
}

bool PoolState::restore_row(Bytes name, Bytes value, Arena& arena) {
  std::uint32_t page = 0;
  if (name == cursor_row) {
    const bool readable = read_cursor(value, reader, cursor, arena);
    stored_cursor = cursor;
    return readable;
  }
  if (read_page_row(name, page)) {
    if (pages_stored <= page) pages_stored = page + 1;
    return read_page(value, page, reader, ledger, arena);
  }
  if (name == snapshot_row) {
    snapshot.clear();
    snapshot.append(value);
    return true;
  }
  if (read_client_page_row(name)) return read_client_page(value, reader, clients, arena);
  if (name != rollups_row && name != usage_row) return false;
  records_stored = true;
  return name == rollups_row ? rollups.load(value, reader, arena) : usage_rows.load(value, reader, arena);
}

void PoolState::store(Bytes name, const Buffer& value, Actions& out) {
  ++metrics.spent.rows_written_object;
  out.add(Kind::store, 0, 0, name, out.arena().copy(value.view()));
}

void PoolState::store_page(std::uint32_t page, Actions& out) {
  Buffer value;
  write_page(ledger, page, value);
  store(page_row(page, out.arena()), value, out);
}

void PoolState::store_cursor(Actions& out) {
  Buffer value;
  write_cursor(cursor, value);
  store(cursor_row, value, out);
  stored_cursor = cursor;
}

void PoolState::store_urgent(Actions& out) {
  for (std::uint32_t page = dirty.take_urgent(); page != nowhere; page = dirty.take_urgent()) store_page(page, out);
}

/// What is counted and has not reached D1. Rows that are empty now are erased once.
void PoolState::store_records(Actions& out) {
  records_dirty = false;
  const bool rows = usage_rows.rows() != 0 || usage_rows.flushing();
  const bool sums = rollups.rows() != 0 || rollups.flushing();
  Buffer value;
  if (rows) {
    usage_rows.save(value);
    store(usage_row, value, out);
  } else if (records_stored) {
    out.add(Kind::erase, 0, 0, usage_row);
  }
  if (sums) {
    value.clear();
    rollups.save(value);
    store(rollups_row, value, out);
  } else if (records_stored) {
    out.add(Kind::erase, 0, 0, rollups_row);
  }
  records_stored = rows || sums;
}

bool PoolState::cursor_moved() const { return !same(cursor, stored_cursor); }

bool PoolState::is_dirty() { return cursor_moved() || dirty.any() || clients.dirty().any() || records_dirty; }

void PoolState::write_behind(double now_ms, Actions& out) {
  waking = false;
  const bool quiet = now_ms - last_call_ms >= limits::write_behind_ms || now_ms < last_call_ms;
  const bool late = now_ms - dirty_since_ms >= limits::write_behind_max_ms || now_ms < dirty_since_ms;
  if (!quiet && !late) return wake_if_dirty(now_ms, out);
  dirty_since_ms = 0;
  if (cursor_moved()) store_cursor(out);
  if (records_dirty) store_records(out);
  for (std::size_t written = 0; written < limits::write_behind_pages; ++written) {
    const std::uint32_t page = dirty.take_next();
    if (page == nowhere) break;
    store_page(page, out);
  }
  for (std::uint32_t page = clients.dirty().take_next(); page != nowhere; page = clients.dirty().take_next()) {
    Buffer value;
    write_client_page(clients, page, value);
    store(client_page_row(page, out.arena()), value, out);
  }
  wake_if_dirty(now_ms, out);
}

void PoolState::wake_if_dirty(double now_ms, Actions& out) {
  if (!is_dirty()) return;
  if (dirty_since_ms <= 0) dirty_since_ms = now_ms;
  if (waking) return;
  waking = true;
  out.add(Kind::wake, write_behind_token, limits::write_behind_ms);
}

}  // namespace rota::pool
