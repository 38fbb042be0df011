// Unnamed keys: those of API_KEYS and KV that D1 has no rows for, until it takes them.
// Knows the rows that D1 is asked to take and what it said; refuses to know SQL and when it is asked (loader).
#pragma once

#include "pool/kept_complaint.h"
#include "store/key_rows.h"

namespace rota::pool {

class UnnamedKeys {
 public:
  /// All that there are now. Copied.
  void set(const List<store::KeyRow>& rows, double now_ms) {
    if (rows_.empty()) since_ms_ = now_ms;
    rows_ = {};
    arena_.reset();
    for (const store::KeyRow& row : rows) {
      store::KeyRow kept = row;
      kept.masked = arena_.copy(row.masked);
      kept.source = arena_.copy(row.source);
      kept.name = arena_.copy(row.name);
      rows_.push(arena_, kept);
    }
    if (rows_.empty()) complaint_.clear();
  }
  /// D1 has taken them.
  void clear() { set({}, 0); }
  /// It has not. True when it says so for the first time, or for another reason.
  [[nodiscard]] bool fail(Bytes why) { return keep_complaint(complaint_, why); }
  [[nodiscard]] const List<store::KeyRow>& rows() const { return rows_; }
  [[nodiscard]] double since_ms() const { return since_ms_; }
  /// Empty while D1 has not refused them.
  [[nodiscard]] Bytes complaint() const { return complaint_.view(); }

 private:
  Arena arena_;
  List<store::KeyRow> rows_;
  double since_ms_ = 0;
  Buffer complaint_;
};

}  // namespace rota::pool
