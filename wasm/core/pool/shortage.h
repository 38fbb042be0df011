// Shortage: why the pool lends no key, for the client's error and for the person who reads it.
// Knows how to sum up the keys' standings in one word and one sentence; changes nothing.
#pragma once

#include "pool/strategy.h"

namespace rota::pool {

/// Fills shortage, retry_after_ms, cause and reason. `model` is the wish's model by name, empty for none. Only for a
/// wish that choose() could not serve at all; the sentence lives in `arena`.
void explain_shortage(const Ledger& ledger, const Wish& wish, Bytes model, double now_ms, Reply& reply, Arena& arena);

}  // namespace rota::pool
