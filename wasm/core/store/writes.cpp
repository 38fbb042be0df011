// The statements of the table `writes`; see writes.h.
#include "store/writes.h"

#include "base/limits.h"
#include "base/time.h"

namespace rota::store {

void claim_write(Query& query, Bytes id, double now_ms) {
  query.add("INSERT INTO writes (id, written_at) VALUES (?1, ?2)", id, static_cast<std::int64_t>(now_ms));
}

void settle_write(Query& query, Bytes id, double now_ms) {
  query.add("INSERT INTO writes (id, written_at) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING", id,
            static_cast<std::int64_t>(now_ms));
}

void prune_writes(Query& query, double now_ms) {
  query.add("DELETE FROM writes WHERE written_at < ?1",
            static_cast<std::int64_t>(now_ms - limits::writes_kept_days * day_ms));
}

}  // namespace rota::store
