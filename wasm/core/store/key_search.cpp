// See key_search.h.
#include "store/key_search.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

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

/// The table, and the keys that have no row there, as `known`. Of each of these the list has id, masked key, source, name,
/// time.
#define ROTA_KNOWN(unnamed)                                                                                           \
  "known AS (SELECT " ROTA_KEY_COLUMNS "FROM api_keys UNION ALL SELECT value ->> 0, value ->> 1, value ->> 2, "       \
  "value ->> 3, '', '', '', 1, 1, value ->> 4, 0, 0, 0, NULL, '' FROM json_each(" unnamed ") WHERE value ->> 0 NOT IN " \
  "(SELECT id FROM api_keys)) "

/// These with what has been counted since D1 was told, as `listed`. Of what is unsent that counts which the transaction of
/// its id has not brought yet.
#define ROTA_LISTED(unnamed, unsent)                                                                                  \
  "unsent AS MATERIALIZED (SELECT value ->> 'id' AS id, value ->> 'attempts' AS attempts, value ->> 'errors' AS errors, " \
  "value ->> 'tokens' AS tokens, value ->> 'last_used_at' AS used_at, value ->> 'last_error' AS error "               \
  "FROM json_each(" unsent ") WHERE NOT EXISTS (SELECT 1 FROM writes WHERE writes.id = value ->> 'write')), "  \
  "news AS MATERIALIZED (SELECT id, SUM(attempts) AS attempts, SUM(errors) AS errors, SUM(tokens) AS tokens, "        \
  "MAX(used_at) AS used_at FROM unsent GROUP BY id), "                                                                \
  "complaints AS MATERIALIZED (SELECT id, error, MAX(used_at) FROM unsent WHERE error <> '' GROUP BY id), "           \
  ROTA_KNOWN(unnamed)                                                                                                 \
  ", listed AS (SELECT known.id, api_key, source, name, email, project, notes, weight, is_active, created_at, "       \
  "total_requests + COALESCE(news.attempts, 0) AS total_requests, error_count + COALESCE(news.errors, 0) AS error_count, " \
  "tokens_used + COALESCE(news.tokens, 0) AS tokens_used, "                                                           \
  "NULLIF(MAX(COALESCE(last_used_at, 0), COALESCE(news.used_at, 0)), 0) AS last_used_at, "                            \
  "COALESCE(complaints.error, last_error) AS last_error FROM known LEFT JOIN news ON news.id = known.id "             \
  "LEFT JOIN complaints ON complaints.id = known.id) "

#define ROTA_COUNT "SELECT COUNT(*) AS total FROM known AS api_keys "
#define ROTA_WHERE "WHERE " ROTA_KEY_MATCHES
constexpr Bytes listed = "FROM listed AS api_keys ";

/// The list of search.unnamed, as a parameter, as long as one may be.
void append_unnamed(const KeySearch& search, Buffer& out) {
  constexpr std::size_t row_bytes_most = 1000;
  json::Writer json(out);
  json.begin_array();
  for (const KeyRow& row : search.unnamed) {
    if (out.size() + row_bytes_most > limits::query_parameter_bytes) break;
    json.begin_array();
    json.string(text::hex_id(row.id).view());
    json.string(row.masked);
    json.string(row.source);
    json.string(row.name);
    json.integer(static_cast<std::int64_t>(search.unnamed_ms));
    json.end_array();
  }
  json.end_array();
}

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
  const Bytes order = order_by(column_of(search.order), search.descending, arena);
  Buffer unnamed;
  append_unnamed(search, unnamed);
  query.add(arena.join("WITH " ROTA_LISTED("?4", "?5") "SELECT " ROTA_KEY_COLUMNS, listed, ROTA_WHERE, order),
            search.search, page_limit(search), page_offset(search), unnamed.view(), search.unsent);
  query.add("WITH " ROTA_KNOWN("?2") ROTA_COUNT ROTA_WHERE, search.search, unnamed.view());
}

void list_keys_among(Query& query, const KeySearch& search, const List<std::uint64_t>& ids, Arena& arena) {
  Buffer list;
  append_ids(list, ids);
  Buffer unnamed;
  append_unnamed(search, unnamed);
  const Bytes order = order_by(column_of(search.order), search.descending, arena);
  constexpr Bytes among = "WHERE id IN (SELECT value FROM json_each(?4)) AND " ROTA_KEY_MATCHES;
  query.add(arena.join("WITH " ROTA_LISTED("?5", "?6") "SELECT " ROTA_KEY_COLUMNS, listed, among, order),
            search.search, page_limit(search), page_offset(search), list.view(), unnamed.view(), search.unsent);
  query.add("WITH " ROTA_KNOWN("?3") ROTA_COUNT ROTA_WHERE "AND id IN (SELECT value FROM json_each(?2))",
            search.search, list.view(), unnamed.view());
}

void list_keys_ranked(Query& query, const KeySearch& search, const List<List<std::uint64_t>>& ranks, Arena& arena) {
  Buffer lists;
  lists.append('[');
  for (const List<std::uint64_t>& ids : ranks) {
    if (lists.size() > 1) lists.append(',');
    append_ids(lists, ids);
  }
  lists.append(']');
  Buffer unnamed;
  append_unnamed(search, unnamed);
  constexpr Bytes ranked =
      ", ranked AS MATERIALIZED (SELECT ids.value AS id, ranks.key AS place FROM json_each(?4) AS ranks, "
      "json_each(ranks.value) AS ids) SELECT " ROTA_KEY_COLUMNS;
  constexpr Bytes joined = "LEFT JOIN ranked ON ranked.id = api_keys.id " ROTA_WHERE;
  const Bytes order = order_by("COALESCE(ranked.place, 1000)", search.descending, arena);
  query.add(arena.join("WITH " ROTA_LISTED("?5", "?6"), ranked, listed, joined, order), search.search,
            page_limit(search), page_offset(search), lists.view(), unnamed.view(), search.unsent);
  query.add("WITH " ROTA_KNOWN("?2") ROTA_COUNT ROTA_WHERE, search.search, unnamed.view());
}

std::int64_t read_key_count(json::Value rows) { return integer_of(rows.at(0), "total"); }

void list_all_keys(Query& query) {
  query.add("SELECT " ROTA_KEY_COLUMNS "FROM api_keys ORDER BY created_at, id LIMIT ?1", limits::pool_keys);
}

}  // namespace rota::store
