// Writes: the table `writes`, by which what was written to D1 and whose answer was lost is known again.
// Knows the statements; refuses to know what is written with them.
#pragma once

#include "store/query.h"

namespace rota::store {

// An id is that of one transaction, however often it is sent.

/// The transaction is undone, and the query fails, when the id stands there already.
void claim_write(Query& query, Bytes id, double now_ms);
/// Afterwards the id stands there, so a transaction that claims it and is still on its way does nothing any more. It
/// changes a row when the transaction had not been done, and none when it had.
void settle_write(Query& query, Bytes id, double now_ms);
/// Forgets ids that nobody sends any more.
void prune_writes(Query& query, double now_ms);

}  // namespace rota::store
