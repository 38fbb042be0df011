// See usage_reads.h.
#include "store/usage_reads.h"

#include "base/limits.h"

namespace rota::store {

namespace {

#define ROTA_USAGE_COLUMNS                                                                         \
  "subject, model, requests, COALESCE(attempts, requests) AS attempts, errors, prompt_tokens, "    \
  "completion_tokens, cached_tokens, thinking_tokens, first_byte_ms, total_ms "

/// ?1: the days, ?2: the first hour, ?3: 1 for hours only, ?4: what is unsent; then what ends the ranges of subjects. Every
/// day and every hour is sought by itself, so that of the two kinds of subjects only the one asked for is read: there may
/// be a thousand keys for a client. Of what is unsent that counts which the transaction of its id has not brought yet.
constexpr Bytes usage_of_days =
    "WITH RECURSIVE days AS MATERIALIZED (SELECT value ->> 0 AS day, value ->> 1 AS first_hour, value ->> 2 AS end_hour, "
    "?3 = 0 AND EXISTS (SELECT 1 FROM usage_daily WHERE usage_daily.day = value ->> 0) AS rolled FROM json_each(?1)), "
    "hours AS (SELECT day, MAX(first_hour, ?2) AS hour, end_hour FROM days WHERE NOT rolled AND end_hour > ?2 "
    "UNION ALL SELECT day, hour + 1, end_hour FROM hours WHERE hour + 1 < end_hour), "
    "unsent AS MATERIALIZED (SELECT value ->> 1 AS hour, value ->> 2 AS subject, value ->> 3 AS model, "
    "value ->> 4 AS requests, value ->> 5 AS attempts, value ->> 6 AS errors, value ->> 7 AS prompt_tokens, "
    "value ->> 8 AS completion_tokens, value ->> 9 AS cached_tokens, value ->> 10 AS thinking_tokens, "
    "value ->> 11 AS first_byte_ms, value ->> 12 AS total_ms FROM json_each(?4) "
    "WHERE NOT EXISTS (SELECT 1 FROM writes WHERE writes.id = value ->> 0)), "
    "sums AS (SELECT days.day, 0 AS hour, " ROTA_USAGE_COLUMNS
    "FROM days CROSS JOIN usage_daily ON usage_daily.day = days.day AND ";
constexpr Bytes usage_of_hours =
    "WHERE rolled UNION ALL SELECT hours.day, hours.hour, " ROTA_USAGE_COLUMNS
    "FROM hours CROSS JOIN usage_hourly ON usage_hourly.hour = hours.hour AND ";
constexpr Bytes usage_unsent =
    "UNION ALL SELECT days.day, unsent.hour, " ROTA_USAGE_COLUMNS
    "FROM unsent JOIN days ON unsent.hour >= days.first_hour AND unsent.hour < days.end_hour AND unsent.hour >= ?2 AND ";

/// The subjects of one kind: ';' is what follows ':'.
constexpr Bytes of_keys = "subject >= 'k:' AND subject < 'k;' ";
constexpr Bytes of_clients = "subject >= 'c:' AND subject < 'c;' ";

constexpr Bytes usage_totals =
    "SUM(requests) AS requests, SUM(attempts) AS attempts, SUM(errors) AS errors, SUM(prompt_tokens) AS prompt_tokens, "
    "SUM(completion_tokens) AS completion_tokens, SUM(cached_tokens) AS cached_tokens, "
    "SUM(thinking_tokens) AS thinking_tokens, SUM(first_byte_ms) AS first_byte_ms, SUM(total_ms) AS total_ms ";

/// How each grouping is spelt: the group, whose subjects are summed, the columns that name it, the order.
struct Grouping {
  Bytes group;
  Bytes subjects;
  Bytes naming;
  Bytes order;
};

Grouping grouping_of(UsageBy by) {
  switch (by) {
    case UsageBy::model:
      return {"model", of_clients, "label AS subject", "attempts DESC, label"};
    case UsageBy::key:
      return {"substr(subject, 3)", of_keys,
              "label AS subject, (SELECT COALESCE(NULLIF(name, ''), email) FROM api_keys WHERE id = label) AS name, "
              "(SELECT api_key FROM api_keys WHERE id = label) AS masked",
              "attempts DESC, label"};
    case UsageBy::client:
      return {"substr(subject, 3)", of_clients,
              "label AS subject, (SELECT name FROM client_keys WHERE id = label) AS name, "
              "(SELECT hint FROM client_keys WHERE id = label) AS masked",
              "attempts DESC, label"};
    case UsageBy::hour:
      return {"hour", of_clients, "label AS time", "label"};
    case UsageBy::day:
      return {"day", of_clients, "label AS time", "label"};
  }
  return {};
}

Bytes sums_of(Bytes subjects, Arena& arena) {
  return arena.join(usage_of_days, subjects, usage_of_hours, subjects, usage_unsent, subjects, ") ");
}

Bytes days_json(const List<UsageDay>& days, Arena& arena) {
  Buffer list;
  json::Writer json(list);
  json.begin_array();
  for (const UsageDay& day : days) {
    json.begin_array();
    json.integer(day.day);
    json.integer(day.first_hour);
    json.integer(day.end_hour);
    json.end_array();
  }
  json.end_array();
  return arena.copy(list.view());
}

}  // namespace

void sum_usage(Query& query, const UsageQuestion& question, Arena& arena) {
  const Grouping grouping = grouping_of(question.by);
  const Bytes days = days_json(question.days, arena);
  query.add(arena.join(sums_of(grouping.subjects, arena), ", grouped AS (SELECT ", grouping.group, " AS label, ",
                       usage_totals, "FROM sums GROUP BY 1) SELECT ", grouping.naming,
                       ", grouped.* FROM grouped ORDER BY ", grouping.order, " LIMIT ?5"),
            days, question.from_hour, question.hours_only, question.unsent, limits::admin_stats_rows);
  // Every call is summed twice, for its key and for its client; the client's sums have requests without a call, too.
  query.add(arena.join(sums_of(of_clients, arena), "SELECT ", usage_totals, "FROM sums"), days, question.from_hour,
            question.hours_only, question.unsent);
}

List<UsageSum> read_usage_sums(json::Value rows, Arena& arena) {
  List<UsageSum> sums;
  for (const json::Value row : rows.elements()) {
    UsageSum sum;
    sum.subject = text_of(row, "subject", arena);
    sum.name = text_of(row, "name", arena);
    sum.masked = text_of(row, "masked", arena);
    sum.time = integer_of(row, "time");
    sum.requests = integer_of(row, "requests");
    sum.attempts = integer_of(row, "attempts");
    sum.errors = integer_of(row, "errors");
    sum.prompt_tokens = integer_of(row, "prompt_tokens");
    sum.completion_tokens = integer_of(row, "completion_tokens");
    sum.cached_tokens = integer_of(row, "cached_tokens");
    sum.thinking_tokens = integer_of(row, "thinking_tokens");
    sum.first_byte_ms = integer_of(row, "first_byte_ms");
    sum.total_ms = integer_of(row, "total_ms");
    sums.push(arena, sum);
  }
  return sums;
}

}  // namespace rota::store
