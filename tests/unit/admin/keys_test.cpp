// The key desk: what administrators see of the pool's keys, and what they change, against a real SQLite.
#include "admin/admin_testing.h"
#include "pool/pacific_day.h"

using namespace admin_testing;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr Bytes keys_path = "/admin/keys/gemini";

std::string path_of(const std::string& key) { return std::string(keys_path) + "/" + id_of(key); }

std::string keys_body(std::size_t count, const std::string& more = "") {
  std::string body = "{\"keys\":[";
  for (std::size_t i = 1; i <= count; ++i) body += (i > 1 ? "," : "") + quoted(fake_key(i));
  return body + "]" + more + "}";
}

std::string state_of(World& world, const std::string& key) {
  Json list(world.ask("GET", keys_path, {}, "per_page=200").body);
  return list.text(list.with(list["keys"], "id", id_of(key))["state"]);
}

}  // namespace

TEST_CASE("B1: keys are added, listed masked with their state, and serve at once") {
  World world;
  const Answer added =
      world.ask("POST", keys_path, keys_body(2, ",\"name\":\"first\",\"project\":\"p1\",\"notes\":\"n\",\"weight\":3"));
  CHECK(added.status == 201);
  Json made(added.body);
  CHECK(made["ids"].count() == 2);
  CHECK(made.text(made["ids"].at(0)) == id_of(fake_key(1)));
  CHECK(made.number(made["added"]) == 2);
  CHECK(made.number(made["version"]) > 0);
  CHECK(world.ledger().size() == 2);

  const Answer listed = world.ask("GET", keys_path);
  CHECK(listed.status == 200);
  Json list(listed.body);
  CHECK(list.number(list["total"]) == 2);
  CHECK(list.number(list["page"]) == 1);
  CHECK(list.number(list["per_page"]) == 50);
  CHECK(list.number(list["version"]) == made.number(made["version"]));
  const json::Value key = list.with(list["keys"], "id", id_of(fake_key(1)));
  CHECK(list.text(key["masked"]) == "…0001");
  CHECK(list.text(key["name"]) == "first");
  CHECK(list.text(key["project"]) == "p1");
  CHECK(list.text(key["notes"]) == "n");
  CHECK(list.text(key["source"]) == "panel");
  CHECK(list.text(key["state"]) == "ready");
  CHECK(list.number(key["weight"]) == 3);
  CHECK(key["enabled"].is_true());
  CHECK(list.number(key["created_at"]) == static_cast<std::int64_t>(noon_ms));
  CHECK(list.number(key["total_attempts"]) == 0);
  CHECK(key["last_used_at"].is_null());
  CHECK(key["until"].is_null());
  CHECK(key["models"].is_array());
}

TEST_CASE("F1: no pool key shows in an answer, a log, a row or a statement") {
  World world(",\"API_KEYS\":" + quoted(fake_key(9)));
  world.ask("POST", keys_path, keys_body(3, ",\"notes\":" + quoted("this is " + fake_key(4))));
  world.ask("POST", "/admin/keys/import", "me@mail:" + fake_key(5) + "\nAIza FAKE\nx");
  world.ask("POST", keys_path, keys_body(3));
  world.ask("POST", keys_path, "{" + quoted(fake_key(6)) + ":1}");
  world.ask("PATCH", path_of(fake_key(1)), "{\"name\":" + quoted(fake_key(7)) + "}");
  world.report(fake_key(1), "gemini-3.6-flash", pool::Cause::day_limit, "spent by " + fake_key(1));
  world.ask("GET", keys_path, {}, "q=" + fake_key(8));
  world.ask("GET", keys_path);
  world.ask("GET", "/status");
  world.ask("GET", "/metrics");
  world.ask("GET", "/admin/stats", {}, "by=key");
  // What an administrator searches for is a parameter of a statement; nothing else may hold a key.
  std::string emitted = world.emitted;
  for (std::size_t at = emitted.find(fake_key(8)); at != std::string::npos; at = emitted.find(fake_key(8))) {
    emitted.erase(at, fake_key(8).size());
  }
  CHECK(emitted.find("FAKE-canary") == std::string::npos);
  CHECK(emitted.find(seal_of(fake_key(1))) != std::string::npos);
}

TEST_CASE("a key that is there already is a duplicate: 409 when nothing was new") {
  World world;
  world.ask("POST", keys_path, keys_body(2));
  check_error(world.ask("POST", keys_path, keys_body(2)), 409, "keys");
  check_error(world.ask("POST", keys_path, "{\"key\":" + quoted(fake_key(1)) + "}"), 409, "key");
  Json partly(world.ask("POST", keys_path, keys_body(3)).body);
  CHECK(partly.number(partly["added"]) == 1);
  CHECK(partly.number(partly["already_there"]) == 2);
  CHECK(world.ledger().size() == 3);
}

TEST_CASE("bad fields of a new key are named") {
  World world;
  check_error(world.ask("POST", keys_path, "{"), 400);
  check_error(world.ask("POST", keys_path, "[]"), 400);
  check_error(world.ask("POST", keys_path, "{}"), 422, "key");
  check_error(world.ask("POST", keys_path, "{\"key\":1}"), 422, "key");
  check_error(world.ask("POST", keys_path, "{\"key\":\"short\"}"), 422, "key");
  check_error(world.ask("POST", keys_path, "{\"keys\":[\"" + std::string(513, 'k') + "\"]}"), 422, "keys");
  check_error(world.ask("POST", keys_path, "{\"keys\":[\"schlüssel-1234\"]}"), 422, "keys");
  check_error(world.ask("POST", keys_path, "{\"keys\":[1]}"), 422, "keys");
  check_error(world.ask("POST", keys_path, "{\"keys\":{}}"), 422, "keys");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"weight\":0")), 422, "weight");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"weight\":1.5")), 422, "weight");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"name\":[]")), 422, "name");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"name\":\"a\\nb\"")), 422, "name");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"notes\":\"" + std::string(201, 'n') + "\"")), 422, "notes");
  check_error(world.ask("POST", keys_path, keys_body(1, ",\"wait\":1")), 422, "wait");
  CHECK(world.db->value("SELECT COUNT(*) FROM api_keys") == "0");
}

TEST_CASE("a key is changed, switched off and on again") {
  World world;
  world.ask("POST", keys_path, keys_body(2));
  const Answer changed =
      world.ask("PATCH", path_of(fake_key(1)),
                "{\"name\":\"mine\",\"project\":\"p2\",\"notes\":\"\",\"weight\":100,\"enabled\":false}");
  CHECK(changed.status == 200);
  Json answer(changed.body);
  CHECK(answer.text(answer["id"]) == id_of(fake_key(1)));
  CHECK(state_of(world, fake_key(1)) == "off");
  CHECK(state_of(world, fake_key(2)) == "ready");
  CHECK(world.ask("PATCH", path_of(fake_key(1)), "{\"enabled\":1}").status == 200);
  CHECK(state_of(world, fake_key(1)) == "ready");
  Json list(world.ask("GET", keys_path).body);
  const json::Value key = list.with(list["keys"], "id", id_of(fake_key(1)));
  CHECK(list.text(key["name"]) == "mine");
  CHECK(list.number(key["weight"]) == 100);

  check_error(world.ask("PATCH", path_of(fake_key(1)), "{\"weight\":101}"), 422, "weight");
  check_error(world.ask("PATCH", path_of(fake_key(1)), "{\"enabled\":\"yes\"}"), 422, "enabled");
  check_error(world.ask("PATCH", path_of(fake_key(3)), "{\"weight\":1}"), 404);
  check_error(world.ask("PATCH", "/admin/keys/gemini/xyz", "{\"weight\":1}"), 404);
}

TEST_CASE("a change on top of somebody else's is refused") {
  World world;
  world.ask("POST", keys_path, keys_body(1));
  Json list(world.ask("GET", keys_path).body);
  const std::string version = std::to_string(list.number(list["version"]));
  CHECK(world.ask("PATCH", path_of(fake_key(1)), "{\"weight\":2,\"version\":" + version + "}").status == 200);
  check_error(world.ask("PATCH", path_of(fake_key(1)), "{\"weight\":3,\"version\":" + version + "}"), 409, "version");
  check_error(world.ask("PATCH", path_of(fake_key(1)), "{\"weight\":3,\"version\":\"x\"}"), 422, "version");
  CHECK(world.db->value("SELECT weight FROM api_keys") == "2");
}

TEST_CASE("A2, A4: a list tells how each model of a key stands, and why") {
  World world;
  world.ask("POST", keys_path, keys_body(3));
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::day_limit, "GenerateRequestsPerDay is spent");
  world.report(fake_key(1), "gemini-3.6-flash", pool::Cause::ok);
  world.report(fake_key(2), "gemini-3.1-pro", pool::Cause::key_invalid, "API key not valid");
  world.report(fake_key(3), "gemini-3.1-pro", pool::Cause::billing, "prepayment is spent");
  Json list(world.ask("GET", keys_path).body);
  const json::Value limited = list.with(list["keys"], "id", id_of(fake_key(1)));
  CHECK(list.text(limited["state"]) == "limited");
  CHECK(limited["models"].count() == 2);
  const json::Value pro = list.with(limited["models"], "model", "gemini-3.1-pro");
  CHECK(list.text(pro["state"]) == "limited");
  CHECK(list.text(pro["cause"]) == "day_limit");
  CHECK(list.text(pro["reason"]) == "GenerateRequestsPerDay is spent");
  CHECK(list.number(pro["until"]) == static_cast<std::int64_t>(pool::next_pacific_midnight_ms(noon_ms)));
  CHECK(list.number(pro["attempts_today"]) == 1);
  CHECK(list.number(pro["errors_today"]) == 1);
  const json::Value flash = list.with(limited["models"], "model", "gemini-3.6-flash");
  CHECK(list.text(flash["state"]) == "ready");
  CHECK(flash["until"].is_null());
  CHECK(list.number(flash["tokens_today"]) == 12);
  const json::Value dead = list.with(list["keys"], "id", id_of(fake_key(2)));
  CHECK(list.text(dead["state"]) == "disabled");
  CHECK(list.text(dead["cause"]) == "key_invalid");
  CHECK(list.text(dead["reason"]) == "API key not valid");
  const json::Value broke = list.with(list["keys"], "id", id_of(fake_key(3)));
  CHECK(list.text(broke["state"]) == "resting");
  CHECK(list.number(broke["until"]) > static_cast<std::int64_t>(noon_ms));
}

TEST_CASE("B1: a reset takes back what was held against a key, now") {
  World world;
  world.ask("POST", keys_path, keys_body(1));
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::key_invalid, "API key not valid");
  CHECK(state_of(world, fake_key(1)) == "disabled");
  world.db->script("UPDATE api_keys SET error_count = 5, last_error = 'API key not valid'");
  const Answer reset = world.ask("POST", path_of(fake_key(1)) + "/reset");
  CHECK(reset.status == 200);
  CHECK(state_of(world, fake_key(1)) == "ready");
  CHECK(world.db->value("SELECT error_count || last_error FROM api_keys") == "0");
  check_error(world.ask("POST", path_of(fake_key(2)) + "/reset"), 404);

  // D1 away: the ledger is what decides, and it has forgotten.
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::key_invalid);
  world.fail = "D1_ERROR: overloaded";
  check_error(world.ask("POST", path_of(fake_key(1)) + "/reset"), 503);
  world.fail.clear();
  CHECK(state_of(world, fake_key(1)) == "ready");
}

TEST_CASE("a list is paged, searched and filtered by state") {
  World world;
  world.ask("POST", keys_path, keys_body(7));
  world.ask("PATCH", path_of(fake_key(3)), "{\"name\":\"100% Mine_x\",\"enabled\":false}");
  world.ask("PATCH", path_of(fake_key(4)), "{\"name\":\"other\",\"enabled\":false}");
  Json third(world.ask("GET", keys_path, {}, "page=3&per_page=3").body);
  CHECK(third["keys"].count() == 1);
  CHECK(third.number(third["total"]) == 7);
  Json found(world.ask("GET", keys_path, {}, "q=100%25+mine_").body);
  CHECK(found.number(found["total"]) == 1);
  Json masked(world.ask("GET", keys_path, {}, "q=0005").body);
  CHECK(masked.text(masked["keys"].at(0)["id"]) == id_of(fake_key(5)));
  Json off(world.ask("GET", keys_path, {}, "state=off&per_page=1&page=2").body);
  CHECK(off.number(off["total"]) == 2);
  CHECK(off["keys"].count() == 1);
  CHECK(off.text(off["keys"].at(0)["state"]) == "off");
  Json both(world.ask("GET", keys_path, {}, "state=off&q=other").body);
  CHECK(both.number(both["total"]) == 1);
  Json none(world.ask("GET", keys_path, {}, "state=unreadable").body);
  CHECK(none.number(none["total"]) == 0);
  check_error(world.ask("GET", keys_path, {}, "state=tired"), 422, "state");
  check_error(world.ask("GET", keys_path, {}, "page=0"), 422, "page");
  check_error(world.ask("GET", keys_path, {}, "per_page=201"), 422, "per_page");
  check_error(world.ask("GET", keys_path, {}, "per_page=x"), 422, "per_page");
}

TEST_CASE("keys are deleted, but not those whose home is elsewhere") {
  World world(",\"API_KEYS\":" + quoted(fake_key(9)));
  world.ask("POST", keys_path, keys_body(4));
  CHECK(world.ledger().size() == 5);
  Json one(world.ask("DELETE", path_of(fake_key(1))).body);
  CHECK(one.number(one["deleted"]) == 1);
  CHECK(world.ledger().size() == 4);
  const auto ids = [](std::initializer_list<std::size_t> numbers) {
    std::string list;
    for (const std::size_t number : numbers) list += (list.empty() ? "" : ",") + quoted(id_of(fake_key(number)));
    return "{\"ids\":[" + list + "]}";
  };
  const Answer foreign = world.ask("DELETE", path_of(fake_key(9)));
  check_error(foreign, 409);
  CHECK_THAT(foreign.body, ContainsSubstring("API_KEYS"));
  check_error(world.ask("DELETE", keys_path, ids({2, 9})), 409);
  CHECK(world.ledger().size() == 4);
  Json two(world.ask("DELETE", keys_path, ids({1, 2, 3})).body);
  CHECK(two.number(two["deleted"]) == 2);
  CHECK(world.ledger().size() == 2);
  CHECK(world.db->value("SELECT COUNT(*) FROM api_keys") == "2");
  check_error(world.ask("DELETE", path_of(fake_key(1))), 404);
  check_error(world.ask("DELETE", keys_path, ids({1})), 404);
  check_error(world.ask("DELETE", keys_path, "{\"ids\":[]}"), 422, "ids");
  check_error(world.ask("DELETE", keys_path, "{\"ids\":[\"x\"]}"), 422, "ids");
  check_error(world.ask("DELETE", keys_path, "{\"ids\":3}"), 422, "ids");
}

TEST_CASE("keys that cannot be decrypted are told apart, and come back when they are added anew") {
  World world;
  world.ask("POST", keys_path, keys_body(2, ",\"notes\":\"kept\""));
  world.db->script("UPDATE api_keys SET sealed = 'v1.'");  // as after a change of SESSION_SECRET_KEY: nothing opens
  world.ask("PATCH", path_of(fake_key(1)), "{\"name\":\"x\"}");  // loads everything anew
  CHECK(state_of(world, fake_key(1)) == "unreadable");
  Json list(world.ask("GET", keys_path, {}, "state=unreadable").body);
  CHECK(list.number(list["total"]) == 2);
  Json added(world.ask("POST", keys_path, keys_body(1)).body);
  CHECK(added.number(added["added"]) == 1);
  CHECK(state_of(world, fake_key(1)) == "ready");
  CHECK(state_of(world, fake_key(2)) == "unreadable");
  CHECK(world.db->value("SELECT notes FROM api_keys WHERE id = '" + id_of(fake_key(1)) + "'") == "kept");
}

namespace {

/// Keys of API_KEYS and of KV, and what is listed of them: "masked source state" each.
std::string listed(World& world, const std::string& query = "") {
  const Answer answer = world.ask("GET", keys_path, {}, query);
  if (answer.status != 200) return std::to_string(answer.status);
  Json list(answer.body);
  std::string found = std::to_string(list.number(list["total"])) + ":";
  for (const json::Value key : list["keys"].elements()) {
    found += " " + list.text(key["masked"]) + " " + list.text(key["source"]) + " " + list.text(key["state"]);
  }
  return found;
}

std::string problems_of(World& world) { return world.ask("GET", "/status").body; }

/// With nothing stored in the object, nor in D1 where it has the table.
void begin_anew(World& world) {
  world.pass(limits::write_behind_ms);
  world.rows.clear();
  if (world.db->value("SELECT count(*) FROM pragma_table_info('api_keys') WHERE name = 'sealed'") == "1") {
    world.db->script("DELETE FROM api_keys");
  }
  world.restart();
  world.pump();
}

const std::string refusal = "D1_ERROR: attempt to write a readonly database";
const std::string two_keys = ",\"API_KEYS\":" + quoted(fake_key(1) + "," + fake_key(2));

}  // namespace

TEST_CASE("F6 keys: those of API_KEYS and KV that a D1 without writes cannot take are listed, and the problem is told") {
  World world(two_keys);
  world.kv["key_1"] = fake_key(3);
  world.fail_d1_writes = refusal;
  begin_anew(world);
  CHECK(listed(world) == "3: …0001 env ready …0002 env ready …0003 kv ready");
  CHECK(listed(world, "sort=state&order=desc").rfind("3:", 0) == 0);
  CHECK(listed(world, "state=ready&q=0002") == "1: …0002 env ready");
  CHECK(listed(world, "state=disabled") == "0:");
  CHECK_THAT(problems_of(world), ContainsSubstring("keys_unnamed"));
  CHECK(world.logged("D1 does not take rows for keys") == 1);
  world.pass(minute_ms);
  CHECK(world.logged("D1 does not take rows for keys") == 1);
  world.fail_d1_writes.clear();
  world.pass(limits::load_retry_max_ms);
  world.pump();
  CHECK(world.db->value("SELECT count(*) FROM api_keys") == "3");
  CHECK(listed(world) == "3: …0001 env ready …0002 env ready …0003 kv ready");
  CHECK_THAT(problems_of(world), !ContainsSubstring("keys_unnamed"));
}

TEST_CASE("F6 keys: where D1 cannot be read at all, has no tables or those of another version, what is known is listed") {
  const auto [fault, kind] = GENERATE(table<std::string, std::string>({
      {"D1_ERROR: Your account has exceeded D1's free tier daily row read limit", "limit_spent"},
      {"no answer within 5000 ms", "record_unreadable"},
      {"no tables", "record_unreadable"},
      {"another version", "record_unreadable"},
  }));
  INFO(fault);
  World world(two_keys);
  if (fault == "no tables" || fault == "another version") {
    world.fail_d1_writes = refusal;
    world.db->script("DROP TABLE api_keys");
    if (fault == "another version") world.db->script("CREATE TABLE api_keys (key TEXT)");
  } else {
    world.fail_d1 = fault;
  }
  begin_anew(world);
  CHECK(listed(world) == "2: …0001 env ready …0002 env ready");
  CHECK(listed(world, "page=2&per_page=1") == "2: …0002 env ready");
  CHECK(listed(world, "order=desc&per_page=1") == "2: …0002 env ready");
  CHECK(listed(world, "state=ready&q=0001") == "1: …0001 env ready");
  CHECK(listed(world, "sort=state") == "2: …0001 env ready …0002 env ready");
  CHECK_THAT(problems_of(world), ContainsSubstring(kind));
}
