// Client, model and config rows: what administrators change, against a real SQLite.
#include "base/limits.h"
#include "store/d1_testing.h"
#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/later_columns.h"
#include "store/model_rows.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

namespace {

const std::string digest = "\x01\x23\x45\x67\x89\xab\xcd\xef-the-rest-of-a-sha-256-";
const std::string digest_digits = "0123456789abcdef2d7468652d726573742d6f662d612d7368612d3235362d30";

ClientRow client_row(Bytes name = "laptop") {
  ClientRow client;
  set_digest(client, digest + "0");
  client.name = name;
  client.hint = "…9f3a";
  client.created_ms = 1'782'932'400'000;
  return client;
}

struct Shelf : Desk {
  List<ClientRow> clients() {
    ask([](Query& query) { list_clients(query); });
    return read_client_rows(results.rows(0), spare, arena);
  }
  List<ModelRow> models() {
    ask([](Query& query) { list_models(query); });
    return read_model_rows(results.rows(0), spare, arena);
  }
  std::int64_t insert(const ClientRow& client) {
    return ask([&](Query& query) { insert_client(query, client, arena); }).changes(0);
  }
  std::int64_t edit(const ClientRow& client, const ClientEdit& edit) {
    return ask([&](Query& query) { update_client(query, client.id, edit, arena); }).changes(0);
  }
};

}  // namespace

TEST_CASE_METHOD(Shelf, "F2: a client's key is its digest; the id is the digest's beginning") {
  ClientRow client = client_row();
  REQUIRE((digest + "0").size() == 32);
  CHECK(client.id == 0x0123456789abcdef);
  CHECK(digest_hex(client, arena) == digest_digits);
  ClientRow read;
  REQUIRE(read_digest(digest_digits, read));
  CHECK(read.id == client.id);
  CHECK(digest_hex(read, arena) == digest_digits);
  for (const std::string& wrong : {std::string(), digest_digits.substr(1), digest_digits + "0", std::string(64, 'F')}) {
    CHECK(!read_digest(wrong, read));
  }
}

TEST_CASE_METHOD(Shelf, "a client is stored whole; limits that are not set stay unset") {
  ClientRow client = client_row();
  CHECK(insert(client) == 1);
  List<ClientRow> rows = clients();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].id == client.id);
  CHECK(digest_hex(rows[0], arena) == digest_digits);
  CHECK(rows[0].name == "laptop");
  CHECK(rows[0].hint == "…9f3a");
  CHECK(rows[0].created_ms == client.created_ms);
  CHECK(rows[0].expires_ms == 0);
  CHECK(rows[0].models.empty());
  CHECK(rows[0].rpm == -1);
  CHECK(rows[0].rpd == -1);
  CHECK(rows[0].tpd == -1);
  CHECK(rows[0].active);
  CHECK(rows[0].safety);
  CHECK(db.value("SELECT requests_per_minute FROM client_keys") == "NULL");
  CHECK(insert(client_row("again")) == 0);
  CHECK(clients()[0].name == "laptop");

  ask([&](Query& query) { delete_client(query, client.id); });
  CHECK(results.changes(0) == 1);
  client.expires_ms = 5000;
  client.models = list_of<Bytes>(arena, {"m1", "m\"2"});
  client.rpm = 0;
  client.rpd = 10;
  client.tpd = 1'000'000'000'000;
  client.active = false;
  client.safety = false;
  CHECK(insert(client) == 1);
  rows = clients();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].expires_ms == 5000);
  REQUIRE(rows[0].models.size() == 2);
  CHECK(rows[0].models[1] == "m\"2");
  CHECK(rows[0].rpm == 0);
  CHECK(rows[0].rpd == 10);
  CHECK(rows[0].tpd == 1'000'000'000'000);
  CHECK(!rows[0].active);
  CHECK(!rows[0].safety);
}

TEST_CASE_METHOD(Shelf, "an edit of a client changes what it names, and can unset") {
  const ClientRow client = client_row();
  insert(client);
  ClientEdit first;
  first.rpm = 5;
  first.rpd = 0;
  first.tpd = 100;
  first.expires_ms = 9000;
  first.models = list_of<Bytes>(arena, {"m"});
  first.safety = false;
  CHECK(edit(client, first) == 1);
  ClientRow row = clients()[0];
  CHECK(row.name == "laptop");
  CHECK(row.active);
  CHECK(row.rpm == 5);
  CHECK(row.rpd == 0);
  CHECK(row.tpd == 100);
  CHECK(row.expires_ms == 9000);
  CHECK(row.models.size() == 1);
  CHECK(!row.safety);

  ClientEdit second;
  second.name = "desk";
  second.active = false;
  second.rpm = -1;
  second.expires_ms = 0;
  second.models = List<Bytes>();
  CHECK(edit(client, second) == 1);
  row = clients()[0];
  CHECK(row.name == "desk");
  CHECK(!row.active);
  CHECK(row.rpm == -1);
  CHECK(row.rpd == 0);
  CHECK(row.tpd == 100);
  CHECK(row.expires_ms == 0);
  CHECK(row.models.empty());
  CHECK(!row.safety);
  CHECK(
      db.value("SELECT typeof(requests_per_minute) || typeof(expires_at) || typeof(tokens_per_day) FROM client_keys") ==
      "nullnullinteger");

  ClientRow nobody = client;
  nobody.id = 7;
  CHECK(edit(nobody, second) == 0);
}

TEST_CASE_METHOD(Shelf, "there is a bound on clients") {
  const std::string most = std::to_string(limits::clients_stored - 1);
  db.script(
      "INSERT INTO client_keys (id, digest, created_at) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
      "FROM n WHERE i < " +
      most + ") SELECT printf('%016x', i), printf('%064x', i), 0 FROM n");
  CHECK(insert(client_row()) == 1);
  CHECK(clients().size() == limits::clients_stored);
  ClientRow next = client_row();
  set_digest(next, digest + "1");
  next.id = 0xFF00000000000000;
  CHECK(insert(next) == 0);
}

TEST_CASE_METHOD(Shelf, "B2 B4: models are put, synced and deleted") {
  const List<Bytes> aliases = list_of<Bytes>(arena, {"gpt-4o", "best"});
  ask([&](Query& query) {
    put_model(query, {"gemini-2.5-pro", Family::pro, 100, aliases}, arena);
    put_model(query, {"mine", Family::custom, -1, {}}, arena);
  });
  List<ModelRow> rows = models();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].id == "gemini-2.5-pro");
  CHECK(rows[0].category == Family::pro);
  CHECK(rows[0].daily_quota == 100);
  REQUIRE(rows[0].aliases.size() == 2);
  CHECK(rows[0].aliases[1] == "best");
  CHECK(rows[1].category == Family::custom);
  CHECK(rows[1].daily_quota == -1);
  CHECK(db.value("SELECT daily_quota FROM models WHERE id = 'mine'") == "NULL");

  ask([&](Query& query) {
    put_model(query, {"mine", Family::flash, 0, {}}, arena);
    add_models(query,
               list_of<ModelRow>(arena, {{"mine", Family::pro, 7, {}},
                                         {"gemini-2.5-flash", Family::flash, -1, aliases},
                                         {"own", Family::custom, 20, {}}}),
               arena);
    add_models(query, {}, arena);
  });
  CHECK(results.changes(1) == 2);
  rows = models();
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].id == "gemini-2.5-flash");
  CHECK(rows[0].aliases.size() == 2);
  CHECK(rows[0].daily_quota == -1);
  CHECK(rows[2].id == "mine");
  CHECK(rows[2].category == Family::flash);
  CHECK(rows[2].daily_quota == 0);
  CHECK(rows[3].daily_quota == 20);

  ask([](Query& query) { delete_model(query, "mine"); });
  CHECK(results.changes(0) == 1);
  CHECK(models().size() == 3);
}

TEST_CASE("B2: a model's family is a word of its name") {
  for (const char* name : {"gemini-2.5-pro", "models/gemini-3-pro-preview", "PRO", "my.pro:latest", "pro-flash"}) {
    INFO(name);
    CHECK(family_of(name) == Family::pro);
  }
  for (const char* name : {"gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-3-Flash"}) {
    INFO(name);
    CHECK(family_of(name) == Family::flash);
  }
  for (const char* name : {"", "gemma-3", "prototype", "gemini-2.5-prox", "flashy", "professional-1"}) {
    INFO(name);
    CHECK(family_of(name) == Family::custom);
  }
  Family family = Family::custom;
  CHECK(parse_family("Pro", family));
  CHECK(family == Family::pro);
  CHECK(parse_family("FLASH", family));
  CHECK(family_text(family) == "Flash");
  CHECK(!parse_family("Ultra", family));
  CHECK(family == Family::flash);
}

TEST_CASE_METHOD(Shelf, "E1: settings are put with their description, and the version only rises") {
  ask([](Query& query) { list_settings(query); });
  CHECK(read_version(results.rows(0)) == 0);
  CHECK(read_setting_rows(results.rows(0), arena).empty());

  ask([](Query& query) {
    put_setting(query, "max_attempts", "7");
    put_setting(query, "model_aliases", "{\"a\":\"b\"}");
    bump_version(query, 1'782'932'400'000);
  });
  CHECK(db.value("SELECT description FROM pool_config WHERE key = 'max_attempts'") ==
        find_setting("max_attempts")->description);
  ask([](Query& query) {
    put_setting(query, "max_attempts", "8");
    bump_version(query, 5);
    bump_version(query, 5);
    list_settings(query);
  });
  const json::Value rows = results.rows(3);
  CHECK(read_version(rows) == 1'782'932'400'002);
  const List<SettingRow> found = read_setting_rows(rows, arena);
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "max_attempts");
  CHECK(found[0].value == "8");
  CHECK(found[1].value == "{\"a\":\"b\"}");
  CHECK(db.value("SELECT value FROM pool_config WHERE key = 'config_version'") == "1782932400002");

  ask([](Query& query) {
    delete_setting(query, "max_attempts");
    bump_version(query, 1'782'932'500'000);
    list_settings(query);
  });
  CHECK(read_setting_rows(results.rows(2), arena).size() == 1);
  CHECK(read_version(results.rows(2)) == 1'782'932'500'000);
}

TEST_CASE_METHOD(Shelf, "E2 H19: the table shows every setting with its value, and a value changed by hand is set") {
  Config presets;
  presets.max_attempts = 9;
  const auto note = [&](std::size_t expected) {
    ask([](Query& query) { list_settings(query); });
    const List<SettingRow> defaults = defaults_to_note(results.rows(0), presets, arena);
    CHECK(defaults.size() == expected);
    ask([&](Query& query) { note_defaults(query, defaults); });
    ask([](Query& query) { list_settings(query); });
  };
  ask([](Query& query) { put_setting(query, "log_level", "all"); });
  note(std::size(settings) - 1);
  CHECK(db.value("SELECT COUNT(*) FROM pool_config WHERE description <> ''") == std::to_string(std::size(settings)));
  CHECK(db.value("SELECT value FROM pool_config WHERE key = 'max_attempts'") == "9");
  REQUIRE(read_setting_rows(results.rows(0), arena).size() == 1);  // as its default, but set
  note(0);

  db.script("UPDATE pool_config SET value = 'least_used' WHERE key = 'rotation_strategy'");
  presets.max_attempts = 4;
  note(1);
  CHECK(db.value("SELECT value FROM pool_config WHERE key = 'max_attempts'") == "4");
  const List<SettingRow> set = read_setting_rows(results.rows(0), arena);
  REQUIRE(set.size() == 2);
  CHECK(set[1].name == "rotation_strategy");
  CHECK(set[1].value == "least_used");

  ask([](Query& query) { delete_setting(query, "rotation_strategy"); });
  note(1);
  CHECK(db.value("SELECT value FROM pool_config WHERE key = 'rotation_strategy'") == "round_robin");
  CHECK(read_setting_rows(results.rows(0), arena).size() == 1);
}

TEST_CASE("E2: tables of an earlier version get the columns that they lack, from the oldest on") {
  const auto additions = [](Bytes complaint) {
    Buffer body;
    return add_later_columns(complaint, body) ? std::string(body.view()) : std::string();
  };
  CHECK(additions("D1_ERROR: no such column: mass").empty());
  const std::string all = additions("D1_ERROR: no such column: native_resources at offset 9");
  CHECK(all.find("native_resources") < all.find("standard"));
  CHECK(all.find("gmail_email") != std::string::npos);
  CHECK(additions("no such column: standard").find("native_resources") == std::string::npos);
  CHECK(additions("no such column: standard").find("gmail_email") != std::string::npos);
  CHECK(additions("no such column: gmail_email").find("standard") == std::string::npos);
  const std::string newest = additions("no such column: attempts");
  CHECK(newest.find("usage_hourly") < newest.find("usage_daily"));
  CHECK(newest.find("gmail_email") == std::string::npos);
}

TEST_CASE_METHOD(Shelf, "settings of another version of Rota are left out") {
  db.script("INSERT INTO pool_config (key, value) VALUES ('later', '1'), ('heartbeat_ms', '0')");
  ask([](Query& query) { list_settings(query); });
  const List<SettingRow> found = read_setting_rows(results.rows(0), arena);
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "heartbeat_ms");
}
