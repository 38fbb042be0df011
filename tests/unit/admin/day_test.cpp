// The day's page, and the export of keys.
#include "admin/admin_testing.h"
#include "pool/key_import.h"

using namespace admin_testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Bytes keys_path = "/admin/keys/gemini";

Answer ask_with(World& world, Bytes path, Bytes query, bool guest, bool confirmed) {
  pool::Call call;
  call.admin.method = "GET";
  call.admin.path = path;
  call.admin.query = query;
  call.admin.guest = guest;
  if (confirmed) call.admin.confirmation = pool::Confirmation::right;
  Buffer text;
  pool::encode(call, text);
  world.tell(event::pool_call(90'000, text.view()));
  world.pump();
  REQUIRE(world.answers.count(90'000) == 1);
  const Answer answer = world.answers[90'000];
  world.answers.erase(90'000);
  return answer;
}

std::string text_of(std::string text) { return quoted(text); }

}  // namespace

TEST_CASE("A4: the day by model and key: who is spent and why first, then the busiest") {
  World world;
  world.ask("POST", keys_path, "{\"keys\":[" + quoted(fake_key(1)) + "," + quoted(fake_key(2)) + "," +
                                   quoted(fake_key(3)) + "],\"name\":\"mine\"}");
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::ok);
  world.report(fake_key(2), "gemini-3.1-pro", pool::Cause::ok);
  world.report(fake_key(2), "gemini-3.1-pro", pool::Cause::ok);
  world.report(fake_key(3), "gemini-3.1-pro", pool::Cause::day_limit, "spent");
  world.report(fake_key(1), "other", pool::Cause::ok);
  Json day(world.ask("GET", "/stat.json").body);
  CHECK(day.number(day["next_reset_ms"]) == 1782975600000);
  REQUIRE(day["models"].count() == 2);
  const json::Value pro = day["models"].at(0);
  CHECK(day.text(pro["model"]) == "gemini-3.1-pro");
  CHECK(day.text(pro["family"]) == "Pro");
  CHECK(day.number(pro["attempts_today"]) == 4);
  CHECK(day.number(pro["tokens_today"]) == 48);
  CHECK(day.number(pro["exhausted"]) == 1);
  CHECK(day.number(pro["keys_total"]) == 3);
  const std::size_t expected[] = {3, 2, 1};
  for (std::size_t i = 0; i < 3; ++i) CHECK(day.text(pro["keys"].at(i)["id"]) == id_of(fake_key(expected[i])));
  const json::Value spent = pro["keys"].at(0);
  CHECK(day.text(spent["state"]) == "limited");
  CHECK(day.text(spent["cause"]) == "day_limit");
  CHECK(day.text(spent["reason"]) == "spent");
  CHECK(day.text(spent["name"]) == "mine");
  CHECK(day.text(spent["masked"]) == "…0003");
  CHECK(day.number(spent["until"]) == 1782975600000);

  const Answer guest = ask_with(world, "/stat.json", {}, true, false);
  Json seen(guest.body);
  CHECK(seen["models"].at(0)["keys"].count() == 3);
  CHECK(guest.body.find("mine") == std::string::npos);
  CHECK(guest.body.find(id_of(fake_key(1))) == std::string::npos);
}

TEST_CASE("A4: a key is told by its name, else by its mail address, and to guests by neither") {
  World world;
  world.ask("POST", "/admin/keys/import", "anna@mail.org:" + fake_key(1) + "\n");
  world.report(fake_key(1), "gemini-2.5-pro", pool::Cause::ok);
  const auto name_shown = [&] {
    Json day(world.ask("GET", "/stat.json").body);
    return day.text(day["models"].at(0)["keys"].at(0)["name"]);
  };
  CHECK(name_shown() == "anna@mail.org");
  Json sums(world.ask("GET", "/admin/stats", {}, "by=key").body);
  CHECK(sums.text(sums["rows"].at(0)["name"]) == "anna@mail.org");
  CHECK(ask_with(world, "/stat.json", {}, true, false).body.find("anna") == std::string::npos);
  world.ask("PATCH", std::string(keys_path) + "/" + id_of(fake_key(1)), "{\"name\":\"first\"}");
  CHECK(name_shown() == "first");
}

TEST_CASE("B1, F1: an export is masked; in full it needs the password once more and reads back as it was") {
  World world(",\"API_KEYS\":" + quoted(fake_key(9)));
  world.ask("POST", "/admin/keys/import",
            "[{\"value\":" + quoted(fake_key(1)) +
                ",\"name\":\"a \\\"quoted\\\", name\",\"email\":\"me@mail.org\",\"project\":\"blue\",\"notes\":\"n\","
                "\"weight\":7,\"is_active\":false}]");
  for (const char* format : {"json", "csv", "lines"}) {
    INFO(format);
    const std::string query = std::string("format=") + format;
    const Answer masked = world.ask("GET", "/admin/keys/export", {}, query);
    CHECK(masked.status == 200);
    CHECK_THAT(masked.body, ContainsSubstring("…0001") && ContainsSubstring("…0009"));
    CHECK(masked.body.find("FAKE") == std::string::npos);
    check_error(world.ask("GET", "/admin/keys/export", {}, query + "&reveal=1"), 403);
    const Answer full = ask_with(world, "/admin/keys/export", query + "&reveal=1", false, true);
    CHECK(full.status == 200);
    Arena arena;
    json::Reader reader;
    const auto read = pool::read_import(full.body, reader, arena);
    REQUIRE(read.ok());
    CHECK((*read)->format == format);
    REQUIRE((*read)->keys.size() == 2);
    CHECK((*read)->refused_count == 0);
    for (const pool::ImportedKey& key : (*read)->keys) {
      if (key.secret.reveal() != fake_key(1)) continue;
      if (std::string(format) == "lines") continue;
      CHECK(key.name == "a \"quoted\", name");
      CHECK(key.email == "me@mail.org");
      CHECK(key.project == "blue");
      CHECK(key.notes == "n");
      CHECK(key.weight == 7);
      CHECK(!key.active);
    }
  }
  check_error(world.ask("GET", "/admin/keys/export", {}, "format=xml"), 422, "format");
  check_error(world.ask("GET", "/admin/keys/export", {}, "reveal=yes"), 422, "reveal");
}

TEST_CASE("keys are sorted by what a row says and by how they stand") {
  World world;
  for (std::size_t i = 1; i <= 3; ++i) {
    world.now_ms += 1000;
    const std::string name = i == 1 ? "b" : i == 2 ? "C" : "a";
    world.ask("POST", keys_path, "{\"key\":" + quoted(fake_key(i)) + ",\"name\":" + text_of(name) + "}");
  }
  world.report(fake_key(1), "m", pool::Cause::key_invalid);
  world.report(fake_key(2), "m", pool::Cause::minute_limit);
  const auto order = [&world](const std::string& query) {
    Json list(world.ask("GET", keys_path, {}, query).body);
    std::string found;
    for (const json::Value key : list["keys"].elements()) found += list.text(key["masked"]).back();
    return found;
  };
  CHECK(order("") == "123");
  CHECK(order("sort=created&order=desc") == "321");
  CHECK(order("sort=name") == "312");
  CHECK(order("sort=name&order=desc") == "213");
  CHECK(order("sort=state") == "321");
  CHECK(order("sort=state&order=desc&q=") == "123");
  CHECK(order("sort=state&per_page=1&page=2") == "2");
  for (const char* sort : {"project", "requests", "errors", "tokens", "last_used"}) {
    CHECK(order(std::string("sort=") + sort).size() == 3);
  }
  check_error(world.ask("GET", keys_path, {}, "sort=colour"), 422, "sort");
  check_error(world.ask("GET", keys_path, {}, "order=up"), 422, "order");
}

TEST_CASE("many keys are changed and reset at once") {
  World world;
  world.ask("POST", keys_path, "{\"keys\":[" + quoted(fake_key(1)) + "," + quoted(fake_key(2)) + "]}");
  const std::string ids = "{\"ids\":[\"" + id_of(fake_key(1)) + "\",\"" + id_of(fake_key(2)) + "\"]";
  Json changed(world.ask("PATCH", keys_path, ids + ",\"project\":\"blue\",\"weight\":5}").body);
  CHECK(changed.number(changed["changed"]) == 2);
  CHECK(world.db->value("SELECT COUNT(*) FROM api_keys WHERE project = 'blue' AND weight = 5 AND is_active = 1") ==
        "2");
  check_error(world.ask("PATCH", keys_path, ids + ",\"weight\":0}"), 422, "weight");
  check_error(world.ask("PATCH", keys_path, ids + ",\"name\":\"x\"}"), 422, "name");
  check_error(world.ask("PATCH", keys_path, "{\"ids\":[]}"), 422, "ids");
  check_error(world.ask("PATCH", keys_path, ids + ",\"weight\":1,\"version\":1}"), 409, "version");
  check_error(world.ask("PATCH", keys_path, "{\"ids\":[\"0123456789abcdef\"],\"weight\":1}"), 404);

  world.report(fake_key(1), "m", pool::Cause::key_invalid);
  world.report(fake_key(2), "m", pool::Cause::key_blocked);
  CHECK(world.lend("m").empty());
  Json reset(world.ask("POST", "/admin/keys/gemini/reset", ids + "}").body);
  CHECK(reset.number(reset["reset"]) == 2);
  CHECK(!world.lend("m").empty());
  world.restart();
  CHECK(!world.lend("m").empty());
  check_error(world.ask("POST", "/admin/keys/gemini/reset", "{\"ids\":[\"0123456789abcdef\"]}"), 404);
}

TEST_CASE("B2: a key tells its windows, quotas and averages; what is unknown is null") {
  World world;
  world.ask("POST", keys_path, "{\"key\":" + quoted(fake_key(1)) + "}");
  world.ask("POST", "/admin/models", "{\"id\":\"gemini-3.1-pro\",\"daily_quota\":50}");
  world.ask("POST", "/admin/config", "{\"flash_daily_quota\":7}");
  Json fresh(world.ask("GET", keys_path).body);
  CHECK(fresh["keys"].at(0)["latency_ms"].is_null());
  CHECK(fresh["keys"].at(0)["success_rate"].is_null());
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::ok);
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::server_error);
  Json list(world.ask("GET", keys_path).body);
  const json::Value key = list["keys"].at(0);
  double rate = 0;
  CHECK(key["success_rate"].number(rate));
  CHECK(rate == 0.9);
  const json::Value model = key["models"].at(0);
  CHECK(list.text(model["family"]) == "Pro");
  CHECK(list.number(model["quota"]) == 50);
  CHECK(model["learned_day_limit"].is_null());
  CHECK(list.number(model["tokens_minute"]) == 7);
  const json::Value flash = list.with(key["families"], "family", "Flash");
  CHECK(list.number(flash["quota"]) == 7);
  CHECK(list.number(flash["attempts_today"]) == 0);
  Json models(world.ask("GET", "/admin/models").body);
  const json::Value offered = models["models"].at(0);
  CHECK(models.text(offered["family"]) == "Pro");
  CHECK(models.number(offered["attempts_today"]) == 2);
  CHECK(models.number(offered["tokens_today"]) == 24);
}

TEST_CASE("clients are listed page by page with what the pool counts of them") {
  World world(",\"API_KEYS\":" + quoted(fake_key(1)));
  Json limited(world.ask("POST", "/admin/keys/user", "{\"name\":\"Laptop\",\"key\":\"sk-given-canary-000001\"}").body);
  world.now_ms += 1000;
  world.ask("POST", "/admin/keys/user", "{\"name\":\"free\",\"requests_per_minute\":0,\"key\":\"sk-given-canary-000002\"}");
  pool::Call call;
  std::uint64_t id = 0;
  CHECK(text::parse_hex_id(limited.text(limited["id"]), id));
  call.client = {id, 3, 60, 0, 0};
  call.want = 1;
  call.model = "m";
  Buffer text;
  pool::encode(call, text);
  world.tell(event::pool_call(80'000, text.view()));
  Json page(world.ask("GET", "/admin/keys/user", {}, "per_page=1").body);
  CHECK(page["keys"].count() == 1);
  CHECK(page.number(page["total"]) == 2);
  CHECK(page.number(page["keys"].at(0)["requests_minute"]) == 3);
  CHECK(page.number(page["keys"].at(0)["requests_today"]) == 3);
  CHECK(page.number(page["keys"].at(0)["tokens_today"]) == 0);
  Json second(world.ask("GET", "/admin/keys/user", {}, "per_page=1&page=2").body);
  CHECK(second.text(second["keys"].at(0)["name"]) == "free");
  CHECK(second["keys"].at(0)["requests_today"].is_null());
  Json found(world.ask("GET", "/admin/keys/user", {}, "q=LAP").body);
  CHECK(found.number(found["total"]) == 1);
}
