// See key_choice.h.
#include "store/key_choice.h"

namespace rota::store {

void list_key_sources(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("SELECT id, source FROM api_keys WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

void drop_sealed(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("UPDATE api_keys SET sealed = NULL WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

List<KeySource> read_key_sources(json::Value rows, Arena& arena) {
  List<KeySource> sources;
  for (const json::Value row : rows.elements()) sources.push(arena, {id_of(row, "id"), text_of(row, "source", arena)});
  return sources;
}

}  // namespace rota::store
