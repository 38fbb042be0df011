// Record copy: the keys that D1 named last, sealed as they are there, in rows of the object: a pool that begins while D1
// is away lends them all the same.
// Knows how a long text is kept in rows; refuses to know what the text says (store/key_rows).
#pragma once

#include "pool/row_keeper.h"

namespace rota::pool {

class RecordCopy {
 public:
  /// `rows` outlives the copy.
  explicit RecordCopy(RowKeeper& rows) : rows_(rows) {}

  /// A stored row, before any call; false when it is another's.
  [[nodiscard]] bool recall(Bytes name, Bytes value);
  /// The text kept last, JSON rows as D1 gives them: in `arena`. Empty without one, or when rows of it are missing.
  [[nodiscard]] Bytes text(Arena& arena) const;
  /// Stores the text unless it is kept already. One that is too long is not kept, and the one before is erased.
  void keep(Bytes text, Actions& out);
  /// Frees what text() gives; keep() still knows what is stored.
  void release();

 private:
  RowKeeper& rows_;
  Buffer pieces_[limits::record_copy_rows];  // as recalled, each behind its mark
  std::uint64_t mark_ = 0;                   // of the text that is stored; 0: none is
  std::size_t stored_ = 0;                   // how many rows it takes
};

}  // namespace rota::pool
