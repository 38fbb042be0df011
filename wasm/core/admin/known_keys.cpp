// See known_keys.h.
#include "admin/known_keys.h"

#include "base/text.h"

namespace rota::admin {

namespace {

/// Keys of other shards stand nowhere in this one's ledger, as in D1's list.
pool::KeyState state_of(const pool::PoolParts& pool, const pool::ListedKey& key, double now_ms) {
  const pool::Ledger& ledger = pool.lender.ledger();
  const std::uint32_t at = ledger.find(key.id);
  return at == pool::nowhere ? pool::KeyState::unreadable : pool::state_of(ledger, at, now_ms);
}

bool is_found(const pool::ListedKey& key, Bytes search, Arena& arena) {
  return search.empty() || text::icontains(text::mask(arena, key.secret), search);
}

store::KeyRecord record_of(const pool::PoolParts& pool, const pool::ListedKey& key, Arena& arena) {
  store::KeyRecord record;
  record.key.id = key.id;
  record.key.masked = text::mask(arena, key.secret);
  record.key.source = key.source.empty() ? Bytes("panel") : key.source;
  record.key.weight = key.weight;
  record.key.active = !key.switched_off;
  record.created_ms = pool.recorder.started_ms();
  return record;
}

}  // namespace

List<store::KeyRecord> list_known_keys(const pool::PoolParts& pool, const KnownKeysWanted& wanted, double now_ms,
                                       Arena& arena, std::int64_t& total) {
  const List<pool::ListedKey>& keys = pool.loader.roster().keys;
  List<const pool::ListedKey*> found;
  for (std::size_t rank = 0; rank < (wanted.by_state ? pool::key_states : 1); ++rank) {
    for (const pool::ListedKey& key : keys) {
      const bool any = !wanted.one_state && !wanted.by_state;
      const auto state = any ? pool::KeyState::ready : state_of(pool, key, now_ms);
      if (wanted.one_state && state != wanted.state) continue;
      if (wanted.by_state && static_cast<std::size_t>(state) != rank) continue;
      if (is_found(key, wanted.search.search, arena)) found.push(arena, &key);
    }
  }
  total = static_cast<std::int64_t>(found.size());
  List<store::KeyRecord> page;
  const std::int64_t limit = wanted.search.limit < limits::admin_page_rows ? wanted.search.limit : limits::admin_page_rows;
  for (std::int64_t i = wanted.search.offset; i < total && i < wanted.search.offset + limit; ++i) {
    const auto at = static_cast<std::size_t>(wanted.search.descending ? total - 1 - i : i);
    page.push(arena, record_of(pool, *found[at], arena));
  }
  return page;
}

}  // namespace rota::admin
