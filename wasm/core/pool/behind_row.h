// Behind row: one stored row that stands for several others that are newer than they themselves are stored. So what
// changes all the time is written with one row, however many it concerns.
// Knows names, values and which stored value an entry is newer than; refuses to know what values say (row_keeper).
#pragma once

#include "base/buffer.h"
#include "base/text.h"
#include "json/reader.h"

namespace rota::pool {

/// An entry names a row, its newer value, and the mark of the value that was stored under the row's own name when the
/// entry was made: a row that has been stored since is newer than its entry, whose mark is another's then.
class BehindRow {
 public:
  static constexpr Bytes name = "behind";

  /// The row itself, before all others. What is none of this version is ignored.
  void recall(Bytes value);
  /// A row stored under its own name: its value, or the newer one of an entry. Valid until end_recall().
  [[nodiscard]] Bytes newest(Bytes row, Bytes own);
  /// Entries of rows that were never stored under their own names, each to `take(name, value)`; then recall is over.
  template <class Take>
  void end_recall(Take take) {
    Entry entry;
    Bytes rest = recalled_.view();
    while (read_entry(rest, entry)) {
      if (entry.base == 0 && mark_of(entry.row) == 0) take(entry.row, entry.value);
    }
    recalled_.release();
  }

  /// A row is being stored under its own name; an empty value: it is being erased.
  void note(Bytes row, Bytes value);
  /// That could not be done.
  void take_back(Bytes row);
  /// A row of that name is stored.
  [[nodiscard]] bool is_stored(Bytes row) const { return mark_of(row) != 0; }

  /// Begins the value anew.
  void begin() { next_.clear(); }
  /// False, and nothing is added, when the row would grow past limits::behind_row_bytes.
  [[nodiscard]] bool add(Bytes row, Bytes value);
  /// True when it differs from what was stored last: value() is to be stored, and counts as stored.
  [[nodiscard]] bool is_news();
  [[nodiscard]] const Buffer& value() const { return next_; }
  /// It could not be stored.
  void forget() { stored_ = 0; }

 private:
  struct Entry {
    Bytes row;
    Bytes value;
    std::uint64_t base = 0;
  };
  struct Mark {
    std::uint64_t row;
    std::uint64_t value;
    std::uint64_t before;  // of the value that it replaced
  };
  [[nodiscard]] static bool read_entry(Bytes& rest, Entry& entry);
  [[nodiscard]] std::uint64_t mark_of(Bytes row) const;

  Buffer recalled_;
  Buffer next_;
  Array<Mark> marks_;          // of values stored under rows' own names
  std::uint64_t stored_ = 0;   // mark of what was stored last
};

}  // namespace rota::pool
