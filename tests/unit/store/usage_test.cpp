// Usage writes: what was counted goes to D1, adds up, and is pruned; against a real SQLite.
#include "base/limits.h"
#include "store/d1_testing.h"
#include "stats/rollups.h"
#include "stats/usage_rows.h"
#include "store/config_rows.h"
#include "store/usage_writes.h"
#include "store/writes.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

namespace {

constexpr const char* usage_row =
    R"([1000,7,"00000000000000aa","c1","gemini-3.1-pro","chat","openai",200,"ok",2,10,20,5,30,60,150,900,"it's"])";

}  // namespace

TEST_CASE_METHOD(Desk, "E2: usage rows arrive in their columns, once") {
  const auto insert = [this](const std::string& rows) {
    return ask([&](Query& query) { insert_usage(query, rows); }).changes(0);
  };
  CHECK(insert("[]") == 0);
  CHECK(insert(std::string("[") + usage_row + ",[1000,8,\"\",\"\",\"\",\"\",\"\",0,\"\",1,0,0,0,0,0,0,0,\"\"]]") == 2);
  CHECK(insert(std::string("[") + usage_row + "]") == 0);
  ask([](Query& query) { query.add("SELECT * FROM api_key_usage WHERE seq = 7"); });
  CHECK(answer ==
        R"([{"rows":[{"request_timestamp":1000,"seq":7,"api_key_id":"00000000000000aa","client_id":"c1",)"
        R"("model":"gemini-3.1-pro","endpoint":"chat","dialect":"openai","response_status":200,"verdict":"ok",)"
        R"("attempts":2,"prompt_tokens":10,"completion_tokens":20,"cached_tokens":5,"thinking_tokens":30,)"
        R"("tokens_used":60,"first_byte_ms":150,"total_ms":900,"error_message":"it's","asked_model":""}],"changes":0}])");
}

TEST_CASE_METHOD(Desk, "hourly sums add up by hour, subject and model") {
  const auto add = [this](const std::string& sums) { ask([&](Query& query) { add_hourly(query, sums, "w"); }); };
  add("[]");
  add(R"([[5,"k:aa","m",1,1,0,10,20,3,4,100,900],[5,"c:","m",1,1,0,10,20,3,4,100,900],[6,"k:aa","m",1,1,1,0,0,0,0,0,0]])");
  add(R"([[5,"k:aa","m",2,2,1,1,2,3,4,50,60],[5,"k:aa","n",1,1,0,7,7,7,7,7,7]])");
  CHECK(db.value("SELECT COUNT(*) FROM usage_hourly") == "4");
  CHECK(db.value("SELECT attempts||','||errors||','||prompt_tokens||','||completion_tokens||','||cached_tokens||','||"
                 "thinking_tokens||','||first_byte_ms||','||total_ms FROM usage_hourly WHERE hour = 5 AND subject = "
                 "'k:aa' AND model = 'm'") == "3,1,11,22,6,8,150,960");
  CHECK(db.value("SELECT requests FROM usage_hourly WHERE subject = 'c:'") == "1");
}

TEST_CASE_METHOD(Desk, "E2: totals of keys add up; the last error stays until the next") {
  db.script("INSERT INTO api_keys (id, api_key, created_at) VALUES ('aa', '…1', 0), ('bb', '…2', 0)");
  const auto add = [this](const std::string& totals) {
    return ask([&](Query& query) { add_key_totals(query, totals, "w"); }).changes(0);
  };
  CHECK(add("[]") == 0);
  CHECK(add(R"([{"id":"aa","attempts":3,"errors":1,"tokens":60,"last_used_at":5000,"last_error":"429: it's spent"},)"
            R"({"id":"gone","attempts":3,"errors":1,"tokens":60,"last_used_at":5000,"last_error":"x"}])") == 1);
  CHECK(add(R"([{"id":"aa","attempts":1,"errors":0,"tokens":5,"last_used_at":4000,"last_error":""},)"
            R"({"id":"bb","attempts":1,"errors":0,"tokens":5,"last_used_at":6000,"last_error":""}])") == 2);
  const std::string row =
      "SELECT total_requests||','||error_count||','||tokens_used||','||last_used_at||','||last_error "
      "FROM api_keys WHERE id = ";
  CHECK(db.value(row + "'aa'") == "4,1,65,5000,429: it's spent");
  CHECK(db.value(row + "'bb'") == "1,0,5,6000,");
}

TEST_CASE_METHOD(Desk, "E2: what is told again under an id that is noted is added once") {
  db.script("INSERT INTO api_keys (id, api_key, created_at) VALUES ('aa', '…1', 0)");
  const auto tell = [this](Bytes id) {
    ask([&](Query& query) {
      add_hourly(query, R"([[5,"k:aa","m",1,1,0,10,20,3,4,100,900]])", id);
      add_key_totals(query, R"([{"id":"aa","attempts":1,"errors":0,"tokens":5,"last_used_at":4,"last_error":""}])", id);
      settle_write(query, id, 1000);
    });
  };
  for (int i = 0; i < 3; ++i) tell("one");
  CHECK(db.value("SELECT requests FROM usage_hourly") == "1");
  CHECK(db.value("SELECT total_requests FROM api_keys") == "1");
  tell("two");
  CHECK(db.value("SELECT requests FROM usage_hourly") == "2");
  CHECK(db.value("SELECT total_requests FROM api_keys") == "2");
}

TEST_CASE_METHOD(Desk, "F5: a transaction that was settled as not done is never done, and one that was done says so") {
  const auto settle = [this](Bytes id) {
    return ask([&](Query& query) { settle_write(query, id, 1000); }).changes(0);
  };
  const auto body = [](Bytes id) {
    Buffer written;
    Query query(written);
    put_setting(query, "max_attempts", "7");
    claim_write(query, id, 1000);
    query.end();
    return std::string(written.view());
  };
  CHECK(settle("late") == 1);
  CHECK(db.run(body("late")).empty());  // it comes after all
  CHECK(db.value("SELECT count(*) FROM pool_config") == "0");
  CHECK_FALSE(db.run(body("done")).empty());
  CHECK(settle("done") == 0);
  ask([](Query& query) { prune_writes(query, 1000 + limits::writes_kept_days * day_ms); });
  CHECK(db.value("SELECT count(*) FROM writes") == "2");
  ask([](Query& query) { prune_writes(query, 1001 + limits::writes_kept_days * day_ms); });
  CHECK(db.value("SELECT count(*) FROM writes") == "0");
}

TEST_CASE_METHOD(Desk, "totals look keys up by id, they do not walk all keys") {
  Buffer body;
  Query query(body);
  add_key_totals(query, "[]", "w");
  query.end();
  const auto list = reader.read(body.view(), arena);
  REQUIRE(list.ok());
  const std::string plan = "EXPLAIN QUERY PLAN " + std::string(list.value().at(0).at(0).text(arena));
  ask([&](Query& explain) { explain.add(plan, "[]", "w"); });
  CHECK(answer.find("SEARCH api_keys USING PRIMARY KEY") != std::string::npos);
}

TEST_CASE_METHOD(Desk, "a Pacific day is the sum of its hours, however often it is made") {
  ask([](Query& query) {
    add_hourly(query, R"([[6,"k:aa","m",9,9,9,9,9,9,9,9,9],[7,"k:aa","m",1,1,0,10,20,3,4,100,900],)"
                      R"([30,"k:aa","m",2,2,1,1,2,3,4,50,60],[30,"c:","m",2,2,1,1,2,3,4,50,60],)"
                      R"([31,"k:aa","m",9,9,9,9,9,9,9,9,9]])", "w");
    roll_up_day(query, 0, 7, 31);
  });
  const std::string row =
      "SELECT attempts||','||errors||','||prompt_tokens||','||completion_tokens||','||"
      "cached_tokens||','||thinking_tokens||','||first_byte_ms||','||total_ms FROM usage_daily "
      "WHERE day = 0 AND model = 'm' AND subject = ";
  CHECK(db.value(row + "'k:aa'") == "3,1,11,22,6,8,150,960");
  CHECK(db.value(row + "'c:'") == "2,1,1,2,3,4,50,60");
  CHECK(db.value("SELECT COUNT(*) || typeof(day) FROM usage_daily") == "2integer");
  ask([](Query& query) {
    add_hourly(query, R"([[8,"k:aa","m",1,1,0,0,0,0,0,0,0]])", "w");
    roll_up_day(query, 0, 7, 31);
  });
  CHECK(db.value(row + "'k:aa'") == "4,1,11,22,6,8,150,960");
  db.script("DELETE FROM usage_hourly");
  ask([](Query& query) { roll_up_day(query, 0, 7, 31); });
  CHECK(db.value(row + "'k:aa'") == "4,1,11,22,6,8,150,960");
}

TEST_CASE_METHOD(Desk, "E2: what is older than the retention is pruned") {
  constexpr auto day_length = static_cast<std::int64_t>(day_ms);
  constexpr std::int64_t now_ms = 20'000 * day_length;
  const std::string oldest = std::to_string(now_ms - 30 * day_length);
  const std::string older = std::to_string(now_ms - 30 * day_length - 1);
  const auto day = [](std::int64_t number) { return std::to_string(number); };
  db.script("INSERT INTO api_key_usage (request_timestamp, seq, api_key_id, response_status) VALUES (" + older +
            ", 1, '', 200), (" + oldest +
            ", 1, '', 200);"
            "INSERT INTO usage_hourly (hour, subject, model) VALUES (" +
            day(19'970 * 24 - 1) + ", '', ''), (" + day(19'970 * 24) +
            ", '', '');"
            "INSERT INTO usage_daily (day, subject, model) VALUES (" +
            day(20'000 - limits::usage_daily_days - 1) + ", '', ''), (" + day(20'000 - limits::usage_daily_days) +
            ", '', '');");
  ask([](Query& query) { prune_usage(query, now_ms, 30, 20'000); });
  for (std::size_t i = 0; i < 3; ++i) CHECK(results.changes(i) == 1);
  CHECK(db.value("SELECT request_timestamp FROM api_key_usage") == oldest);
  CHECK(db.value("SELECT hour FROM usage_hourly") == day(19'970 * 24));
  CHECK(db.value("SELECT day FROM usage_daily") == day(20'000 - limits::usage_daily_days));
}

TEST_CASE_METHOD(Desk, "E2: what the statistics write is what the statements take") {
  db.script("INSERT INTO api_keys (id, api_key, created_at) VALUES ('00000000000000aa', '…1', 0)");
  stats::Outcome outcome;
  outcome.key = "00000000000000aa";
  outcome.client = "00000000000000cc";
  outcome.model = "gemini-3.1-pro";
  outcome.endpoint = "chat";
  outcome.dialect = "openai";
  outcome.verdict = "minute_limit";
  outcome.error = "The \"minute\" is spent.";
  outcome.status = 429;
  outcome.attempt = 2;
  outcome.prompt_tokens = 10;
  outcome.completion_tokens = 20;
  outcome.thinking_tokens = 5;
  outcome.total_ms = 900;
  outcome.at_ms = 7'200'000;
  stats::Rollups rollups;
  rollups.add(outcome);
  REQUIRE(rollups.begin_flush());
  stats::UsageRows usage(1);
  usage.add(outcome);
  REQUIRE(usage.begin_flush());
  Buffer hourly;
  Buffer keys;
  Buffer rows;
  rollups.write_hourly(hourly);
  rollups.write_keys(keys);
  usage.write_json(rows);
  ask([&](Query& query) {
    add_hourly(query, hourly.view(), "w");
    add_key_totals(query, keys.view(), "w");
    insert_usage(query, rows.view());
  });
  CHECK(results.changes(0) == 2);
  CHECK(results.changes(1) == 1);
  CHECK(results.changes(2) == 1);
  CHECK(db.value("SELECT hour||','||attempts||','||errors||','||prompt_tokens||','||completion_tokens||','||"
                 "thinking_tokens||','||total_ms FROM usage_hourly WHERE subject = 'k:00000000000000aa'") ==
        "2,1,1,10,20,5,0");
  CHECK(db.value("SELECT total_requests||','||error_count||','||tokens_used||','||last_used_at||','||last_error FROM "
                 "api_keys") == "1,1,35,7200000,The \"minute\" is spent.");
  CHECK(db.value("SELECT request_timestamp||','||api_key_id||','||client_id||','||response_status||','||verdict||','||"
                 "attempts||','||tokens_used||','||total_ms||','||error_message FROM api_key_usage") ==
        "7200000,00000000000000aa,00000000000000cc,429,minute_limit,2,35,900,The \"minute\" is spent.");
}

TEST_CASE_METHOD(Desk, "H4: sums from before attempts were told from requests count as both, alone and added to") {
  db.script("INSERT INTO usage_hourly (hour, subject, model, requests) VALUES (5, 'c:', 'm', 3), (6, 'c:', 'm', 2)");
  ask([](Query& query) {
    add_hourly(query, R"([[6,"c:","m",1,4,0,0,0,0,0,0,0]])", "w");
    roll_up_day(query, 0, 5, 7);
  });
  CHECK(db.value("SELECT attempts FROM usage_hourly WHERE hour = 6") == "6");
  CHECK(db.value("SELECT requests || ',' || attempts FROM usage_daily") == "6,9");
}
