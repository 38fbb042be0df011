// Late rows: what the object's rows say when they could be read only after calls had come, and how that joins what was
// learned meanwhile: as if it had been known all the time.
// Knows both sides of each state; refuses to know rows (row_keeper) and which keys the pool has (loader).
#pragma once

#include "pool/lender.h"

namespace rota::pool {

struct LateRows {
  Ledger ledger;  ///< never rebuilt: nothing is sought in it
  Clients clients;
  Cursor cursor;

  /// Counts are added, of two cooldowns the longer holds, and the rotation's turn stays where it is. Keys that the
  /// lender has not are appended: it is to be enlisted anew before it is used.
  void join(Lender& lender, double now_ms) const;
};

}  // namespace rota::pool
