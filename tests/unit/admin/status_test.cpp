// The status: today's sums, what is wrong now, and the latest calls.
#include "admin/admin_testing.h"

using namespace admin_testing;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string keys_setting(std::size_t count) {
  std::string list;
  for (std::size_t i = 1; i <= count; ++i) list += (i > 1 ? "," : "") + fake_key(i);
  return ",\"API_KEYS\":" + quoted(list);
}

constexpr Bytes open_door = ",\"ALLOW_ANONYMOUS\":\"1\"";

}  // namespace

TEST_CASE("D4 H4: the status counts keys by the words of the list, and all of today's attempts, whatever they prove") {
  World world(keys_setting(4) + std::string(open_door));
  world.report(fake_key(1), "m", pool::Cause::ok);
  world.report(fake_key(1), "m", pool::Cause::minute_limit);
  world.report(fake_key(2), "m", pool::Cause::billing);
  world.report(fake_key(3), "m", pool::Cause::key_invalid);
  world.ask("PATCH", "/admin/keys/gemini/" + id_of(fake_key(4)), "{\"enabled\":false}");
  Json status(world.ask("GET", "/status").body);
  const std::pair<const char*, int> counts[] = {{"total", 4},   {"ready", 0},    {"limited", 1}, {"resting", 1},
                                                {"disabled", 1}, {"off", 1}, {"unreadable", 0}};
  for (const auto& [word, count] : counts) {
    INFO(word);
    CHECK(status.number(status["keys"][word]) == count);
  }
  CHECK(status.number(status["attempts_today"]) == 4);
  CHECK(status.number(status["errors_today"]) == 3);
  CHECK(status.number(status["tokens_today"]) == 48);
  world.pass(24 * hour_ms);
  Json later(world.ask("GET", "/status").body);
  CHECK(later.number(later["attempts_today"]) == 0);
}

TEST_CASE("what is wrong is told with its cause, the time and what Rota does; what is well is not") {
  World world(keys_setting(2) + std::string(open_door));
  Json well(world.ask("GET", "/status").body);
  CHECK(well["problems"].count() == 0);
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::day_limit);
  world.report(fake_key(2), "gemini-3.6-flash", pool::Cause::day_limit);
  Json resting(world.ask("GET", "/status").body);
  REQUIRE(resting["problems"].count() == 2);
  const json::Value pro = resting.with(resting["problems"], "model", "gemini-3.1-pro");
  CHECK(resting.text(pro["kind"]) == "keys_resting");
  CHECK(resting.text(pro["severity"]) == "info");
  CHECK(resting.text(pro["cause"]) == "day_limit");
  CHECK(resting.number(pro["count"]) == 1);
  CHECK(resting.number(pro["until"]) == 1782975600000);
  CHECK_THAT(resting.text(pro["message"]), ContainsSubstring("1 key has spent its quota of the day for gemini-3.1-pro"));

  world.report(fake_key(2), "gemini-3.1-pro", pool::Cause::day_limit);
  Json exhausted(world.ask("GET", "/status").body);
  const json::Value first = exhausted["problems"].at(0);
  CHECK(exhausted.text(first["kind"]) == "model_exhausted");
  CHECK(exhausted.text(first["severity"]) == "error");
  CHECK(exhausted.text(first["model"]) == "gemini-3.1-pro");
  CHECK(exhausted.number(first["until"]) == 1782975600000);

  world.report(fake_key(1), "m", pool::Cause::key_invalid);
  world.report(fake_key(2), "m", pool::Cause::key_blocked);
  Json dead(world.ask("GET", "/status").body);
  CHECK(dead.text(dead["problems"].at(0)["kind"]) == "no_usable_keys");
  const json::Value invalid = dead.with(dead["problems"], "cause", "key_invalid");
  CHECK(dead.text(invalid["kind"]) == "keys_dead");
  CHECK(invalid["until"].is_null());
}

TEST_CASE("keys that an administrator has switched off are a problem when nothing else is left") {
  World world(keys_setting(2) + std::string(open_door));
  const auto switch_off = [&](std::size_t key) {
    world.ask("PATCH", "/admin/keys/gemini/" + id_of(fake_key(key)), "{\"enabled\":false}");
  };
  switch_off(1);
  Json one(world.ask("GET", "/status").body);
  CHECK(one["problems"].count() == 0);
  switch_off(2);
  Json both(world.ask("GET", "/status").body);
  REQUIRE(both["problems"].count() == 2);
  CHECK(both.text(both["problems"].at(0)["kind"]) == "no_usable_keys");
  const json::Value off = both["problems"].at(1);
  CHECK(both.text(off["kind"]) == "keys_off");
  CHECK(both.text(off["cause"]) == "switched_off");
  CHECK(both.number(off["count"]) == 2);
  CHECK(both.text(off["message"]) == "2 keys are switched off: enable those that may serve.");
}

TEST_CASE("no keys and no clients are problems; a client of any kind is enough") {
  World world;
  Json bare(world.ask("GET", "/status").body);
  bare.with(bare["problems"], "kind", "no_keys");
  bare.with(bare["problems"], "kind", "no_clients");
  world.ask("POST", "/admin/keys/user", "{}");
  Json met(world.ask("GET", "/status").body);
  CHECK(met["problems"].count() == 1);
  World set(",\"CLIENT_API_KEYS\":\"sk-canary-of-a-client\"");
  Json given(set.ask("GET", "/status").body);
  CHECK(given["problems"].count() == 1);
}

TEST_CASE("D1 that takes nothing is told, and no more once it does") {
  World world(keys_setting(1) + std::string(open_door));
  world.report(fake_key(1), "m", pool::Cause::ok);
  world.fail = "D1_ERROR: away";
  world.ask("GET", "/admin/stats");
  Json away(world.ask("GET", "/status").body);
  away.with(away["problems"], "kind", "record_failing");
  world.fail.clear();
  world.ask("GET", "/admin/stats");
  Json back(world.ask("GET", "/status").body);
  CHECK(back["problems"].count() == 0);
}

TEST_CASE("the latest fifty calls, the newest first, with the key masked") {
  World world(keys_setting(1) + std::string(open_door));
  for (int i = 0; i < 60; ++i) {
    world.now_ms = noon_ms + i;
    world.report(fake_key(1), i == 59 ? "last" : "m", i == 59 ? pool::Cause::minute_limit : pool::Cause::ok);
  }
  Json status(world.ask("GET", "/status").body);
  REQUIRE(status["recent"].count() == 50);
  const json::Value last = status["recent"].at(0);
  CHECK(status.text(last["model"]) == "last");
  CHECK(status.text(last["cause"]) == "minute_limit");
  CHECK(status.text(last["key"]) == "…0001");
  CHECK(status.text(last["endpoint"]) == "chat");
  CHECK(status.text(last["dialect"]) == "openai");
  CHECK(status.number(last["attempt"]) == 1);
  CHECK(status.number(last["tokens"]) == 12);
  CHECK(status.number(last["at"]) == static_cast<std::int64_t>(noon_ms) + 59);
  CHECK(status.text(status["recent"].at(1)["cause"]).empty());
  CHECK(status.number(status["recent"].at(49)["at"]) == static_cast<std::int64_t>(noon_ms) + 10);
}
