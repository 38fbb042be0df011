// See trouble.h.
#include "pool/trouble.h"

#include "store/spent_limit.h"

namespace rota::pool {

Bytes describe_trouble(const PoolParts& pool, Arena& arena) {
  const struct {
    bool lasts;
    Bytes complaint;
    Bytes sentence;
  } parts[] = {
      {pool.rows.is_unread(), pool.rows.unread_complaint(), "The pool object cannot read its rows: it works with what API_KEYS, D1 and KV say."},
      {!pool.rows.complaint().empty(), pool.rows.complaint(), "The pool object cannot store what is new: it is kept in memory."},
      {pool.recorder.writes_fail(), pool.recorder.complaint(), "D1 does not take what is counted: it is kept and sent again."},
      {!pool.loader.unnamed().complaint().empty(), pool.loader.unnamed().complaint(), "D1 does not take new keys: they serve without names."},
      {pool.loader.reads_fail(), pool.loader.complaint(), "D1 cannot be read: the pool works with what it knows."},
      {!pool.loader.kv_complaint().empty(), pool.loader.kv_complaint(), "CONFIG_KV cannot be read: the pool works with what it knows."},
  };
  Bytes first;
  for (const auto& part : parts) {
    if (!part.lasts) continue;
    const Bytes limit = store::describe(store::spent_limit_of(part.complaint));
    if (!limit.empty()) return arena.join(limit, " until 00:00 UTC. ", part.sentence);
    if (first.empty()) first = part.sentence;
  }
  return first;
}

Parts check_parts(const PoolParts& pool) {
  const auto state = [](bool bound, bool failing) {
    if (!bound) return PartState::unbound;
    return failing ? PartState::failing : PartState::well;
  };
  const bool d1_fails =
      pool.recorder.writes_fail() || pool.loader.reads_fail() || !pool.loader.unnamed().complaint().empty();
  return {state(true, pool.rows.is_unread() || !pool.rows.complaint().empty()),
          state(pool.configuration.has_db(), d1_fails),
          state(pool.configuration.has_kv(), !pool.loader.kv_complaint().empty())};
}

}  // namespace rota::pool
