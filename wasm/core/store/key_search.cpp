// See key_search.h.
#include "store/key_search.h"

#include "base/limits.h"

namespace rota::store {

namespace {

constexpr std::size_t listed_id_bytes = 19;  // of a list: an id, its quotes and a comma
static_assert(limits::pool_keys * listed_id_bytes < limits::query_parameter_bytes);

/// Keys are encrypted in `sealed`, which no list needs.
#define ROTA_KEY_COLUMNS                                                                             \
  "api_keys.id, api_key, source, name, email, project, notes, weight, is_active, created_at, total_requests, " \
  "error_count, tokens_used, last_used_at, last_error "

/// The keys with ?1 in what is written of them. Not LIKE: D1 takes patterns of 50 bytes only.
#define ROTA_KEY_MATCHES                                                                               \
  "(?1 = '' OR instr(lower(name || char(10) || email || char(10) || project || char(10) || notes || char(10) || " \
  "api_key), lower(?1)) > 0) "

constexpr Bytes count_keys = "SELECT COUNT(*) AS total FROM api_keys WHERE " ROTA_KEY_MATCHES;

std::int64_t page_limit(const KeySearch& search) {
  const std::int64_t limit = search.limit < limits::admin_page_rows ? search.limit : limits::admin_page_rows;
  return limit > 0 ? limit : 0;
}

std::int64_t page_offset(const KeySearch& search) { return search.offset > 0 ? search.offset : 0; }

Bytes column_of(KeyOrder order) {
  switch (order) {
    case KeyOrder::created: return "created_at";
    case KeyOrder::name: return "name COLLATE NOCASE";
    case KeyOrder::project: return "project COLLATE NOCASE";
    case KeyOrder::requests: return "total_requests";
    case KeyOrder::errors: return "error_count";
    case KeyOrder::tokens: return "tokens_used";
    case KeyOrder::last_used: return "COALESCE(last_used_at, 0)";
  }
  return "created_at";
}

/// ?2 and ?3: the page.
Bytes order_by(Bytes column, bool descending, Arena& arena) {
  const Bytes way = descending ? Bytes(" DESC") : Bytes();
  return arena.join("ORDER BY ", column, way, ", created_at", way, ", api_keys.id", way, " LIMIT ?2 OFFSET ?3");
}

}  // namespace

void list_keys(Query& query, const KeySearch& search, Arena& arena) {
  query.add(arena.join("SELECT " ROTA_KEY_COLUMNS "FROM api_keys WHERE " ROTA_KEY_MATCHES,
                       order_by(column_of(search.order), search.descending, arena)),
            search.search, page_limit(search), page_offset(search));
  query.add(count_keys, search.search);
}

void list_keys_among(Query& query, const KeySearch& search, const List<std::uint64_t>& ids, Arena& arena) {
  Buffer list;
  append_ids(list, ids);
  query.add(arena.join("SELECT " ROTA_KEY_COLUMNS
                       "FROM api_keys WHERE id IN (SELECT value FROM json_each(?4)) AND " ROTA_KEY_MATCHES,
                       order_by(column_of(search.order), search.descending, arena)),
            search.search, page_limit(search), page_offset(search), list.view());
  query.add(arena.join(count_keys, "AND id IN (SELECT value FROM json_each(?2))"), search.search, list.view());
}

void list_keys_ranked(Query& query, const KeySearch& search, const List<List<std::uint64_t>>& ranks, Arena& arena) {
  Buffer lists;
  lists.append('[');
  for (const List<std::uint64_t>& ids : ranks) {
    if (lists.size() > 1) lists.append(',');
    append_ids(lists, ids);
  }
  lists.append(']');
  query.add(arena.join("WITH ranked AS MATERIALIZED (SELECT ids.value AS id, ranks.key AS place FROM json_each(?4) AS "
                       "ranks, json_each(ranks.value) AS ids) "
                       "SELECT " ROTA_KEY_COLUMNS
                       "FROM api_keys LEFT JOIN ranked ON ranked.id = api_keys.id WHERE " ROTA_KEY_MATCHES,
                       order_by("COALESCE(ranked.place, 1000)", search.descending, arena)),
            search.search, page_limit(search), page_offset(search), lists.view());
  query.add(count_keys, search.search);
}

std::int64_t read_key_count(json::Value rows) { return integer_of(rows.at(0), "total"); }

void list_all_keys(Query& query) {
  query.add("SELECT " ROTA_KEY_COLUMNS "FROM api_keys ORDER BY created_at, id LIMIT ?1", limits::pool_keys);
}

}  // namespace rota::store
