// See key_choice.h.
#include "store/key_choice.h"

#include "base/limits.h"

namespace rota::store {

namespace {

#define ROTA_CHOSEN_KEYS                                                                                        \
  "WHERE id IN (SELECT value FROM json_each(?2)) AND "                                                          \
  "instr(lower(name || char(10) || email || char(10) || project || char(10) || notes || char(10) || api_key), " \
  "lower(?1)) > 0 "

void write_id_list(Buffer& out, const List<std::uint64_t>& ids) {
  json::Writer writer(out);
  writer.begin_array();
  for (const std::uint64_t id : ids) write_hex_id(writer, id);
  writer.end_array();
}

}  // namespace

void list_keys_among(Query& query, const KeySearch& search, const List<std::uint64_t>& ids) {
  Buffer list;
  write_id_list(list, ids);
  const std::int64_t limit = search.limit < limits::admin_page_rows ? search.limit : limits::admin_page_rows;
  query.add(
      "SELECT id, api_key, source, name, email, project, notes, weight, is_active, created_at, total_requests, "
      "error_count, tokens_used, last_used_at, last_error FROM api_keys " ROTA_CHOSEN_KEYS
      "ORDER BY created_at, id LIMIT ?3 OFFSET ?4",
      search.search, list.view(), limit > 0 ? limit : 0, search.offset > 0 ? search.offset : 0);
  query.add("SELECT COUNT(*) AS total FROM api_keys " ROTA_CHOSEN_KEYS, search.search, list.view());
}

void list_key_sources(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  write_id_list(list, ids);
  query.add("SELECT id, source FROM api_keys WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

void drop_sealed(Query& query, const List<std::uint64_t>& ids) {
  Buffer list;
  write_id_list(list, ids);
  query.add("UPDATE api_keys SET sealed = NULL WHERE id IN (SELECT value FROM json_each(?1))", list.view());
}

List<KeySource> read_key_sources(json::Value rows, Arena& arena) {
  List<KeySource> sources;
  for (const json::Value row : rows.elements()) sources.push(arena, {id_of(row, "id"), text_of(row, "source", arena)});
  return sources;
}

}  // namespace rota::store
