// See row_keeper.h.
#include "pool/row_keeper.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/client_pages.h"
#include "pool/kept_complaint.h"
#include "pool/object_actions.h"
#include "store/spent_limit.h"

namespace rota::pool {

namespace {

bool same(const Cursor& a, const Cursor& b) {
  return a.next == b.next && a.reset_day == b.reset_day && a.shard == b.shard && a.shards == b.shards &&
         a.published == b.published;
}

}  // namespace

bool RowKeeper::recall(Bytes name, Bytes value, json::Reader& reader, Arena& arena) {
  if (name == BehindRow::name) {
    behind_.recall(value);
    return true;
  }
  const Bytes newest = behind_.newest(name, value);
  return read_row(name, arena.copy(newest), newest.data() != value.data(), reader, arena);
}

void RowKeeper::end_recall(double now_ms, json::Reader& reader, Arena& arena) {
  behind_.end_recall([&](Bytes name, Bytes value) {
    static_cast<void>(read_row(name, arena.copy(value), true, reader, arena));
  });
  if (is_unread()) join_late_rows(now_ms);
}

void RowKeeper::miss_rows(Bytes why, double now_ms, Actions& out) {
  if (keep_complaint(unread_, why)) {
    out.log(out.arena().join("the pool object's rows cannot be read; it goes on with what API_KEYS, D1 and KV say, stores "
                             "nothing, and asks for them again: ", unread_.view()));
  }
  recorder_.hold(true);
  out.wake(reread_token, store::wait_ms_after(why, rereads_.take(), now_ms));
}

void RowKeeper::join_late_rows(double now_ms) {
  if (late_) late_->join(lender_, now_ms);
  late_ = {};
  unread_.clear();
  rereads_.reset();
  recorder_.hold(false);
}

bool RowKeeper::read_row(Bytes name, Bytes value, bool newer, json::Reader& reader, Arena& arena) {
  if (is_unread() && !late_) late_ = make_owned<LateRows>();
  Ledger& ledger = late_ ? late_->ledger : lender_.ledger();
  Clients& clients = late_ ? late_->clients : lender_.clients();
  Cursor& cursor = late_ ? late_->cursor : lender_.cursor();
  std::uint32_t page = 0;
  if (name == cursor_row) {
    const bool readable = read_cursor(value, reader, cursor, arena);
    stored_cursor_ = cursor;
    cursor_unstored_ = newer;
    return readable;
  }
  if (read_page_row(name, page)) {
    if (!newer && pages_stored_ <= page) pages_stored_ = page + 1;
    if (newer) lender_.dirty().later(page);
    return read_page(value, page, reader, ledger, arena);
  }
  if (read_client_page_row(name, page)) {
    if (newer) lender_.clients().dirty().later(page);
    return read_client_page(value, reader, clients, arena);
  }
  if (newer) static_cast<void>(recorder_.mark_unstored(name));
  return recorder_.recall(name, value, arena);
}

void RowKeeper::store_key(std::uint32_t key) {
  lender_.dirty().now(page_of(key));
  lender_.dirty().now(page_of(lender_.ledger().owner(key)));
}

void RowKeeper::store(Bytes name, const Buffer& value, Actions& out) {
  if (is_unread()) return unstored_.put(name, value.view());
  unstored_.forget(name);
  behind_.note(name, value.view());
  store_row(name, value, spent_, out);
}

void RowKeeper::erase(Bytes name, Actions& out) {
  if (is_unread()) return unstored_.put(name, {});
  unstored_.forget(name);
  behind_.note(name, {});
  out.erase(name);
}

/// What the pool can write anew is marked as changed; of other rows the value itself is kept.
void RowKeeper::take_unstored(const Event& event, Actions& out) {
  Bytes why = event.head;
  const Bytes name = text::split(why, '\n');
  if (trouble_.fail(why, event.now_ms)) {
    const Bytes limit = store::describe(store::spent_limit_of(why));
    out.log(out.arena().join(name.empty() ? Bytes("the pool object's alarm cannot be set; the pool goes on without it: ")
                                          : Bytes("the pool object's rows cannot be stored; what is new is kept in "
                                                  "memory and stored later: "),
                             why, limit.empty() ? Bytes() : Bytes(" "), limit,
                             limit.empty() ? Bytes() : Bytes(" until 00:00 UTC.")));
  }
  std::uint32_t page = 0;
  if (name.empty()) return wake_if_dirty(event.now_ms, out);
  behind_.take_back(name);
  if (event.body.empty()) {
    unstored_.put(name, {});
  } else if (name == BehindRow::name) {
    behind_.forget();
    static_cast<void>(recorder_.mark_unstored(Recorder::rollups_row));
  } else if (name == cursor_row) {
    cursor_unstored_ = true;
  } else if (read_page_row(name, page)) {
    lender_.dirty().later(page);
  } else if (read_client_page_row(name, page)) {
    lender_.clients().dirty().later(page);
  } else if (!recorder_.mark_unstored(name)) {
    unstored_.put(name, event.body);
  }
  wake_if_dirty(event.now_ms, out);
}

void RowKeeper::store_page(std::uint32_t page, Actions& out) {
  Buffer value;
  write_page(lender_.ledger(), page, value);
  store(page_row(page, out.arena()), value, out);
}

void RowKeeper::store_urgent(Actions& out) {
  if (is_unread()) return;
  DirtyPages& dirty = lender_.dirty();
  for (std::uint32_t page = dirty.take_urgent(); page != nowhere; page = dirty.take_urgent()) store_page(page, out);
}

/// At once: an object that forgets in a crash which keys are its own takes those of all shards for new ones.
void RowKeeper::store_shard(Actions& out) {
  const Cursor& cursor = lender_.cursor();
  if (cursor.shard == stored_cursor_.shard && cursor.shards == stored_cursor_.shards) return;
  Buffer value;
  write_cursor(cursor, value);
  store(cursor_row, value, out);
  stored_cursor_ = cursor;
}

void RowKeeper::renew_keys(double now_ms, Actions& out) {
  if (is_unread()) return;
  store_urgent(out);
  store_shard(out);
  const std::uint32_t pages = page_count(lender_.ledger().size());
  for (; pages_stored_ > pages; --pages_stored_) {
    erase(page_row(pages_stored_ - 1, out.arena()), out);
  }
  pages_stored_ = pages;
  wake_if_dirty(now_ms, out);
}

bool RowKeeper::cursor_moved() { return cursor_unstored_ || !same(lender_.cursor(), stored_cursor_); }

bool RowKeeper::is_dirty() {
  return trouble_.lasts() || unstored_.any() || cursor_moved() || lender_.dirty().any() ||
         lender_.clients().dirty().any() || recorder_.is_dirty();
}

void RowKeeper::write_behind(double now_ms, Actions& out) {
  waking_ = false;
  if (is_unread()) return;
  const bool quiet = now_ms - last_call_ms_ >= limits::write_behind_ms || now_ms < last_call_ms_;
  const bool late = now_ms - dirty_since_ms_ >= limits::write_behind_max_ms || now_ms < dirty_since_ms_;
  if (trouble_.is_over()) out.log("the pool object's rows are stored again");
  const bool many = outcomes_ >= static_cast<std::size_t>(limits::flush_requests_per_row);
  const bool due = quiet || late || many || trouble_.lasts();
  if (!due || !trouble_.may_try(now_ms)) return wake_if_dirty(now_ms, out);
  trouble_.attempt();
  dirty_since_ms_ = 0;
  unstored_.drain([&](Bytes row, const Buffer& value) {
    const Bytes name = out.arena().copy(row);
    value.empty() ? erase(name, out) : store(name, value, out);
  });
  may_store_ = quiet || late;
  const bool all = store_behind(out);
  may_store_ = false;
  if (!all || trouble_.lasts()) wake_if_dirty(now_ms, out);
}

void RowKeeper::store_if_due(double now_ms, Actions& out) {
  if (recorder_.take_store_due() && !is_unread() && !store_behind(out)) wake_if_dirty(now_ms, out);
}

bool RowKeeper::write(Bytes name, const Buffer& value, bool may_store, bool& stored, Actions& out) {
  stored = false;
  if (behind_.add(name, value.view())) return true;
  if (!may_store) return false;
  store(name, value, out);
  stored = true;
  return true;
}

/// Small and first what must be together: the cursor and what is counted.
bool RowKeeper::store_behind(Actions& out) {
  outcomes_ = 0;
  behind_.begin();
  bool stored = false;
  Buffer value;
  if (cursor_moved()) {
    write_cursor(lender_.cursor(), value);
    static_cast<void>(write(cursor_row, value, false, stored, out));
  }
  bool has_rows = false;
  bool has_sums = false;
  recorder_.write_rows([&](Bytes name, const Buffer& row) {
    bool own = false;
    has_rows = has_rows || name == Recorder::usage_row;
    has_sums = has_sums || name == Recorder::rollups_row;
    static_cast<void>(write(name, row, true, own, out));
  });
  recorder_.note_stored();
  // What D1 has is not to come back from a row of its own.
  if (!has_rows && behind_.is_stored(Recorder::usage_row)) erase(Recorder::usage_row, out);
  if (!has_sums && behind_.is_stored(Recorder::rollups_row)) erase(Recorder::rollups_row, out);
  const bool all = write_pages(out);
  if (behind_.is_news()) store_row(BehindRow::name, behind_.value(), spent_, out);
  return all;
}

bool RowKeeper::write_pages(Actions& out) {
  Buffer value;
  bool all = true;
  bool stored = false;
  std::size_t left = may_store_ ? limits::write_behind_pages : 0;
  DirtyPages& clients = lender_.clients().dirty();
  for (std::uint32_t page = clients.next_from(0); page != nowhere; page = clients.next_from(page + 1)) {
    value.clear();
    write_client_page(lender_.clients(), page, value);
    all = write(client_page_row(page, out.arena()), value, may_store_, stored, out) && all;
    if (stored) clients.clear(page);
  }
  DirtyPages& keys = lender_.dirty();
  for (std::uint32_t page = keys.next_from(0); page != nowhere; page = keys.next_from(page + 1)) {
    value.clear();
    write_page(lender_.ledger(), page, value);
    if (!write(page_row(page, out.arena()), value, left != 0, stored, out)) return false;  // the rest finds no room either
    if (stored) keys.clear(page);
    if (stored) --left;
  }
  return all;
}

void RowKeeper::wake_if_dirty(double now_ms, Actions& out) {
  if (is_unread() || !is_dirty()) return;
  if (dirty_since_ms_ <= 0) dirty_since_ms_ = now_ms;
  if (waking_) return;
  waking_ = true;
  out.wake(write_behind_token, limits::write_behind_ms);
}

}  // namespace rota::pool
