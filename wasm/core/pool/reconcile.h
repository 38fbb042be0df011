// Reconcile: brings the ledger in line with the list of keys that the deployment gives.
// Knows who stays, leaves and joins; refuses to know where the list came from.
#pragma once

#include "pool/dirty_pages.h"
#include "pool/key_list.h"
#include "pool/ledger.h"

namespace rota::pool {

struct Reconciled {
  std::uint32_t joined = 0;
  std::uint32_t left = 0;
};

/// Keys that stay keep their state and their order; new ones follow in the list's order. `next` is the rotation's
/// position and stays before the same key. Every page that must be rewritten is marked in `dirty`; those past the end
/// are the caller's to erase. When anything joined or left, somebody has looked after the keys, so the dead ones may be
/// probed at once.
Reconciled reconcile(Ledger& ledger, const KeyList& list, double now_ms, std::uint32_t& next, DirtyPages& dirty);

}  // namespace rota::pool
