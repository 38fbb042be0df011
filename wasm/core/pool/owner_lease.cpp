// See owner_lease.h.
#include "pool/owner_lease.h"

namespace rota::pool {

namespace {

/// The only key of the only shard; 0: there are more, or none.
std::uint64_t only_key(Lender& lender) {
  return lender.ledger().size() == 1 && lender.cursor().shards <= 1 ? lender.ledger().key(0).id : 0;
}

/// Whose key all names belong to; 0: reply says what is wrong.
std::uint64_t owner_of_names(const OwnerWish& wish, Owners& owners, Lender& lender, double now_ms, Reply& reply) {
  std::uint64_t key = 0;
  for (const Bytes name : wish.names) {
    const Owner* owner = owners.find(name, now_ms);
    const bool seen = owner != nullptr && (wish.shared || owner->client == wish.client);
    const std::uint64_t of_name = seen ? owner->key : owner == nullptr ? only_key(lender) : 0;
    // A key that has left the pool has taken along what it owned.
    if (of_name == 0 || lender.ledger().find(of_name) == nowhere) {
      reply.ownership = Ownership::unknown;
      reply.owned_name = name;
      return 0;
    }
    if (key != 0 && of_name != key) {
      reply.ownership = Ownership::split;
      reply.owned_name = name;
      return 0;
    }
    key = of_name;
  }
  return key;
}

/// A key that has left the pool is passed over.
std::uint64_t next_owner(const OwnerWish& wish, const Owners& owners, Lender& lender, double now_ms) {
  std::uint64_t key = wish.again ? wish.after : owners.next_key(wish, wish.after, now_ms);
  while (key != 0 && lender.ledger().find(key) == nowhere) key = owners.next_key(wish, key, now_ms);
  return key;
}

}  // namespace

void lend_owner(const Call& call, Owners& owners, Lender& lender, double now_ms, Reply& reply, Arena& arena) {
  const OwnerWish& wish = call.owner;
  std::uint64_t key = 0;
  if (!wish.collection.empty()) {
    key = next_owner(wish, owners, lender, now_ms);
    if (key == 0) {
      reply.ownership = Ownership::unknown;
      return;
    }
    owners.list(wish, key, now_ms, reply.owned, arena);
    if (reply.owned.empty()) {
      reply.ownership = Ownership::unknown;
      return;
    }
  } else if (!wish.names.empty()) {
    key = owner_of_names(wish, owners, lender, now_ms, reply);
    if (key == 0) return;
  } else {
    lender.lend(call, now_ms, reply, arena, owners.gathering_key(wish.client, now_ms));
    if (!reply.picks.empty()) owners.gather(wish.client, reply.picks[0].key, now_ms);
    return;
  }
  lender.lend_only(key, call, now_ms, reply, arena);
}

}  // namespace rota::pool
