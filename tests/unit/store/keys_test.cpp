// Key rows: every statement of the table `api_keys`, against a real SQLite.
#include "base/limits.h"
#include "base/text.h"
#include "store/d1_testing.h"
#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/key_rows.h"
#include "store/key_search.h"
#include "store/model_rows.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

namespace {

constexpr double now_ms = 1'782'932'400'000;

KeyRow key_row(std::uint64_t id, Bytes name = {}) {
  KeyRow key;
  key.id = id;
  key.sealed = "v1.sealed";
  key.masked = "…wxyz";
  key.source = "panel";
  key.name = name;
  return key;
}

struct Shelf : Desk {
  void insert(std::initializer_list<KeyRow> keys, double at_ms = now_ms) {
    ask([&](Query& query) { insert_keys(query, list_of(arena, keys), at_ms); });
  }
  List<KeyRecord> find(const KeySearch& search, std::int64_t* total = nullptr) {
    ask([&](Query& query) { list_keys(query, search, arena); });
    if (total != nullptr) *total = read_key_count(results.rows(1));
    return read_key_records(results.rows(0), arena);
  }
  std::size_t matches(Bytes text) {
    std::int64_t total = 0;
    const std::size_t found = find({text, 50, 0}, &total).size();
    CHECK(static_cast<std::int64_t>(found) == total);
    return found;
  }
  KeyRecord get(std::uint64_t id) {
    ask([&](Query& query) { get_key(query, id); });
    const List<KeyRecord> records = read_key_records(results.rows(0), arena);
    REQUIRE(records.size() == 1);
    return records[0];
  }
};

}  // namespace

TEST_CASE_METHOD(Shelf, "B1: a key is stored whole and found again") {
  KeyRow key = key_row(0x0123456789abcdef, "work");
  key.email = "a@example.com";
  key.project = "p-1";
  key.notes = "line\n\"quoted\" ü";
  key.weight = 7;
  key.active = false;
  insert({key});
  CHECK(results.changes(0) == 1);
  CHECK(db.value("SELECT id FROM api_keys") == "0123456789abcdef");
  CHECK(db.value("SELECT typeof(weight) || typeof(created_at) FROM api_keys") == "integerinteger");

  const KeyRecord found = get(key.id);
  CHECK(found.key.id == key.id);
  CHECK(found.key.sealed == "v1.sealed");
  CHECK(found.key.masked == "…wxyz");
  CHECK(found.key.source == "panel");
  CHECK(found.key.name == "work");
  CHECK(found.key.email == key.email);
  CHECK(found.key.project == key.project);
  CHECK(found.key.notes == key.notes);
  CHECK(found.key.weight == 7);
  CHECK(!found.key.active);
  CHECK(found.created_ms == now_ms);
  CHECK(found.attempts == 0);
  CHECK(found.last_used_ms == 0);
  CHECK(found.last_error.empty());
}

TEST_CASE_METHOD(Shelf, "a key that is there stays as it is") {
  insert({key_row(1, "first"), key_row(2)});
  CHECK(results.changes(0) == 2);
  insert({key_row(1, "second"), key_row(3)}, now_ms + 5);
  CHECK(results.changes(0) == 1);
  CHECK(get(1).key.name == "first");
  CHECK(get(1).created_ms == now_ms);
}

TEST_CASE_METHOD(Shelf, "a key of the environment is noted without its secret, and can be stored later") {
  KeyRow key = key_row(1);
  key.sealed = {};
  key.source = "env";
  const auto note = [&](Bytes source) {
    key.source = source;
    ask([&](Query& query) { note_keys(query, list_of(arena, {key}), now_ms); });
    return results.changes(0);
  };
  CHECK(note("env") == 1);
  CHECK(note("env") == 0);
  CHECK(db.value("SELECT sealed FROM api_keys") == "NULL");
  ask([](Query& query) { update_key(query, 1, {Bytes("named"), {}, {}, {}, {}}); });
  CHECK(note("kv") == 1);
  CHECK(get(1).key.source == "kv");
  CHECK(get(1).key.name == "named");

  KeyRow stored = key_row(1);
  stored.notes = "from the panel";
  insert({stored});
  CHECK(results.changes(0) == 1);
  CHECK(get(1).key.sealed == "v1.sealed");
  CHECK(get(1).key.source == "panel");
  CHECK(get(1).key.name == "named");
  CHECK(get(1).key.notes == "from the panel");
  CHECK(note("env") == 0);
  CHECK(get(1).key.source == "panel");
}

TEST_CASE_METHOD(Shelf, "B1: an edit changes what it names and nothing else") {
  insert({key_row(1, "old"), key_row(2, "other")});
  ask([](Query& query) { update_key(query, 1, {{}, Bytes("p"), {}, std::uint8_t{9}, false}); });
  CHECK(results.changes(0) == 1);
  KeyRecord key = get(1);
  CHECK(key.key.name == "old");
  CHECK(key.key.project == "p");
  CHECK(key.key.weight == 9);
  CHECK(!key.key.active);
  ask([](Query& query) { update_key(query, 1, {Bytes(""), {}, Bytes("n"), {}, true}); });
  key = get(1);
  CHECK(key.key.name.empty());
  CHECK(key.key.project == "p");
  CHECK(key.key.notes == "n");
  CHECK(key.key.active);
  CHECK(get(2).key.name == "other");
  CHECK(get(2).key.weight == 1);
  ask([](Query& query) { update_key(query, 3, {Bytes("x"), {}, {}, {}, {}}); });
  CHECK(results.changes(0) == 0);
}

TEST_CASE_METHOD(Shelf, "B1: errors are cleared, keys are deleted") {
  insert({key_row(1), key_row(2), key_row(3)});
  db.script("UPDATE api_keys SET error_count = 4, last_error = 'x', total_requests = 9, tokens_used = 70");
  ask([](Query& query) { clear_key_errors(query, 1); });
  CHECK(get(1).errors == 0);
  CHECK(get(1).last_error.empty());
  CHECK(get(1).attempts == 9);
  CHECK(get(1).tokens == 70);
  CHECK(get(2).errors == 4);
  ask([&](Query& query) { delete_keys(query, list_of<std::uint64_t>(arena, {1, 3, 9})); });
  CHECK(results.changes(0) == 2);
  CHECK(db.value("SELECT group_concat(id) FROM api_keys") == "0000000000000002");
  ask([](Query& query) { delete_keys(query, {}); });
  CHECK(results.changes(0) == 0);
}

TEST_CASE_METHOD(Shelf, "a search looks into all texts and takes every character as it is") {
  KeyRow key = key_row(1, "Alpha_100%");
  key.email = "Someone.With.A.Very.Long.Address.Of.More.Than.Fifty.Bytes@example.com";
  key.project = "proj";
  key.notes = "it's \\ here";
  insert({key, key_row(2, "beta")});
  CHECK(matches("") == 2);
  CHECK(matches("ALPHA") == 1);
  CHECK(matches("_") == 1);
  CHECK(matches("%") == 1);
  CHECK(matches("\\") == 1);
  CHECK(matches("'") == 1);
  CHECK(matches("wxyz") == 2);
  CHECK(matches("proj") == 1);
  CHECK(matches("nothing") == 0);
  CHECK(matches("someone.with.a.very.long.address.of.more.than.fifty.bytes@example.com") == 1);
}

TEST_CASE_METHOD(Shelf, "pages are in the order in which keys came, and bounded") {
  for (std::uint64_t i = 1; i <= 5; ++i) insert({key_row(10 - i)}, now_ms + static_cast<double>(i));
  std::int64_t total = 0;
  List<KeyRecord> page = find({{}, 2, 0}, &total);
  CHECK(total == 5);
  REQUIRE(page.size() == 2);
  CHECK(page[0].key.id == 9);
  CHECK(page[1].key.id == 8);
  page = find({{}, 2, 4}, &total);
  REQUIRE(page.size() == 1);
  CHECK(page[0].key.id == 5);
  CHECK(total == 5);
  CHECK(find({{}, 2, 6}, &total).empty());
  CHECK(total == 5);
  CHECK(find({{}, -1, -1}).empty());
  CHECK(find({{}, 1'000'000, 0}).size() == 5);
}

TEST_CASE_METHOD(Shelf, "20,000 keys go in by few statements, and all of them are loaded") {
  List<KeyRow> keys;
  const std::string sealed(800, 's');
  for (std::size_t i = 0; i < limits::pool_keys; ++i) {
    KeyRow key = key_row(text::fingerprint(std::to_string(i)), arena.join("key ", text::decimal(arena, 1)));
    key.sealed = sealed;
    keys.push(arena, key);
  }
  std::size_t statements = 0;
  ask([&](Query& query) {
    insert_keys(query, keys, now_ms);
    statements = query.statements();
  });
  CHECK(statements >= 18);
  CHECK(statements <= 20);
  std::int64_t added = 0;
  for (std::size_t i = 0; i < statements; ++i) added += results.changes(i);
  CHECK(added == static_cast<std::int64_t>(limits::pool_keys));

  Buffer body;
  load_all(body);
  tell(std::string(body.view()));
  CHECK(read_key_rows(results.rows(Loaded::keys), arena).size() == limits::pool_keys);

  List<std::uint64_t> ids;
  for (const KeyRow& key : keys) ids.push(arena, key.id);
  ask([&](Query& query) { delete_keys(query, ids); });
  CHECK(results.changes(0) == static_cast<std::int64_t>(limits::pool_keys));
}

TEST_CASE_METHOD(Shelf, "one query loads all that a pool needs") {
  KeyRow key = key_row(1, "n");
  key.project = "p";
  key.weight = 3;
  key.notes = "long";
  insert({key});
  ask([&](Query& query) {
    put_setting(query, "max_attempts", "7");
    bump_version(query, 5);
    put_model(query, {"m", Family::pro, 10, {}}, arena);
  });
  Buffer body;
  load_all(body);
  tell(std::string(body.view()));
  const List<KeyRow> keys = read_key_rows(results.rows(Loaded::keys), arena);
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].id == 1);
  CHECK(keys[0].sealed == "v1.sealed");
  CHECK(keys[0].name == "n");
  CHECK(keys[0].project == "p");
  CHECK(keys[0].weight == 3);
  CHECK(keys[0].active);
  CHECK(keys[0].notes.empty());
  CHECK(read_model_rows(results.rows(Loaded::models), spare, arena).size() == 1);
  CHECK(read_client_rows(results.rows(Loaded::clients), spare, arena).empty());
  CHECK(read_setting_rows(results.rows(Loaded::settings), arena).size() == 1);
  CHECK(read_version(results.rows(Loaded::settings)) == 5);
}

TEST_CASE_METHOD(Shelf, "a weight out of range, written by hand, is brought into it") {
  insert({key_row(1), key_row(2)});
  db.script("UPDATE api_keys SET weight = 1000 WHERE id LIKE '%1'; UPDATE api_keys SET weight = -3 WHERE id LIKE '%2'");
  CHECK(get(1).key.weight == 100);
  CHECK(get(2).key.weight == 1);
}

TEST_CASE_METHOD(Shelf, "F6 keys without rows are listed with those that have some, searched, ordered and paged alike") {
  insert({key_row(2, "b"), key_row(3, "c")});
  KeyRow lost = key_row(1, "a");
  lost.masked = "…lost";
  lost.source = "env";
  KeySearch search;
  search.unnamed.push(arena, lost);
  search.unnamed.push(arena, key_row(2, "has a row by now"));
  search.unnamed_ms = now_ms + 2;  // behind the two above
  std::int64_t total = 0;
  const List<KeyRecord> all = find(search, &total);
  REQUIRE(all.size() == 3);
  CHECK(total == 3);
  CHECK(all[2].key.id == 1);
  CHECK(all[2].key.masked == "…lost");
  CHECK(all[2].key.source == "env");
  CHECK(all[2].key.name == "a");
  CHECK(all[2].key.active);
  CHECK(all[2].created_ms == now_ms + 2);
  CHECK(all[2].last_used_ms == 0);

  search.order = KeyOrder::name;
  search.limit = 1;
  CHECK(find(search, &total)[0].key.id == 1);
  CHECK(total == 3);
  search.search = "LOST";
  CHECK(find(search, &total).size() == 1);
  CHECK(total == 1);

  search.search = {};
  search.limit = 50;
  List<std::uint64_t> ids;
  for (const std::uint64_t id : {1ULL, 3ULL}) ids.push(arena, id);
  ask([&](Query& query) { list_keys_among(query, search, ids, arena); });
  CHECK(read_key_records(results.rows(0), arena).size() == 2);
  CHECK(read_key_count(results.rows(1)) == 2);

  List<List<std::uint64_t>> ranks;
  ranks.push(arena, {});
  ranks[0].push(arena, 3);
  ranks.push(arena, {});
  ranks[1].push(arena, 1);
  ask([&](Query& query) { list_keys_ranked(query, search, ranks, arena); });
  const List<KeyRecord> ranked = read_key_records(results.rows(0), arena);
  REQUIRE(ranked.size() == 3);
  CHECK(ranked[0].key.id == 3);
  CHECK(ranked[1].key.id == 1);
  CHECK(read_key_count(results.rows(1)) == 3);
}

TEST_CASE_METHOD(Shelf, "H4: what D1 has not been told is in the totals, once, whether or not it arrives meanwhile") {
  insert({key_row(1, "a"), key_row(2, "b")});
  db.script("UPDATE api_keys SET total_requests = 5, error_count = 1, tokens_used = 50, last_used_at = 100, last_error = 'old'");
  KeySearch search;
  search.unsent =
      R"([{"write":"w1","id":"0000000000000001","attempts":2,"errors":1,"tokens":20,"last_used_at":200,"last_error":"new"},)"
      R"({"write":"w2","id":"0000000000000001","attempts":1,"errors":0,"tokens":7,"last_used_at":300,"last_error":""},)"
      R"({"write":"w2","id":"0000000000000009","attempts":9,"errors":9,"tokens":9,"last_used_at":9,"last_error":"gone"}])";
  search.order = KeyOrder::requests;
  search.descending = true;
  List<KeyRecord> keys = find(search);
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].key.id == 1);
  CHECK(keys[0].attempts == 8);
  CHECK(keys[0].errors == 2);
  CHECK(keys[0].tokens == 77);
  CHECK(keys[0].last_used_ms == 300);
  CHECK(keys[0].last_error == "new");
  CHECK(keys[1].attempts == 5);
  CHECK(keys[1].last_error == "old");
  db.script("INSERT INTO writes VALUES ('w1', 0)");  // the first of them has arrived
  keys = find(search);
  CHECK(keys[0].attempts == 6);
  CHECK(keys[0].last_error == "old");
}
