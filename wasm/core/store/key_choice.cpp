// See key_choice.h.
#include "store/key_choice.h"

#include <algorithm>

namespace rota::store {

void list_key_sources(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("SELECT id, source FROM api_keys WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

void list_key_names(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("SELECT id, COALESCE(NULLIF(name, ''), email) AS name FROM api_keys "
            "WHERE id IN (SELECT value FROM json_each(?1)) AND name || email <> '' ORDER BY id",
            list.view());
}

List<KeyName> read_key_names(json::Value rows, Arena& arena) {
  List<KeyName> names;
  for (const json::Value row : rows.elements()) names.push(arena, {id_of(row, "id"), text_of(row, "name", arena)});
  return names;
}

Bytes name_in(const List<KeyName>& names, std::uint64_t id) {
  const auto* found = std::lower_bound(names.begin(), names.end(), id,
                                       [](const KeyName& name, std::uint64_t wanted) { return name.id < wanted; });
  return found != names.end() && found->id == id ? found->name : Bytes{};
}

void update_keys(Query& query, const List<std::uint64_t>& ids, const KeyEdit& edit) {
  Buffer list;
  append_ids(list, ids);
  query.add(
      "UPDATE api_keys SET project = COALESCE(?2, project), notes = COALESCE(?3, notes), "
      "weight = COALESCE(?4, weight), is_active = COALESCE(?5, is_active) "
      "WHERE id IN (SELECT value FROM json_each(?1))",
      list.view(), edit.project, edit.notes, edit.weight, edit.active);
}

void clear_errors(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  append_ids(list, ids);
  query.add("UPDATE api_keys SET error_count = 0, last_error = '' WHERE id IN (SELECT value FROM json_each(?1))",
            list.view());
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
