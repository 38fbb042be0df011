// The stats desk: sums by model, key, client, hour and day, from rows that SQLite holds and from what is still pending.
#include "admin/admin_testing.h"
#include "pool/pacific_day.h"

using namespace admin_testing;

namespace {

const std::int64_t this_hour = static_cast<std::int64_t>(noon_ms / hour_ms);
const std::int64_t today = pool::pacific_day(noon_ms);

void add_hour(World& world, std::int64_t hour, const std::string& subject, const std::string& model, int requests) {
  world.db->script("INSERT INTO usage_hourly VALUES (" + std::to_string(hour) + ",'" + subject + "','" + model + "'," +
                   std::to_string(requests) + ",1,10,20,3,4,500,900,NULL)");
}
void add_day(World& world, std::int64_t day, const std::string& subject, const std::string& model, int requests) {
  world.db->script("INSERT INTO usage_daily VALUES (" + std::to_string(day) + ",'" + subject + "','" + model + "'," +
                   std::to_string(requests) + ",1,10,20,3,4,500,900,NULL)");
}

}  // namespace

TEST_CASE("B3 H4: the last 24 hours by model, the pending among them; nothing is counted twice") {
  World world(",\"API_KEYS\":" + quoted(fake_key(1)));
  world.report(fake_key(1), "gemini-3.6-flash", pool::Cause::ok);
  world.report(fake_key(1), "gemini-3.6-flash", pool::Cause::minute_limit);
  add_hour(world, this_hour - 23, "c:", "gemini-3.1-pro", 5);
  add_hour(world, this_hour - 23, "k:0123456789abcdef", "gemini-3.1-pro", 5);
  add_hour(world, this_hour - 24, "c:", "gemini-3.1-pro", 100);
  const Answer answer = world.ask("GET", "/admin/stats");
  CHECK(answer.status == 200);
  Json stats(answer.body);
  CHECK(stats.text(stats["window"]) == "24h");
  CHECK(stats.text(stats["by"]) == "model");
  CHECK(stats.number(stats["from_ms"]) == static_cast<std::int64_t>(noon_ms - 23 * hour_ms));
  REQUIRE(stats["rows"].count() == 2);
  const json::Value pro = stats["rows"].at(0);
  CHECK(stats.text(pro["model"]) == "gemini-3.1-pro");
  CHECK(stats.number(pro["attempts"]) == 5);
  CHECK(stats.number(pro["errors"]) == 1);
  CHECK(stats.number(pro["prompt_tokens"]) == 10);
  CHECK(stats.number(pro["completion_tokens"]) == 20);
  CHECK(stats.number(pro["cached_tokens"]) == 3);
  CHECK(stats.number(pro["thinking_tokens"]) == 4);
  CHECK(stats.number(pro["first_byte_ms"]) == 500);
  CHECK(stats.number(pro["total_ms"]) == 900);
  const json::Value flash = stats["rows"].at(1);
  CHECK(stats.number(flash["attempts"]) == 2);
  CHECK(stats.number(flash["errors"]) == 1);
  CHECK(stats.number(flash["prompt_tokens"]) == 14);
  CHECK(stats.number(stats["totals"]["attempts"]) == 7);
}

TEST_CASE("by key and client, with their names of now") {
  World world;
  world.ask("POST", "/admin/keys/gemini", "{\"key\":" + quoted(fake_key(1)) + ",\"name\":\"mine\"}");
  Json client(world.ask("POST", "/admin/keys/user", "{\"name\":\"laptop\"}").body);
  const std::string client_id = client.text(client["id"]);
  add_hour(world, this_hour, "k:" + id_of(fake_key(1)), "m", 5);
  add_hour(world, this_hour, "k:0123456789abcdef", "m", 6);
  add_hour(world, this_hour, "c:" + client_id, "m", 7);
  add_hour(world, this_hour, "c:", "m", 4);
  Json keys(world.ask("GET", "/admin/stats", {}, "by=key").body);
  REQUIRE(keys["rows"].count() == 2);
  CHECK(keys.text(keys["rows"].at(0)["key"]) == "0123456789abcdef");
  CHECK(keys.text(keys["rows"].at(0)["name"]).empty());
  CHECK(keys.text(keys["rows"].at(1)["name"]) == "mine");
  CHECK(keys.text(keys["rows"].at(1)["masked"]) == "…0001");
  Json clients(world.ask("GET", "/admin/stats", {}, "by=client").body);
  REQUIRE(clients["rows"].count() == 2);
  CHECK(clients.text(clients["rows"].at(0)["client"]) == client_id);
  CHECK(clients.text(clients["rows"].at(0)["name"]) == "laptop");
  CHECK(clients.text(clients["rows"].at(1)["client"]).empty());
}

TEST_CASE("a week by day: rolled-up days from their sums, the others from their hours") {
  World world;
  const std::int64_t day_begin = static_cast<std::int64_t>(pool::last_pacific_midnight_ms(noon_ms) / hour_ms);
  add_day(world, today - 7, "c:", "m", 1000);  // before the window
  add_day(world, today - 6, "c:", "m", 1);
  add_hour(world, day_begin - 6 * 24, "c:", "m", 1);  // of that same day, rolled up already
  add_hour(world, day_begin - 24, "c:", "m", 2);      // yesterday's first hour
  add_hour(world, day_begin - 1, "c:", "m", 3);       // yesterday's last
  add_hour(world, day_begin, "c:", "m", 4);
  add_hour(world, this_hour, "c:", "n", 5);
  Json days(world.ask("GET", "/admin/stats", {}, "window=7d&by=day").body);
  REQUIRE(days["rows"].count() == 3);
  const std::int64_t expected[][2] = {{today - 6, 1}, {today - 1, 5}, {today, 9}};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(days.number(days["rows"].at(i)["day"]) == expected[i][0]);
    CHECK(days.number(days["rows"].at(i)["attempts"]) == expected[i][1]);
  }
  CHECK(days.number(days["totals"]["attempts"]) == 15);
  Json hours(world.ask("GET", "/admin/stats", {}, "window=7d&by=hour").body);
  REQUIRE(hours["rows"].count() == 5);
  CHECK(hours.number(hours["rows"].at(0)["hour"]) == day_begin - 6 * 24);
  Json month(world.ask("GET", "/admin/stats", {}, "window=30d").body);
  CHECK(month.number(month["totals"]["attempts"]) == 1015);
  Json short_days(world.ask("GET", "/admin/stats", {}, "by=day").body);
  CHECK(short_days.number(short_days["totals"]["attempts"]) == 12);  // from 13:00 yesterday: its last hour, and today
}

TEST_CASE("nothing counted is nothing, and unknown words are named") {
  World world;
  Json stats(world.ask("GET", "/admin/stats", {}, "window=30d&by=hour").body);
  CHECK(stats["rows"].count() == 0);
  CHECK(stats.number(stats["totals"]["attempts"]) == 0);
  add_day(world, today - 364, "c:", "m", 3);
  add_day(world, today - 364, "k:0123456789abcdef", "m", 3);
  add_day(world, today - 365, "c:", "m", 100);
  Json year(world.ask("GET", "/admin/stats", {}, "window=365d&by=day").body);
  CHECK(year["rows"].count() == 1);
  CHECK(year.number(year["totals"]["attempts"]) == 3);
  Json keys(world.ask("GET", "/admin/stats", {}, "window=365d&by=key").body);
  CHECK(keys.number(keys["rows"].at(0)["attempts"]) == 3);
  CHECK(keys.number(keys["totals"]["attempts"]) == 3);
  Json quarter(world.ask("GET", "/admin/stats", {}, "window=90d").body);
  CHECK(quarter["rows"].count() == 0);
  check_error(world.ask("GET", "/admin/stats", {}, "window=90d&by=hour"), 422, "by");
  check_error(world.ask("GET", "/admin/stats", {}, "window=1y"), 422, "window");
  check_error(world.ask("GET", "/admin/stats", {}, "by=moon"), 422, "by");
  check_error(world.ask("GET", "/admin/stats", {}, "window=1y&by=moon"), 422, "window");
}
