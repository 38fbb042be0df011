// Pool: what it writes and how often, what it makes of bad input, and that no key shows.
#include "base/random.h"
#include "pool/pool_testing.h"

using namespace pool_testing;

TEST_CASE("F8: rows of pages past the end are erased") {
  Bench bench(fake_keys(130));
  CHECK(bench.rows.size() == 3);
  CHECK(bench.rows.count("keys/2") == 1);
  bench.configure(fake_keys(3));
  CHECK(bench.rows.count("keys/0") == 1);
  CHECK(bench.rows.count("keys/1") == 0);
  CHECK(bench.rows.count("keys/2") == 0);
  bench.restart();
  CHECK(bench.pick() == 1);
}

TEST_CASE("F8: under load all that changed is written with one row in five seconds, under a trickle with one a pause") {
  Bench bench(fake_keys(130));
  bench.stores = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t number = bench.pick();
    bench.tell(number, flash, Cause::ok);
    bench.pass(50);
  }
  CHECK(bench.stores >= 19);  // 100 s
  CHECK(bench.stores <= 21);
  CHECK(bench.rows["behind"].find("keys/2") != std::string::npos);
  // All that is dirty is written in the end, and then nothing wakes any more.
  bench.pass(10 * limits::write_behind_ms);
  CHECK(bench.timers() == 0);
  const std::size_t quiet = bench.stores;
  bench.pass(hour_ms);
  CHECK(bench.stores == quiet);
  // A single request: one timer, one row.
  bench.tell(bench.pick(), flash, Cause::ok);
  CHECK(bench.last_stores == 0);
  bench.pass(limits::write_behind_ms);
  CHECK(bench.stores == quiet + 1);
  CHECK(bench.timers() == 0);
}

TEST_CASE("F8: asking in vain and asking for a census write nothing") {
  Bench bench(fake_keys(1));
  bench.tell(1, flash, Cause::day_limit);
  bench.pass(10 * limits::write_behind_ms);
  bench.stores = 0;
  for (int i = 0; i < 100; ++i) static_cast<void>(bench.ask_in_vain());
  static_cast<void>(bench.census());
  bench.pass(hour_ms);
  CHECK(bench.stores == 0);
}

TEST_CASE("F8: a restart with the same keys writes nothing") {
  Bench bench(fake_keys(70));
  static_cast<void>(bench.pick());
  bench.reset();
  bench.tell(1, flash, Cause::day_limit);
  bench.pass(hour_ms);
  bench.stores = 0;
  bench.restart();
  bench.pass(hour_ms);
  CHECK(bench.stores == 0);
  CHECK(bench.erases == 0);
  CHECK(bench.pick() == 2);
}

TEST_CASE("F8: counters survive a restart after the write-behind") {
  Bench bench(fake_keys(1));
  Report report = report_of(1, flash, Cause::ok);
  report.prompt_tokens = 123;
  bench.tell(report);
  bench.pass(limits::write_behind_ms);
  CHECK(bench.rows["behind"].find("\"prompt_tokens\":123") != std::string::npos);
  bench.restart();
  bench.tell(report);
  bench.pass(limits::write_behind_ms);
  CHECK(bench.rows["behind"].find("\"prompt_tokens\":246") != std::string::npos);
}

TEST_CASE("F8: a few outcomes that come without a pause wait for more of them, a minute at the most") {
  Bench bench(fake_keys(1));
  bench.pass(minute_ms);
  bench.stores = 0;
  for (int i = 0; i < 8; ++i) {  // one in four seconds
    bench.tell(1, flash, Cause::ok);
    bench.pass(4 * second_ms);
  }
  CHECK(bench.stores == 0);
  for (int i = 0; i < 8; ++i) {
    bench.tell(1, flash, Cause::ok);
    bench.pass(4 * second_ms);
  }
  CHECK(bench.stores == 1);
}

TEST_CASE("F6: a row that was stored since is newer than what stands for it in the row behind") {
  Bench bench(fake_keys(1));
  Report report = report_of(1, flash, Cause::ok);
  report.prompt_tokens = 123;
  bench.tell(report);
  bench.pass(limits::write_behind_ms);
  bench.tell(1, pro, Cause::day_limit);  // its page is stored at once, under its own name
  bench.restart();
  CHECK(bench.pick(pro) == 0);
  bench.tell(report);
  bench.pass(limits::write_behind_ms);
  CHECK(bench.rows["behind"].find("\"prompt_tokens\":246") != std::string::npos);
  bench.rows["behind"] = "v2\nof a later version";
  bench.restart();
  CHECK(bench.pick(pro) == 0);
  bench.rows["behind"] = "v1\nkeys/0 0000000000000000 99999\n{";
  bench.restart();
  CHECK(bench.pick(pro) == 0);
}

TEST_CASE("F6: what finds no room in the row behind is stored under its own name, all of it in the end") {
  Bench bench(fake_keys(2000));
  std::vector<std::string> models;
  for (int i = 0; i < 40; ++i) models.push_back("model-with-a-long-name-number-" + std::to_string(i));
  for (std::size_t number = 1; number <= 2000; ++number) {
    for (std::size_t i = 0; i < 12; ++i) bench.tell(number, models[(number + i) % models.size()], Cause::ok);
  }
  bench.pass(minute_ms);
  CHECK(bench.rows["behind"].size() <= limits::behind_row_bytes);
  CHECK(bench.rows["behind"].size() > limits::behind_row_bytes / 2);
  const std::int64_t before = bench.census().keys;
  bench.restart();
  CHECK(bench.census().keys == before);
  std::size_t used = 0;
  std::string all;
  for (const auto& [name, value] : bench.rows) all += value;
  for (std::size_t at = all.find("\"requests\":"); at != std::string::npos; at = all.find("\"requests\":", at + 1)) ++used;
  CHECK(used >= 2000 * 12);
}

TEST_CASE("F6: a row that cannot be written holds up no reply, is told once, and is stored when it can be") {
  Bench bench(fake_keys(3));
  bench.pass(minute_ms);
  bench.fail_rows = "Exceeded allowed rows written in Durable Objects free tier.";
  bench.tell(1, flash, Cause::day_limit);
  bench.tell(2, flash, Cause::day_limit);
  CHECK(bench.pick() == 3);
  CHECK(bench.logged("stored later: Exceeded allowed rows written") == 1);
  CHECK(bench.logged("until 00:00 UTC") == 1);
  bench.pass(limits::spent_retry_ms + limits::write_behind_ms);
  CHECK(bench.logged("stored later") == 1);
  bench.fail_rows.clear();
  bench.stores = 0;
  bench.pass(limits::spent_retry_ms + limits::write_behind_ms);
  CHECK(bench.stores >= 1);
  bench.pass(limits::write_behind_ms);
  CHECK(bench.logged("stored again") == 1);
  bench.pass(hour_ms);
  CHECK(bench.timers() == 0);
  bench.restart();
  CHECK(bench.pick() == 3);
  CHECK(bench.pick() == 3);
}

TEST_CASE("F6: another reason than a spent day is tried again sooner, and seldomer each time") {
  Bench bench(fake_keys(1));
  bench.pass(minute_ms);
  bench.fail_rows = "disk I/O error";
  bench.tell(1, flash, Cause::day_limit);
  bench.pass(2 * limits::write_behind_ms);
  bench.fail_rows.clear();
  bench.stores = 0;
  bench.pass(4 * limits::write_behind_ms);
  CHECK(bench.stores >= 1);
  CHECK(bench.logged("stored again") == 1);
}

TEST_CASE("F9: stored rows that cannot be read are told and left behind") {
  Bench bench(fake_keys(70));
  bench.tell(66, flash, Cause::key_invalid);
  bench.rows["keys/0"] = "{\"v\":2,\"keys\":\"new\"}";
  bench.rows["cursor"] = "\xFF";
  bench.rows["what"] = "{}";
  bench.log.clear();
  bench.restart();
  REQUIRE(bench.log.size() >= 3);
  CHECK(bench.log[0] == "stored row cursor cannot be read by this version and is ignored");
  CHECK(bench.census().keys == 70);
  CHECK(bench.census().disabled == 1);
  bench.restart();
  CHECK(bench.census().disabled == 1);
}

TEST_CASE("F9: a malformed call gets a reply that says so, and the pool goes on") {
  Bench bench(fake_keys(2));
  for (const Bytes body : {"", "{", "[]", "\xFF", R"({"reports":7})", R"({"avoid":["x"]})", "{\"want\":1}}"}) {
    bench.last_reply.clear();
    bench.step(event::pool_call(0, body));
    INFO(bench.last_reply);
    CHECK(bench.last_reply.rfind("{\"error\":\"", 0) == 0);
    Arena arena;
    json::Reader reader;
    CHECK_FALSE(decode_reply(bench.last_reply, reader, arena).ok());
  }
  CHECK(bench.pick() == 1);
}

TEST_CASE("F9: a call before the pool is ready is refused, and events that are no pool's change nothing") {
  PoolObject pool(1, open_idle_desk);
  const auto step = [&](const Event& event) {
    std::string out;
    for (const host::Message& asked : host::deliver(pool, event, summer_noon_ms)) out += asked.body + asked.head;
    return out;
  };
  const std::string refusal = R"({"error":"The pool has not been told its keys yet."})";
  CHECK(step(event::pool_call(0, R"({"want":1})")) == refusal);
  CHECK(step(event::ready({})).empty());
  CHECK(step(event::pool_call(0, R"({"want":1})")) == refusal);
  CHECK(step(event::configure("[]")) == "the pool's settings are not a JSON object and are ignored");
  CHECK(step(event::configure("{")) == "the pool's settings are not a JSON object and are ignored");
  CHECK(step(event::request(0, {})).empty());
  CHECK(step(event::timer(0)).empty());
  CHECK(step(event::stored({}, "{}")).empty());
  step(event::configure(R"({"API_KEYS":7})"));
  CHECK(step(event::pool_call(0, R"({"want":1})")).find("set API_KEYS") != std::string::npos);
  step(event::configure(R"({"API_KEYS":"AIzaFAKE-1\nAIzaFAKE-2"})"));
  CHECK(step(event::pool_call(0, R"({"want":1})")).find("AIzaFAKE-1") != std::string::npos);
  CHECK(step(event::ready({})).empty());
  CHECK(step(event::pool_call(0, R"({"want":1})")).find("AIzaFAKE-2") != std::string::npos);
}

TEST_CASE("F9: settings that cannot be read leave the keys as they are") {
  Bench bench(fake_keys(2));
  bench.step(event::configure("{\"API_KEYS\":"));
  CHECK(bench.census().keys == 2);
  CHECK(bench.pick() == 1);
}

TEST_CASE("F1: nothing but a pick's secret ever shows a key") {
  Bench bench(fake_keys(70) + ",duplicate,duplicate," + std::string(limits::pool_key_bytes + 1, 'k'));
  for (std::size_t number = 1; number <= 70; ++number) {
    static_cast<void>(bench.pick());
    const auto cause = static_cast<Cause>(number % cause_count);
    bench.tell(number, flash, cause, 1000, "The consumer 'api_key:" + fake_key(number) + "' and " +
                                                   fake_key(number + 1));
    bench.tell(number, pro, Cause::day_limit, 0, "said of " + fake_key(number));
  }
  for (std::size_t number = 1; number <= 70; ++number) bench.tell(number, flash, Cause::day_limit);
  static_cast<void>(bench.call(bench.ask(1, pro)));
  bench.now_ms = summer_midnight_ms;
  bench.reset();
  bench.pass(hour_ms);
  bench.restart();
  bench.configure(fake_keys(5));
  CHECK(bench.emitted.size() > 10'000);
  CHECK(bench.emitted.find("canary") == std::string::npos);
  for (const auto& [name, value] : bench.rows) {
    CHECK(name.find("canary") == std::string::npos);
    CHECK(value.find("canary") == std::string::npos);
  }
}

TEST_CASE("F9: any bytes as a call or a row are survived") {
  Bench bench(fake_keys(3));
  Random random(42);
  const std::string good = R"({"reports":[{"key":"0000000000000001","model":"m","cause":1,"cool_ms":5}],"want":2,)"
                           R"("model":"m","avoid":["0000000000000002"],"reset":1,"census":1})";
  for (int i = 0; i < 3000; ++i) {
    std::string bad = good;
    const std::uint32_t changes = 1 + random.below(4);
    for (std::uint32_t change = 0; change < changes; ++change) {
      bad[random.below(static_cast<std::uint32_t>(bad.size()))] = static_cast<char>(random.below(256));
    }
    bench.step(random.below(2) == 0 ? event::pool_call(1, bad) : event::stored("keys/0", bad));
  }
  CHECK(bench.census().keys == 3);
}
