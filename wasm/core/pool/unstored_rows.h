// Unstored rows: what the host could not write, until it can: the newest value of each row.
// Knows names and values, and holds a bounded number of them; refuses to know why they failed and when they are tried
// again (row_keeper).
#pragma once

#include "base/buffer.h"
#include "base/limits.h"

namespace rota::pool {

class UnstoredRows {
 public:
  /// In the place of an older value; an empty one is to be erased. Past limits::unstored_rows it is not kept: only
  /// erasures can be so many, and a row too many does no harm.
  void put(Bytes name, Bytes value) {
    forget(name);
    for (Row& row : rows_) {
      if (!row.name.empty()) continue;
      row.name.append(name);
      row.value.append(value);
      return;
    }
  }
  /// A newer value is being stored.
  void forget(Bytes name) {
    for (Row& row : rows_) {
      if (row.name.view() == name) clear(row);
    }
  }
  [[nodiscard]] bool any() const {
    for (const Row& row : rows_) {
      if (!row.name.empty()) return true;
    }
    return false;
  }
  /// Gives all of them to `write(name, value)` and forgets them.
  template <class Write>
  void drain(Write write) {
    for (Row& row : rows_) {
      if (row.name.empty()) continue;
      Row taken;
      std::swap(row, taken);
      write(taken.name.view(), taken.value);
    }
  }

 private:
  struct Row {
    Buffer name;
    Buffer value;
  };
  static void clear(Row& row) { row = Row{}; }

  Row rows_[limits::unstored_rows];
};

}  // namespace rota::pool
