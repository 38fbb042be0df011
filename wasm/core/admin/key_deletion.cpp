// See key_deletion.h.
#include "admin/key_deletion.h"

#include "admin/form.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/key_choice.h"
#include "store/key_rows.h"

namespace rota::admin {

namespace {

constexpr Bytes home_is_env =
    "A key comes from the secret API_KEYS: take it out there, or disable it here. Nothing was deleted.";
constexpr Bytes home_is_kv = "A key comes from CONFIG_KV: take it out there, or disable it here. Nothing was deleted.";

}  // namespace

void KeyDeletion::ask_sources(const List<std::uint64_t>& ids, Step& step) {
  ids_ = ids;
  store::Query query = new_query();
  store::list_key_sources(query, ids_);
  ask_rows(query, step);
}

void KeyDeletion::take_rows(const store::Results& results, Step& step) {
  const List<store::KeySource> sources = store::read_key_sources(results.rows(0), arena());
  for (const store::KeySource& key : sources) {
    if (key.source == "env") return refuse(conflict(home_is_env), step);
    if (key.source == "kv") return refuse(conflict(home_is_kv), step);
  }
  if (sources.empty()) return refuse(no_such_key(), step);
  store::Query query = new_query();
  store::delete_keys(query, ids_);
  write(query, step);
}

void KeyDeletion::take_published(Step& step) {
  answer_json(200, count_answer("deleted", changes(), step.pool, arena()), step);
}

void DeleteKey::begin(Step& step) {
  std::uint64_t id = 0;
  if (!text::parse_hex_id(request().id, id)) return refuse(no_such_key(), step);
  List<std::uint64_t> ids;
  ids.push(arena(), id);
  ask_sources(ids, step);
}

void DeleteKeys::begin(Step& step) {
  Form form(request().body, reader(), arena(), {"ids", "version"});
  List<std::uint64_t> ids;
  form.ids("ids", limits::pool_keys, ids);
  form.version(step.pool.configuration.version());
  if (!form.ok()) return refuse(form.failure(), step);
  ask_sources(ids, step);
}

}  // namespace rota::admin
