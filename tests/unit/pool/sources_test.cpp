// Where the pool's keys and settings come from: API_KEYS, D1, KV; and what holds when one of them is away.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "admin/admin_testing.h"

using namespace admin_testing;

namespace {

constexpr Bytes model = "gemini-3.6-flash";

std::set<std::string> lent(World& world, int picks) {
  std::set<std::string> keys;
  for (int i = 0; i < picks; ++i) keys.insert(world.lend(model));
  return keys;
}

std::string env(std::size_t count) {
  std::string keys;
  for (std::size_t i = 1; i <= count; ++i) keys += (i > 1 ? "," : "") + fake_key(i);
  return ",\"API_KEYS\":\"" + keys + "\"";
}

}  // namespace

TEST_CASE("C3: keys in KV join, and a change of them is picked up without a deployment") {
  World world(env(1));
  world.kv["GEMINI_API_KEYS_CONFIG"] = "{\"keys\":[\"" + fake_key(2) + "\"]}";
  world.kv["key_0"] = fake_key(3);
  CHECK(lent(world, 3) == std::set<std::string>{fake_key(1)});
  world.pass(limits::kv_keys_ms);
  static_cast<void>(world.lend(model));  // looks
  CHECK(lent(world, 6) == std::set<std::string>{fake_key(1), fake_key(2), fake_key(3)});
  world.kv.clear();
  world.pass(limits::kv_keys_ms);
  static_cast<void>(world.lend(model));
  CHECK(lent(world, 6) == std::set<std::string>{fake_key(1)});
}

TEST_CASE("C3: entries key_0 to key_n in KV, however many; a look asks for a hundred more only where the last are there") {
  World world(env(1));
  for (std::size_t i = 0; i < 250; ++i) world.kv["key_" + std::to_string(i)] = fake_key(i + 2);
  world.pass(limits::kv_keys_ms);
  static_cast<void>(world.lend(model));  // looks
  CHECK(world.ledger().size() == 251);
  CHECK(world.ledger().find(text::fingerprint(Bytes(fake_key(251)))) == 250);  // in their order
  world.kv.erase("key_98");
  for (std::size_t i = 89; i < 98; ++i) world.kv.erase("key_" + std::to_string(i));
  world.pass(limits::kv_keys_ms);
  static_cast<void>(world.lend(model));
  CHECK(world.ledger().size() == 90);
}

TEST_CASE("E6 F1: what is left out of API_KEYS, KV and CLIENT_API_KEYS is told in the panel, with its line and without it") {
  const std::string canary = "canary-Passw0rd";
  World world(",\"API_KEYS\":\"" + fake_key(1) + "\\n" + canary + "\",\"CLIENT_API_KEYS\":\"" + std::string(600, 'x') + "\"");
  world.kv["GEMINI_API_KEYS_CONFIG"] = fake_key(2) + "\n\nann@mail.test:" + canary;
  world.pass(limits::kv_keys_ms);
  static_cast<void>(world.lend(model));
  const Answer answer = world.ask("GET", "/status");
  CHECK(answer.body.find(canary) == std::string::npos);
  Json status(answer.body);
  std::string told;
  for (std::size_t i = 0; i < status["problems"].count(); ++i) {
    const json::Value problem = status["problems"].at(i);
    if (status.text(problem["kind"]) != "keys_left_out") continue;
    told += status.text(problem["source"]) + " " + std::to_string(status.number(problem["count"])) + " line " +
            std::to_string(status.number(problem["refused"].at(0)["line"])) + " " +
            status.text(problem["refused"].at(0)["reason"]) + "\n";
  }
  CHECK(told == "API_KEYS 1 line 2 no_known_key\nCONFIG_KV GEMINI_API_KEYS_CONFIG 1 line 3 label_alone\nCLIENT_API_KEYS 1 line 1 too_long\n");
  CHECK(world.logged("API_KEYS: left out 1 entry. Line 2: There is no key of a known form here.") > 0);
}

TEST_CASE("E4: the pool makes the tables itself") {
  World world(env(1));
  CHECK(world.ask("GET", "/admin/keys/gemini").status == 200);
  CHECK(world.logged("could not be read") == 0);
}

TEST_CASE(
    "D1 away at a restart: stored keys are out, API_KEYS serve, switches and cooldowns hold, and it is tried again") {
  World world(env(3));
  REQUIRE(world.ask("POST", "/admin/keys/gemini", "{\"key\":\"" + fake_key(4) + "\"}").status == 201);
  REQUIRE(world.ask("PATCH", "/admin/keys/gemini/" + id_of(fake_key(1)), R"({"enabled":false})").status == 200);
  REQUIRE(world.ask("PATCH", "/admin/keys/gemini/" + id_of(fake_key(2)), R"({"project":"one"})").status == 200);
  REQUIRE(world.ask("PATCH", "/admin/keys/gemini/" + id_of(fake_key(3)), R"({"project":"one"})").status == 200);
  REQUIRE(world.ask("POST", "/admin/config", R"({"rotation_strategy":"random"})").status == 200);
  world.report(fake_key(2), model, pool::Cause::ok);
  world.report(fake_key(2), model, pool::Cause::day_limit);
  world.fail = "D1_ERROR: away";
  world.restart();
  CHECK(world.logged("D1 could not be read") > 0);
  // 1 is switched off, 2 and 3 are a project that cools down, 4 cannot be decrypted, for that fails too.
  CHECK(world.lend(model).empty());
  CHECK(world.lend("gemini-3.1-pro") != fake_key(1));
  CHECK_FALSE(world.lend("gemini-3.1-pro").empty());
  world.fail = "";
  world.pass(limits::load_retry_max_ms);
  CHECK(lent(world, 4) == std::set<std::string>{fake_key(4)});
}

TEST_CASE("a changed SESSION_SECRET_KEY: a clear message, and nothing lost but what was encrypted") {
  World world;
  REQUIRE(world.ask("POST", "/admin/keys/gemini", "{\"key\":\"" + fake_key(1) + "\",\"name\":\"mine\"}").status == 201);
  CHECK(world.lend(model) == fake_key(1));
  world.secret_set = false;
  world.restart();
  CHECK(world.lend(model).empty());
  CHECK(world.why.find("SESSION_SECRET_KEY has changed") != std::string::npos);
  CHECK(world.logged("cannot be decrypted: SESSION_SECRET_KEY is not the one") > 0);
  CHECK(world.ask("GET", "/admin/keys/gemini").body.find("\"mine\"") != std::string::npos);
  world.secret_set = true;
  world.restart();
  CHECK(world.lend(model) == fake_key(1));
}

TEST_CASE("E1: a strategy set at run time is in effect when the administrator has the answer") {
  World world(env(3));
  REQUIRE(world.ask("POST", "/admin/config", R"({"rotation_strategy":"least_used"})").status == 200);
  for (int i = 0; i < 3; ++i) static_cast<void>(world.lend(model));
  world.report(fake_key(1), model, pool::Cause::minute_limit);
  CHECK(world.lend(model) == fake_key(2));
  CHECK(world.lend(model) == fake_key(3));
  world.pass(2 * 60 * 1000.0);
  CHECK(world.lend(model) == fake_key(1));  // least used by now
}

TEST_CASE("B2: a quota of the administrator for a family is the key's for the Pacific day") {
  World world(env(2));
  REQUIRE(world.ask("POST", "/admin/config", R"({"flash_daily_quota":"2"})").status == 200);
  for (const std::size_t number : {1U, 2U}) world.report(fake_key(number), model, pool::Cause::ok);
  CHECK(lent(world, 2).size() == 2);
  CHECK(world.lend(model).empty());
  CHECK(world.why.find("the day's quota set for them here") != std::string::npos);
  CHECK_FALSE(world.lend("gemini-3.1-pro").empty());
  world.pass(13 * hour_ms);  // past Pacific midnight
  CHECK_FALSE(world.lend(model).empty());
}

TEST_CASE("E2: what is counted reaches D1 once, and survives a restart before it does") {
  World world(env(1));
  for (int i = 0; i < 5; ++i) world.report(fake_key(1), model, pool::Cause::ok);
  CHECK(world.alarm_ms > world.now_ms);
  world.restart();
  for (int i = 0; i < 2; ++i) world.report(fake_key(1), model, pool::Cause::ok);
  world.now_ms += limits::flush_sums_ms;
  world.tell(event::alarm());
  world.pump();
  const auto count = [&world](const std::string& sql) { return world.db->run("[[\"" + sql + "\"]]"); };
  CHECK(count("SELECT count(*) AS n FROM api_key_usage").find("\"n\":7") != std::string::npos);
  CHECK(count("SELECT sum(attempts) AS n FROM usage_hourly WHERE subject LIKE 'k:%'").find("\"n\":7") !=
        std::string::npos);
  CHECK(count("SELECT total_requests AS n FROM api_keys").find("\"n\":7") != std::string::npos);
  world.tell(event::alarm());
  world.pump();
  CHECK(count("SELECT count(*) AS n FROM api_key_usage").find("\"n\":7") != std::string::npos);
}

TEST_CASE("E2: a flush that D1 refuses waits and is told once") {
  World world(env(1));
  for (int i = 0; i < 3; ++i) world.report(fake_key(1), model, pool::Cause::ok);
  world.fail = "D1_ERROR: away";
  world.now_ms += limits::flush_sums_ms;
  world.tell(event::alarm());
  world.pump();
  CHECK(world.logged("usage could not be written to D1 and waits") > 0);
  world.fail = "";
  world.tell(event::alarm());
  world.pump();
  CHECK(world.db->run("[[\"SELECT sum(attempts) AS n FROM usage_hourly WHERE subject LIKE 'k:%'\"]]").find("\"n\":3") !=
        std::string::npos);
}

TEST_CASE("enable_usage_tracking 0 keeps only sums; F8: and under a tenth of a row a request at one a second") {
  World world(env(3));
  REQUIRE(world.ask("POST", "/admin/config", R"({"enable_usage_tracking":"0"})").status == 200);
  world.stores = 0;
  constexpr int requests = 3600;
  for (int i = 0; i < requests; ++i) {
    static_cast<void>(world.lend(model));
    world.report(fake_key(static_cast<std::size_t>(i % 3) + 1), model, pool::Cause::ok);
    world.pass(1000);
  }
  world.tell(event::alarm());
  world.pump();
  WARN(world.stores << " rows written by the object for " << requests << " requests in an hour");
  CHECK(world.stores < requests / 10);
  CHECK(world.db->run("[[\"SELECT count(*) AS n FROM api_key_usage\"]]").find("\"n\":0") != std::string::npos);
}
