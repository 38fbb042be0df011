// Snapshot: from the rows of D1 to what every isolate reads.
#include "store/d1_testing.h"
#include "store/key_rows.h"
#include "store/snapshot.h"

using namespace rota;
using namespace rota::store;
using namespace rota::test;

namespace {

/// 32 bytes that begin with that number.
std::string digest_of(std::uint64_t number, char filler = 'x') {
  std::string digest;
  for (int shift = 56; shift >= 0; shift -= 8) digest.push_back(static_cast<char>(number >> shift & 0xFF));
  return digest + std::string(24, filler);
}

ClientRow client_row(std::uint64_t number, Bytes name) {
  ClientRow client;
  set_digest(client, digest_of(number));
  client.name = name;
  return client;
}

struct Shelf : Desk {
  std::string written(std::int64_t version) {
    Buffer body;
    load_all(body);
    tell(std::string(body.view()));
    Buffer out;
    write_snapshot(version, results, spare, arena, out);
    return std::string(out.view());
  }
  const Snapshot& read(const std::string& text) {
    const auto snapshot = read_snapshot(text, reader, arena);
    REQUIRE(snapshot.ok());
    return *snapshot.value();
  }
};

}  // namespace

TEST_CASE_METHOD(Shelf, "an empty database gives an empty snapshot") {
  const std::string text = written(0);
  CHECK(text == R"({"v":1,"version":0,"settings":{},"models":[],"clients":[]})");
  const Snapshot& snapshot = read(text);
  CHECK(snapshot.version == 0);
  CHECK(snapshot.models.empty());
  CHECK(snapshot.clients.size() == 0);
  CHECK(snapshot.clients.find(digest_of(1)) == nullptr);
}

TEST_CASE_METHOD(Shelf, "E1: the snapshot carries settings, models and clients, and no pool key") {
  ClientRow full = client_row(0xF000000000000001, "full \"ü\"");
  full.hint = "…9f3a";
  full.expires_ms = 1'782'932'400'000;
  full.models = list_of<Bytes>(arena, {"m1", "m2"});
  full.rpm = 0;
  full.rpd = 10;
  full.tpd = 1'000'000;
  full.active = false;
  full.safety = false;
  KeyRow key;
  key.id = 1;
  key.sealed = "v1.sealed-canary";
  ask([&](Query& query) {
    insert_keys(query, list_of(arena, {key}), 1);
    put_setting(query, "max_attempts", "7");
    put_setting(query, "model_aliases", R"({"gpt-4o":"best"})");
    put_model(query, {"gemini-3.1-pro", Family::pro, 100, list_of<Bytes>(arena, {"best"})}, arena);
    put_model(query, {"m1", Family::custom, -1, {}}, arena);
    insert_client(query, full, arena);
    insert_client(query, client_row(2, "plain"), arena);
  });
  const std::string text = written(41);
  CHECK(text.find("canary") == std::string::npos);
  const Snapshot& snapshot = read(text);
  CHECK(snapshot.version == 41);
  REQUIRE(snapshot.models.size() == 2);
  CHECK(snapshot.models[0].id == "gemini-3.1-pro");
  CHECK(snapshot.models[0].category == Family::pro);
  CHECK(snapshot.models[0].daily_quota == 100);
  REQUIRE(snapshot.models[0].aliases.size() == 1);
  CHECK(snapshot.models[1].daily_quota == -1);

  REQUIRE(snapshot.clients.size() == 2);
  const ClientRow* found = snapshot.clients.find(digest_of(full.id));
  REQUIRE(found != nullptr);
  CHECK(found->id == full.id);
  CHECK(found->name == "full \"ü\"");
  CHECK(found->hint == "…9f3a");
  CHECK(found->expires_ms == full.expires_ms);
  REQUIRE(found->models.size() == 2);
  CHECK(found->rpm == 0);
  CHECK(found->rpd == 10);
  CHECK(found->tpd == 1'000'000);
  CHECK(!found->active);
  CHECK(!found->safety);
  const ClientRow* plain = snapshot.clients.find(digest_of(2));
  REQUIRE(plain != nullptr);
  CHECK(plain->name == "plain");
  CHECK(plain->rpm == -1);
  CHECK(plain->active);
  CHECK(plain->safety);

  Config presets;
  presets.heartbeat_ms = 5;
  const Config config = config_of(presets, snapshot, arena);
  CHECK(config.max_attempts == 7);
  CHECK(config.heartbeat_ms == 5);
  CHECK(resolve_alias(config, snapshot.models, "gpt-4o") == "gemini-3.1-pro");
}

TEST_CASE("F2: a client is found by all 32 bytes of its digest and by nothing less") {
  Arena arena;
  List<ClientRow> clients;
  for (const std::uint64_t number : {9u, 3u, 7u, 1u}) clients.push(arena, client_row(number, "c"));
  ClientRow twin = client_row(7, "twin");
  set_digest(twin, digest_of(7, 'y'));
  clients.push(arena, twin);
  ClientBook book;
  book.build(clients, arena);
  for (const std::uint64_t number : {1u, 3u, 7u, 9u}) {
    const ClientRow* found = book.find(digest_of(number));
    REQUIRE(found != nullptr);
    CHECK(found->id == number);
    CHECK(found->name == "c");
  }
  REQUIRE(book.find(digest_of(7, 'y')) != nullptr);
  CHECK(book.find(digest_of(7, 'y'))->name == "twin");
  CHECK(book.find(digest_of(7, 'z')) == nullptr);
  CHECK(book.find(digest_of(0)) == nullptr);
  CHECK(book.find(digest_of(10)) == nullptr);
  CHECK(book.find(digest_of(7).substr(1)) == nullptr);
  CHECK(book.find("") == nullptr);
  CHECK(ClientBook().find(digest_of(7)) == nullptr);
}

TEST_CASE_METHOD(Shelf, "unknown members are skipped, and what was copied survives its text") {
  std::string text = R"({"v":1,"later":[1],"version":3,"settings":{"max_attempts":"9","later":"x","heartbeat_ms":7},
    "models":[{"id":"m","category":"Ultra","later":1}],"clients":[{"digest":"short"},{"later":1}]})";
  const Snapshot& snapshot = read(text);
  text.assign(text.size(), '#');
  CHECK(snapshot.version == 3);
  REQUIRE(snapshot.models.size() == 1);
  CHECK(snapshot.models[0].id == "m");
  CHECK(snapshot.models[0].category == Family::custom);
  CHECK(snapshot.clients.size() == 0);
  const Config config = config_of({}, snapshot, arena);
  CHECK(config.max_attempts == 9);
  CHECK(config.heartbeat_ms == 15000);
}

TEST_CASE_METHOD(Shelf, "what is no snapshot, or one of a later format, is refused") {
  for (const char* text : {"", "{", "[]", "{}", "{\"v\":\"1\"}", "{\"v\":2,\"version\":3}", "{\"v\":0}"}) {
    INFO(text);
    const auto snapshot = read_snapshot(text, reader, arena);
    REQUIRE(!snapshot.ok());
    CHECK(snapshot.failure().blame == Blame::rota);
    CHECK(!snapshot.failure().message.empty());
  }
  CHECK(read_snapshot("{\"v\":2}", reader, arena).failure().message ==
        "The stored configuration is in the format of another version of Rota.");
}

TEST_CASE("B4: a pattern of names is an alias, too") {
  Arena arena;
  Config config;
  apply(config, "model_aliases",
        R"({"claude-*":"gemini-3.1-pro","claude-*haiku*":"lite","claude-haiku-4-5":"exact","*-mini":"small","a**b":"ab"})", arena);
  const List<ModelRow> models = list_of<ModelRow>(
      arena, {{"claude-own", Family::flash, -1, {}}, {"gemini-lite", Family::flash, -1, list_of<Bytes>(arena, {"lite"})}});
  CHECK(resolve_alias(config, models, "claude-opus-4-8") == "gemini-3.1-pro");
  CHECK(resolve_alias(config, models, "claude-opus-4-8[1m]") == "gemini-3.1-pro");
  CHECK(resolve_alias(config, models, "claude-") == "gemini-3.1-pro");
  CHECK(resolve_alias(config, models, "claude-3-5-haiku-20241022") == "gemini-lite");
  CHECK(resolve_alias(config, models, "claude-haiku-4-5") == "exact");
  CHECK(resolve_alias(config, models, "claude-own") == "claude-own");
  CHECK(resolve_alias(config, models, "claude") == "claude");
  CHECK(resolve_alias(config, models, "my-claude-opus") == "my-claude-opus");
  CHECK(resolve_alias(config, models, "gpt-mini-mini") == "small");
  CHECK(resolve_alias(config, models, "gpt-mini-max") == "gpt-mini-max");
  CHECK(resolve_alias(config, models, "axxb") == "ab");
  CHECK(resolve_alias(config, models, "axbx") == "axbx");
}

TEST_CASE("H9: a name stands for a chain by itself or by a pattern, whose models are found by their own names too") {
  Arena arena;
  Config config;
  apply(config, "model_aliases",
        R"({"smart":["best","gemini-3.6-flash"],"claude-*":["gemini-3.1-pro","other"],"fast":"gemini-3.6-flash","m":["n","o"]})",
        arena);
  List<ModelRow> models;
  const auto chain_of = [&](Bytes name) {
    std::string text;
    for (const Bytes model : resolve_chain(config, models, name, arena)) text += std::string(model) + " ";
    return text;
  };
  CHECK(chain_of("smart") == "best gemini-3.6-flash ");
  CHECK(chain_of("claude-opus") == "gemini-3.1-pro other ");
  CHECK(chain_of("fast").empty());
  CHECK(chain_of("unknown").empty());
  CHECK(chain_of("m") == "n o ");
  CHECK(resolve_alias(config, models, "smart") == "best");
  ModelRow pro;
  pro.id = "gemini-3.1-pro";
  pro.aliases.push(arena, "best");
  models.push(arena, pro);
  ModelRow own;
  own.id = "m";
  models.push(arena, own);
  CHECK(chain_of("smart") == "gemini-3.1-pro gemini-3.6-flash ");
  CHECK(chain_of("m").empty());  // a configured model is itself
}

TEST_CASE("B4: a name is a configured model, an alias, or its own") {
  Arena arena;
  Config config;
  apply(config, "model_aliases", R"({"gpt-4o":"gemini-3.1-pro","fast":"quick","m":"elsewhere","loop":"loop"})", arena);
  const List<ModelRow> models = list_of<ModelRow>(
      arena,
      {{"m", Family::flash, -1, {}}, {"gemini-3.6-flash", Family::custom, -1, list_of<Bytes>(arena, {"quick"})}});
  CHECK(resolve_alias(config, models, "m") == "m");
  CHECK(resolve_alias(config, models, "gpt-4o") == "gemini-3.1-pro");
  CHECK(resolve_alias(config, models, "quick") == "gemini-3.6-flash");
  CHECK(resolve_alias(config, models, "fast") == "gemini-3.6-flash");
  CHECK(resolve_alias(config, models, "loop") == "loop");
  CHECK(resolve_alias(config, models, "other") == "other");
  CHECK(resolve_alias(config, {}, "m") == "elsewhere");
  CHECK(find_model(models, "quick") == nullptr);
  CHECK(family_in(models, "gemini-3.6-flash") == Family::custom);
  CHECK(family_in(models, "gemini-3.1-pro") == Family::pro);
  CHECK(family_in({}, "gemini-3.6-flash") == Family::flash);
}
