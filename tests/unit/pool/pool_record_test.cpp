// Pool, recording: every call of an upstream reaches D1 once, as a row and in the sums, through failures, restarts and
// the turn of the day; and what that costs in written rows.
#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

/// Of a call that the world has not seen before, unless `number` is told twice on purpose.
Report call_report(std::size_t number, Cause cause = Cause::ok, Bytes reason = {}) {
  Report report = report_of(number, flash, cause, 0, reason);
  report.status = cause == Cause::ok ? 200 : 429;
  report.client = "00000000000000c1";
  report.endpoint = "chat";
  report.dialect = "openai";
  report.attempt = 1;
  report.last = true;
  report.client_status = 200;
  report.prompt_tokens = 10;
  report.completion_tokens = 5;
  report.thinking_tokens = 2;
  report.cached_tokens = 3;
  report.first_byte_ms = 300;
  report.total_ms = 900;
  report.overhead_ms = 1;
  return report;
}

std::string count_of(World& world, const char* table) {
  return world.db->value(std::string("SELECT count(*) FROM ") + table);
}
std::string requests_of(World& world, const char* table, const char* where = "1") {
  return world.db->value(std::string("SELECT sum(attempts) FROM ") + table + " WHERE " + where);
}

/// A pool of three keys that has told D1 their names.
struct Recorded : World {
  explicit Recorded(std::string settings = "") : World(fake_keys(3), std::move(settings)) { open(); }
  /// Requests that end one second after the other.
  void serve(int requests) {
    for (int i = 0; i < requests; ++i) {
      report(call_report(pick()));
      pass(second_ms);
    }
  }
};

}  // namespace

TEST_CASE("E2 record: a call is a row of api_key_usage within a minute, and a part of the sums within an hour") {
  Recorded world;
  world.report(call_report(2));
  world.report(call_report(3, Cause::minute_limit, "The quota per minute is spent."));
  CHECK(count_of(world, "api_key_usage") == "0");
  world.pass(limits::flush_rows_ms);
  CHECK(count_of(world, "api_key_usage") == "2");
  CHECK(count_of(world, "usage_hourly") == "0");
  CHECK(world.db->value("SELECT request_timestamp || ' ' || client_id || ' ' || model || ' ' || endpoint || ' ' || "
                        "dialect || ' ' || response_status || ' ' || verdict || ' ' || prompt_tokens || ' ' || "
                        "completion_tokens || ' ' || cached_tokens || ' ' || thinking_tokens || ' ' || tokens_used || "
                        "' ' || first_byte_ms || ' ' || total_ms FROM api_key_usage WHERE api_key_id = '" +
                        hex_of(2) + "'") ==
        "1782932400000 00000000000000c1 gemini-3.6-flash chat openai 200 ok 10 5 3 2 17 300 900");
  CHECK(world.db->value("SELECT verdict || ': ' || error_message FROM api_key_usage WHERE api_key_id = '" + hex_of(3) +
                        "'") == "minute_limit: The quota per minute is spent.");
  world.pass(limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "2");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "2");
  CHECK(requests_of(world, "usage_hourly", "subject = 'c:00000000000000c1'") == "2");
  CHECK(world.db->value("SELECT total_requests || ' ' || error_count || ' ' || tokens_used || ' ' || last_used_at FROM "
                        "api_keys WHERE id = '" +
                        hex_of(2) + "'") == "1 0 17 1782932400000");
  CHECK(world.db->value("SELECT error_count || ' ' || last_error FROM api_keys WHERE id = '" + hex_of(3) + "'") ==
        "1 The quota per minute is spent.");
}

TEST_CASE("E2 H4 record: requests without a call are their clients' and no rows, and unknown keys are counted under their ids") {
  Recorded world;
  Report none = call_report(1);
  none.key = 0;
  world.report(none);
  world.report(call_report(99));  // it has left since
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "1");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "1");
  CHECK(world.db->value("SELECT sum(requests) || ' ' || sum(attempts) FROM usage_hourly WHERE subject GLOB 'c:*'") == "2 1");
}

TEST_CASE("E2 record: what a report's age says is when it was, not when it was told") {
  Recorded world;
  Arena arena;
  Call asked;
  Report late = call_report(1);
  late.ended_ms = world.now_ms - 90 * second_ms;
  asked.now_ms = world.now_ms;
  asked.reports.push(arena, late);
  static_cast<void>(world.call(asked));
  world.pass(limits::flush_rows_ms);
  CHECK(world.db->value("SELECT request_timestamp FROM api_key_usage") == "1782932310000");
}

TEST_CASE("F7 record: a busy hour reaches D1 once, rows and sums alike") {
  Recorded world;
  world.serve(600);
  CHECK(std::stoi(count_of(world, "api_key_usage")) >= 600 - 61);  // rows wait a minute, however many follow
  world.serve(3000);
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "3600");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "3600");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'c:*'") == "3600");
  CHECK(world.db->value("SELECT sum(total_requests) || ' ' || sum(tokens_used) FROM api_keys") == "3600 61200");
  for (const Bytes sent : {Recorder::rollups_row, Recorder::usage_row}) {
    CHECK(world.rows["behind"].find(sent) == std::string::npos);
  }
}

TEST_CASE("E1 record: without tracking only the sums are kept") {
  Recorded world(",\"ENABLE_USAGE_TRACKING\":\"0\"");
  world.serve(100);
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "0");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "100");
  world.set("enable_usage_tracking", "1");
  world.reload();
  world.serve(5);
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "5");
}

TEST_CASE("E2 record: a flush that D1 refuses is tried again, and nothing is lost or told twice") {
  Recorded world;
  world.serve(30);
  world.fail_d1 = "D1_ERROR: overloaded";
  world.pass(5 * limits::flush_rows_ms);
  world.serve(30);
  CHECK(world.logged("usage could not be written to D1 and waits: D1_ERROR: overloaded") >= 2);
  CHECK(count_of(world, "api_key_usage") == "0");
  world.fail_d1.clear();
  world.pass(limits::flush_rows_ms);
  CHECK(count_of(world, "api_key_usage") == "60");
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "60");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "60");
}

TEST_CASE("F8 record: while D1 is away a busy pool does not ask it with every call") {
  Recorded world(",\"ENABLE_USAGE_TRACKING\":\"0\"");
  world.fail_d1 = "D1_ERROR: overloaded";
  world.queries = 0;
  for (int i = 0; i < 3000; ++i) {
    world.report(call_report(1 + static_cast<std::size_t>(i) % 3));
    world.pass(100);
  }
  CHECK(world.queries >= 1);
  CHECK(world.queries <= 11);  // in 300 s
  world.fail_d1.clear();
  world.pass(2 * limits::flush_sums_ms);
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "3000");
}

TEST_CASE("E2 record: an eviction between loses nothing, and its alarm wakes the pool that comes after") {
  Recorded world;
  world.serve(20);
  world.pass(limits::write_behind_ms);
  CHECK(world.rows["behind"].find("stats/usage") != std::string::npos);
  CHECK(world.rows["behind"].find("stats/rollups") != std::string::npos);
  CHECK(world.alarm_ms > world.now_ms);
  world.open();
  world.pass(limits::flush_rows_ms);  // nobody calls
  CHECK(count_of(world, "api_key_usage") == "20");
  CHECK(world.rows["behind"].find("stats/usage") == std::string::npos);
  world.pass(limits::write_behind_ms);
  world.open();
  world.pass(2 * limits::flush_sums_ms);
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "20");
  CHECK(count_of(world, "api_key_usage") == "20");
}

TEST_CASE("E2 record: rows whose answer got lost in a crash are told again and stand there once") {
  Recorded world;
  world.serve(20);
  world.pass(limits::write_behind_ms);
  world.lose_answer = true;
  world.pass(limits::flush_rows_ms);
  world.lose_answer = false;
  CHECK(count_of(world, "api_key_usage") == "20");
  world.open();
  world.serve(1);
  world.pass(2 * limits::flush_sums_ms);
  CHECK(count_of(world, "api_key_usage") == "21");
}

TEST_CASE("E2 record: sums whose answer got lost are told again and stand there once, over crashes and repetitions") {
  for (const bool crashes : {false, true}) {
    Recorded world(",\"ENABLE_USAGE_TRACKING\":\"0\"");
    world.serve(20);
    world.pass(limits::write_behind_ms);
    world.report(call_report(1));  // told, counted, and not stored yet
    world.fail_d1_after = "D1_ERROR: Network connection lost.";
    world.flush();
    world.flush();
    CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "21");
    world.fail_d1_after.clear();
    if (crashes) world.open();
    world.serve(5);
    world.pass(2 * limits::flush_sums_ms);
    CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "26");
    CHECK(world.db->value("SELECT sum(total_requests) FROM api_keys") == "26");
  }
}

TEST_CASE("F8 record: an alarm is asked for when something waits, one at a time") {
  Recorded world;
  CHECK(world.alarm_ms < 0);
  world.report(call_report(1));
  CHECK(world.alarms == 1);
  CHECK(world.alarm_ms == world.now_ms + limits::flush_rows_ms);
  for (int i = 0; i < 100; ++i) world.report(call_report(1));
  CHECK(world.alarms == 1);
  world.pass(limits::flush_rows_ms);
  CHECK(world.alarms == 2);  // the sums wait for company, an hour at the most
  CHECK(world.alarm_ms == world.now_ms + limits::flush_sums_ms);
  world.pass(limits::flush_sums_ms);
  CHECK(world.alarm_ms < 0);
  CHECK(world.timers() == 0);
  const std::size_t queries = world.queries;
  world.pass(day_ms);
  CHECK(world.queries == queries);
}

TEST_CASE("E2 record: an administrator's flush takes everything at once") {
  Recorded world;
  world.report(call_report(1));
  world.flush();
  CHECK(count_of(world, "api_key_usage") == "1");
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "1");
  const std::size_t queries = world.queries;
  world.flush();
  CHECK(world.queries == queries);
}

TEST_CASE("A3 E2 record: the reset sums up the day that has ended and prunes what is too old") {
  Recorded world(",\"USAGE_RETENTION_DAYS\":\"2\"");
  world.reset();
  world.serve(10);
  world.now_ms = summer_midnight_ms - hour_ms;
  world.serve(5);
  world.now_ms = summer_midnight_ms + second_ms;
  world.report(call_report(1));  // of the new day
  world.reset();
  CHECK(requests_of(world, "usage_daily", "subject GLOB 'k:*'") == "15");
  CHECK(world.db->value("SELECT DISTINCT day FROM usage_daily") == "20635");
  CHECK(count_of(world, "api_key_usage") == "16");
  Arena arena;
  Call late;
  Report report = call_report(2);  // of the day before, and only told now
  report.ended_ms = summer_midnight_ms - second_ms;
  late.now_ms = world.now_ms;
  late.reports.push(arena, report);
  static_cast<void>(world.call(late));
  world.now_ms = summer_midnight_ms + hour_ms;
  world.reset();  // the second of the two crons
  CHECK(requests_of(world, "usage_daily", "subject GLOB 'k:*'") == "16");
  for (int day = 1; day <= 2; ++day) {
    world.now_ms = summer_midnight_ms + day * day_ms + second_ms;
    world.reset();
  }
  CHECK(requests_of(world, "usage_daily", "day = 20636 AND subject GLOB 'k:*'") == "1");
  CHECK(requests_of(world, "usage_daily", "day = 20635 AND subject GLOB 'k:*'") == "16");
  CHECK(count_of(world, "api_key_usage") == "1");  // the first day's rows are gone, its sums stay
  CHECK(requests_of(world, "usage_hourly", "subject GLOB 'k:*'") == "1");
}

TEST_CASE("G4 record: of several shards only the first sums up the day") {
  World worlds[2] = {World(fake_keys(9)), World(fake_keys(9))};
  for (std::uint32_t shard = 0; shard < 2; ++shard) {
    World& world = worlds[shard];
    world.db = worlds[0].db;
    world.open();
    Call asked;
    asked.shards = 2;
    asked.shard = shard;
    asked.reset = true;
    world.queries = 0;
    static_cast<void>(world.call(asked));
    CHECK(world.queries == 1 - shard);
  }
}

TEST_CASE("D3 record: tokens count against their client's limit, and that survives a restart") {
  Recorded world;
  Call asked;
  asked.want = 1;
  asked.model = flash;
  asked.client.id = 0xC1;
  asked.client.want = 1;
  asked.client.tokens_per_day = 30;
  CHECK(world.call(asked).client.granted == 1);
  world.report(call_report(1));
  CHECK(world.call(asked).picks.size() == 1);
  world.report(call_report(1));
  const Reply& refused = world.call(asked);
  CHECK(refused.client.granted == 0);
  CHECK(refused.picks.empty());
  CHECK(refused.shortage == Shortage::none);
  world.pass(limits::write_behind_ms);
  CHECK(world.rows["behind"].find("clients/0") != std::string::npos);
  world.open();
  CHECK(world.call(asked).client.granted == 0);
}

TEST_CASE("F6 record: what a project's keys count is stored with its first key, wherever that is") {
  World world(fake_keys(70));
  world.open();
  world.write_d1([](store::Query& query) {
    store::KeyEdit edit;
    edit.project = "house";
    for (const std::size_t number : {1U, 70U}) store::update_key(query, id_of(number), edit);
  });
  world.reload();
  world.pass(limits::write_behind_ms);
  for (int i = 0; i < 3; ++i) world.report(call_report(70));
  world.pass(limits::write_behind_ms);
  world.open();
  const Ledger& ledger = world.ledger();
  const std::uint32_t state =
      ledger.states().find(ledger.key(ledger.find(id_of(1))).first_model, ledger.find_model(flash));
  REQUIRE(state != nowhere);
  CHECK(ledger.states()[state].window.day_requests == 3);
}

TEST_CASE("F8 record: a request a second costs the object less than a tenth of a row, erasures and alarms included") {
  Recorded world;
  world.serve(600);
  world.stores = world.erases = world.alarms = world.queries = 0;
  world.serve(3600);
  const double requests = 3600;
  const double stored = static_cast<double>(world.stores) / requests;
  const double all = static_cast<double>(world.stores + world.erases + world.alarms) / requests;
  WARN("rows a request: " << stored << " stored, " << all << " with erasures and alarms; "
                          << static_cast<double>(world.queries) / requests << " queries of D1");
  CHECK(stored < 0.1);
  CHECK(all < 0.1);
}

TEST_CASE("H4 record: today's sums, the latest calls and the beginning outlast the object's sleep") {
  Recorded world;
  const double started_ms = world.pool->parts().recorder.started_ms();
  world.report(call_report(2));
  world.report(call_report(3, Cause::server_error));
  world.pass(limits::write_behind_max_ms);
  world.open();
  const Recorder& recorder = world.pool->parts().recorder;
  CHECK(recorder.started_ms() == started_ms);
  CHECK(recorder.woke_ms() > started_ms);
  CHECK(recorder.today(world.now_ms).attempts == 2);
  CHECK(recorder.today(world.now_ms).errors == 1);
  REQUIRE(recorder.recent_calls().size() == 2);
  CHECK(recorder.recent_calls()[0].verdict.view() == "server_error");
}

TEST_CASE("H4 record: the row of a call has what the upstream said, the key's last error what it means") {
  Recorded world;
  Report report = call_report(2, Cause::server_error, "The upstream failed.");
  report.verdict.said = "An internal error has occurred with AIzaSyA-canary-canary-canary-canary-0123.";
  world.report(report);
  world.pass(limits::flush_rows_ms);
  world.pass(limits::flush_sums_ms);
  const std::string message = world.db->value("SELECT error_message FROM api_key_usage");
  CHECK(message.find("An internal error has occurred") == 0);
  CHECK(message.find("canary-canary") == std::string::npos);
  CHECK(world.db->value("SELECT last_error FROM api_keys WHERE id = '" + hex_of(2) + "'") == "The upstream failed.");
}

TEST_CASE("H4 record: tables from before attempts were told from requests get the column, and old sums count as both") {
  Recorded world;
  world.db->script("ALTER TABLE usage_hourly DROP COLUMN attempts; ALTER TABLE usage_daily DROP COLUMN attempts;"
                   "ALTER TABLE api_key_usage DROP COLUMN asked_model");
  world.db->script("INSERT INTO usage_hourly (hour, subject, model, requests) VALUES (1, 'k:old', 'm', 7)");
  world.open();
  world.report(call_report(2));
  world.pass(limits::flush_rows_ms);
  world.pass(limits::flush_sums_ms);
  CHECK(world.db->value("SELECT sum(attempts) FROM usage_hourly WHERE subject <> 'k:old' AND subject GLOB 'k:*'") == "1");
  CHECK(world.db->value("SELECT COALESCE(attempts, requests) FROM usage_hourly WHERE subject = 'k:old'") == "7");
}

TEST_CASE("H4 H9 record: tables from before chains get their column, and the row of a call says what was asked for") {
  Recorded world;
  world.db->script("ALTER TABLE api_key_usage DROP COLUMN asked_model");
  world.open();
  Report report = call_report(2);
  report.asked = "smart";
  world.report(report);
  world.report(call_report(2));
  world.pass(limits::flush_rows_ms);
  CHECK(world.db->value("SELECT group_concat(asked_model, ';') FROM (SELECT asked_model FROM api_key_usage ORDER BY seq)") == "smart;");
}
