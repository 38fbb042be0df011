// See key_resets.h.
#include "admin/key_resets.h"

#include "admin/change.h"
#include "admin/form.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

/// At once, whether or not D1 answers. False when the pool has no such key.
bool clear_key(std::uint64_t id, const pool::PoolParts& pool) {
  pool::Ledger& ledger = pool.lender.ledger();
  const std::uint32_t at = ledger.find(id);
  if (at == pool::nowhere) return false;
  if (ledger.clear(at)) pool.rows.store_key(at);
  return true;
}

}  // namespace

void ResetKey::begin(Step& step) {
  std::uint64_t id = 0;
  if (!text::parse_hex_id(request().id, id) || !clear_key(id, step.pool)) return refuse(no_such_key(), step);
  store::Query query = new_query();
  store::clear_key_errors(query, id);
  ask_rows(query, step);
}

void ResetKey::take_rows(const store::Results&, Step& step) {
  if (std::uint64_t id = 0; text::parse_hex_id(request().id, id)) step.pool.recorder.forget_errors(id);
  answer_json(200, id_answer(request().id, step.pool, arena()), step);
}

void ResetKeys::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"ids"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::admin_batch_keys, ids);
  if (!form.ok()) return refuse(form.failure(), step);
  List<std::uint64_t> known;
  for (const std::uint64_t id : ids) {
    if (clear_key(id, step.pool)) known.push(arena(), id);
  }
  if (known.empty()) return refuse(no_such_keys(), step);
  reset_ = known;
  store::Query query = new_query();
  store::clear_errors(query, known);
  ask_rows(query, step);
}

void ResetKeys::take_rows(const store::Results&, Step& step) {
  for (const std::uint64_t id : reset_) step.pool.recorder.forget_errors(id);
  answer_json(200, count_answer("reset", static_cast<std::int64_t>(reset_.size()), step.pool, arena()), step);
}

}  // namespace rota::admin
