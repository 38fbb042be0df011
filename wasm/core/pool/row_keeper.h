// Row keeper: the rows of the object's storage, read once and written when they must be.
// A change that decides whether a key may be called is stored in its step, before the reply. All else is written
// behind, all of it together in one row (behind_row): when no call has come for limits::write_behind_ms, as soon as
// limits::flush_requests_per_row outcomes wait, and limits::write_behind_max_ms after the first change at the latest. So
// requests write few rows, however they come, and an object that is evicted for idleness has stored what it had in
// memory. A crash in between loses counters and turns of five seconds, or of a few requests, and no verdict. What finds
// no room in that row is written under its own name, a few pages at a time.
// A row that cannot be written holds up no reply: its newest value is kept in memory and written later. Where the rows
// cannot be read when the object begins, none is written either, so that what they say is not lost to one that knows
// less: they are asked for again, and joined then with what was learned meanwhile (late_rows).
// Knows which row is whose and when it is due; refuses to know what rows hold (pages, client_pages, recorder).
#pragma once

#include "base/heap.h"
#include "pool/behind_row.h"
#include "pool/late_rows.h"
#include "pool/recorder.h"
#include "pool/store_trouble.h"
#include "pool/unstored_rows.h"

namespace rota::pool {

class RowKeeper {
 public:
  /// The references outlive the keeper.
  RowKeeper(Lender& lender, Recorder& recorder, stats::Spent& spent)
      : lender_(lender), recorder_(recorder), spent_(spent) {}

  /// A stored row, before any call or after miss_rows(). False when it is none of the lender's or the recorder's, or cannot be read by this
  /// version.
  [[nodiscard]] bool recall(Bytes name, Bytes value, json::Reader& reader, Arena& arena);
  /// Every stored row has been given. After miss_rows() the lender is to be enlisted anew.
  void end_recall(double now_ms, json::Reader& reader, Arena& arena);
  /// The rows cannot be read, and are asked for again in a while.
  void miss_rows(Bytes why, double now_ms, Actions& out);
  [[nodiscard]] bool is_unread() const { return !unread_.empty(); }
  /// What the host says of that; empty while they are read.
  [[nodiscard]] Bytes unread_complaint() const { return unread_.view(); }

  /// A call has come, with so many outcomes.
  void note_call(std::size_t outcomes, double now_ms) {
    last_call_ms_ = now_ms;
    outcomes_ += outcomes;
  }
  /// The key's row, and its project's, are stored in this step.
  void store_key(std::uint32_t key);
  /// A row that is somebody else's is stored in this step, or erased.
  void store(Bytes name, const Buffer& value, Actions& out);
  void erase(Bytes name, Actions& out);
  /// The host could not do it (unstored). The reply of that step has gone out all the same.
  void take_unstored(const Event& event, Actions& out);
  /// What the host says of rows that wait in memory because it cannot store them; empty while all are stored.
  [[nodiscard]] Bytes complaint() const { return trouble_.why(); }
  /// Stores what may not wait. The last thing of every step that could have changed it.
  void store_urgent(Actions& out);
  /// The ledger's keys have been exchanged: pages past its end are erased, and the cursor may mean other keys now.
  void renew_keys(double now_ms, Actions& out);
  /// Stores what is written behind now, when the recorder must not wait. The last thing of a step.
  void store_if_due(double now_ms, Actions& out);
  /// The write-behind timer (write_behind_token) is due.
  void write_behind(double now_ms, Actions& out);
  /// Starts the timer when something waits to be written and none is running.
  void wake_if_dirty(double now_ms, Actions& out);

 private:
  /// A row's value, its own or an entry's: `newer` than the row that is stored under its name.
  [[nodiscard]] bool read_row(Bytes name, Bytes value, bool newer, json::Reader& reader, Arena& arena);
  void join_late_rows(double now_ms);
  void store_page(std::uint32_t page, Actions& out);
  void store_shard(Actions& out);
  /// False: something has found no room.
  [[nodiscard]] bool store_behind(Actions& out);
  /// The row joins the behind row, or is stored under its own name where there is no room and `may_store`. False when
  /// neither could be done; `stored`: the latter was.
  [[nodiscard]] bool write(Bytes name, const Buffer& value, bool may_store, bool& stored, Actions& out);
  [[nodiscard]] bool write_pages(Actions& out);
  [[nodiscard]] bool is_dirty();
  [[nodiscard]] bool cursor_moved();

  Lender& lender_;
  Recorder& recorder_;
  stats::Spent& spent_;
  Buffer unread_;
  Backoff rereads_{limits::load_retry_min_ms, limits::spent_retry_ms};
  Owned<LateRows> late_;  // while rows are given after miss_rows()
  UnstoredRows unstored_;
  StoreTrouble trouble_;
  BehindRow behind_;
  Cursor stored_cursor_;      // under its own name
  bool cursor_unstored_ = false;
  bool may_store_ = false;    // rows may be stored under their own names, in this round
  std::size_t outcomes_ = 0;  // told since the last round
  std::uint32_t pages_stored_ = 0;
  bool waking_ = false;         // the timer is running
  double dirty_since_ms_ = 0;   // 0: nothing waits to be written behind
  double last_call_ms_ = 0;
};

}  // namespace rota::pool
