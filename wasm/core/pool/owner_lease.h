// Owner lease: the key of whoever owns what a request names, or the key with which something new is best made.
// Knows owners and how a key stands; refuses to choose where nobody owns anything (lender) and to word what a client hears
// of an owner that is not known (exchange).
#pragma once

#include "pool/lender.h"
#include "pool/owners.h"

namespace rota::pool {

/// For a call with an owner's wish: a pick, or why there is none. A pool of one key needs no owner: that key is it.
void lend_owner(const Call& call, Owners& owners, Lender& lender, double now_ms, Reply& reply, Arena& arena);

}  // namespace rota::pool
