// Pool, loading: keys, models and settings from API_KEYS, D1 and KV; what holds while one of them is away; shards.
#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

std::string numbers_of(World& world) {
  std::string numbers;
  const Ledger& ledger = world.ledger();
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    numbers += std::to_string(Bench::number_of(ledger.key(at).id)) + " ";
    if (!ledger.secret(at).empty()) CHECK(text::fingerprint(ledger.secret(at)) == ledger.key(at).id);
  }
  return numbers;
}

Standing standing_of(World& world, std::size_t number, Bytes model = flash) {
  const Ledger& ledger = world.ledger();
  REQUIRE(ledger.find(id_of(number)) != nowhere);
  return ledger.standing(ledger.find(id_of(number)), ledger.find_model(model), world.now_ms);
}

void put_into_kv(World& world, std::initializer_list<std::size_t> numbers) {
  std::string list = "[";
  for (const std::size_t number : numbers) list += (list.size() > 1 ? "," : "") + json_text(fake_key(number));
  world.kv["GEMINI_API_KEYS_CONFIG"] = list + "]";
}

/// Of an isolate that has those settings, to the first of two shards; with one pool no version is told.
Call call_of(std::int64_t version) {
  Call call;
  call.version = version;
  call.shards = 2;
  return call;
}

}  // namespace

TEST_CASE("A1 load: keys of API_KEYS, D1 and KV make one pool, and D1 learns the names of all") {
  World world(fake_keys(2));
  world.add_key(3);
  world.now_ms += 1;
  world.add_key(4, "house");
  put_into_kv(world, {5, 2});
  world.open();
  CHECK(numbers_of(world) == "1 2 3 4 5 ");
  CHECK(world.census().ready == 5);
  std::string picks;
  for (int i = 0; i < 6; ++i) picks += std::to_string(world.pick());
  CHECK(picks == "123451");
  CHECK(world.db->value("SELECT group_concat(source, ' ') FROM (SELECT source FROM api_keys ORDER BY source)") ==
        "env env kv panel panel");
  CHECK(world.db->value("SELECT count(*) FROM api_keys WHERE sealed IS NULL") == "3");
  CHECK(world.kv_reads == 1);
  const std::size_t queries = world.queries;
  world.open();  // who is named already is not named again
  CHECK(world.queries == queries + 1);
  CHECK(world.emitted.find("canary") == std::string::npos);
}

TEST_CASE("A1 load: no call is answered with keys before everything is here, and then it is") {
  World world(fake_keys(1));
  world.add_key(2);
  world.start();
  for (const Kind kind : {Kind::query, Kind::kv_get, Kind::unseal}) {
    CHECK(world.ask_raw(Call()).find("has not been told its keys yet") != std::string::npos);
    REQUIRE(world.questions.front().kind == kind);
    world.answer_one();
  }
  CHECK(world.ask_raw(Call()).find("error") == std::string::npos);
  CHECK(numbers_of(world) == "1 2 ");
}

TEST_CASE("B7 load: missing tables are made once, and then the pool loads") {
  World world(fake_keys(1));
  world.drop_tables();
  world.open();
  CHECK(world.schemas == 1);
  CHECK(world.census().ready == 1);
  CHECK(world.db->value("SELECT count(*) FROM api_keys") == "1");
  CHECK(world.logged("D1 could not be read") == 0);
  world.open();
  CHECK(world.schemas == 1);
}

TEST_CASE("B7 load: tables that cannot be made are not tried for without end") {
  World world(fake_keys(1));
  world.fail_d1 = "D1_ERROR: no such table: api_keys: SQLITE_ERROR";
  world.open();
  CHECK(world.queries == 2);
  CHECK(world.logged("D1 could not be read") == 1);
  CHECK(world.pick() == 1);  // what API_KEYS gives serves meanwhile
}

TEST_CASE("F6 load: with D1 away at the start, stored keys keep their states and come back when it does") {
  World world(fake_key(1));
  world.add_key(2, "house");
  world.add_key(3, "house");
  world.open();
  CHECK(numbers_of(world) == "1 2 3 ");
  world.write_d1([](store::Query& query) {
    store::KeyEdit edit;
    edit.active = false;
    edit.weight = 7;
    store::update_key(query, id_of(1), edit);
  });
  world.open();
  CHECK(standing_of(world, 1).cause == Cause::switched_off);
  world.report(report_of(2, flash, Cause::day_limit));

  world.fail_d1 = "D1_ERROR: the network is away";
  world.open();
  CHECK(numbers_of(world) == "1 2 3 ");
  CHECK(world.logged("D1 could not be read") == 1);
  CHECK(standing_of(world, 1).cause == Cause::switched_off);  // API_KEYS has it, but D1 had switched it off
  CHECK(world.ledger().key(0).weight == 7);
  CHECK(standing_of(world, 2).cause == Cause::day_limit);  // of the object's own copy of D1's keys
  CHECK(world.pick(pro) == 2);

  world.fail_d1.clear();
  world.pass(limits::load_retry_max_ms);
  CHECK(standing_of(world, 2).cause == Cause::day_limit);  // F6: its cooldown is not forgotten
  CHECK(standing_of(world, 3).cause == Cause::day_limit);
  CHECK(world.pick(pro) == 3);
}

TEST_CASE("F8 load: while D1 is away it is asked seldomer and seldomer, however many call") {
  World world(fake_keys(1));
  world.open();
  world.fail_d1 = "D1_ERROR: the network is away";
  world.queries = 0;
  for (int i = 0; i < 100; ++i) {
    static_cast<void>(world.call(call_of(99)));  // an isolate knows newer settings
    world.pass(100);
  }
  CHECK(world.queries <= 5);  // 10 s: at once, and after 1, 2, 4 and 8
  world.configure(fake_keys(1));
  world.configure(fake_keys(1));
  world.queries = 0;
  world.pass(10 * limits::load_retry_max_ms);
  CHECK(world.queries >= 9);
  CHECK(world.queries <= 14);
  CHECK(world.pick() != 0);
  world.fail_d1.clear();
  world.pass(2 * limits::load_retry_max_ms);
  CHECK_FALSE(world.pool->parts().loader.reads_fail());
  world.queries = 0;
  world.pass(100 * limits::load_retry_max_ms);
  CHECK(world.queries == 0);
}

TEST_CASE("A1 load: a pool that runs goes on with what it has when D1 goes away") {
  World world;
  world.add_key(1);
  world.open();
  CHECK(world.pick() == 1);
  world.add_key(2);
  world.fail_d1 = "D1_ERROR: the network is away";
  world.reload();
  CHECK(numbers_of(world) == "1 ");
  CHECK(world.pick() == 1);
  world.fail_d1.clear();
  world.pass(limits::load_retry_max_ms);
  CHECK(numbers_of(world) == "1 2 ");
}

TEST_CASE("F9 load: an answer that is none of D1's is as good as none: nothing stored is lost") {
  World world(fake_key(1));
  world.add_key(2);
  world.open();
  world.report(report_of(2, flash, Cause::day_limit));
  world.start();
  while (world.questions.front().kind != Kind::query) world.answer_one();
  const std::uint32_t token = world.questions.front().token;
  world.questions.pop_front();
  world.tell(event::queried(token, "<html>an error page</html>"));
  world.pump();
  CHECK(numbers_of(world) == "1 2 ");
  CHECK(world.pick() == 1);
  world.pass(limits::load_retry_max_ms);
  CHECK(standing_of(world, 2).cause == Cause::day_limit);
}

TEST_CASE("F2 load: keys sealed under another secret are told of and left out, and nothing else is lost") {
  World world(fake_key(1));
  world.add_key(2);
  world.add_key(3);
  world.open();
  world.report(report_of(2, pro, Cause::day_limit));
  for (const bool fails : {true, false}) {
    world.log.clear();
    world.fail_seal = fails ? "SESSION_SECRET_KEY is not set" : "";
    world.secret_set_anew = !fails;
    world.open();
    CHECK(world.logged("2 stored keys cannot be decrypted: SESSION_SECRET_KEY") == 1);
    CHECK(world.logged("SESSION_SECRET_KEY is not set") == (fails ? 1 : 0));
    CHECK(standing_of(world, 2).cause == Cause::unreadable);
    CHECK(standing_of(world, 3).cause == Cause::unreadable);
    CHECK(world.census().disabled == 2);
    CHECK(world.pick() == 1);
    CHECK(world.db->value("SELECT count(*) FROM api_keys WHERE sealed IS NOT NULL") == "2");
  }
  world.secret_set_anew = false;
  world.open();
  CHECK(world.census().disabled == 0);
  CHECK(standing_of(world, 2, pro).cause == Cause::day_limit);
}

TEST_CASE("C3 load: keys put into KV join within kv_keys_ms, without a deployment, and those taken out leave") {
  World world(fake_key(1));
  put_into_kv(world, {2});
  world.open();
  CHECK(numbers_of(world) == "1 2 ");
  put_into_kv(world, {3});
  CHECK(world.pick() == 1);
  world.pass(limits::kv_keys_ms - 1);
  CHECK(world.pick() == 2);
  CHECK(world.kv_reads == 1);  // F8
  world.pass(1);
  CHECK(world.pick() == 1);  // this call asks for them
  CHECK(numbers_of(world) == "1 3 ");
  CHECK(world.pick() == 3);
  CHECK(world.kv_reads >= 2);
  const std::size_t queries = world.queries;
  const std::size_t reads = world.kv_reads;
  for (int i = 0; i < 100; ++i) {
    static_cast<void>(world.pick());
    world.pass(limits::kv_keys_ms / 10);
  }
  CHECK(world.kv_reads - reads <= 10);
  CHECK(world.queries - queries <= 100 / 10);  // nothing new: D1 is only told the usage
}

TEST_CASE("C3 load: with KV away the keys known from it stay, also over a restart") {
  World world(fake_key(1));
  put_into_kv(world, {2});
  world.open();
  world.report(report_of(2, flash, Cause::day_limit));
  world.fail_kv = "KV is away";
  world.pass(limits::kv_keys_ms);
  CHECK(world.pick() == 1);
  CHECK(world.logged("CONFIG_KV could not be read for keys: KV is away") == 1);
  CHECK(numbers_of(world) == "1 2 ");
  CHECK(world.pick(pro) == 2);
  world.open();
  CHECK(numbers_of(world) == "1 2 ");
  CHECK(standing_of(world, 2).cause == Cause::unreadable);
  world.fail_kv.clear();
  world.pass(limits::kv_keys_ms);
  CHECK(world.pick() == 1);
  CHECK(standing_of(world, 2).cause == Cause::day_limit);
}

TEST_CASE("F1 load: a value in KV that cannot be read is told without showing it, the rest loads") {
  World world(fake_key(1));
  world.kv["GEMINI_API_KEYS_CONFIG"] = "[" + json_text(fake_key(7));
  world.kv["key_0"] = fake_key(2);
  world.open();
  CHECK(numbers_of(world) == "1 2 ");
  CHECK(world.logged("Keys in CONFIG_KV cannot be read") == 1);
  CHECK(world.emitted.find("canary") == std::string::npos);
}

TEST_CASE("E1 load: a strategy set in D1 takes effect with the next call that knows of it, and not before") {
  World world(fake_keys(3), ",\"ROTATION_STRATEGY\":\"random\"");
  world.open();
  CHECK(world.config().rotation_strategy == store::Rotation::random);  // preset by the environment
  world.set("rotation_strategy", "least_used");
  world.set("max_errors_threshold", "1");
  CHECK(world.config().rotation_strategy == store::Rotation::random);
  static_cast<void>(world.call(call_of(static_cast<std::int64_t>(world.now_ms) + 1)));
  CHECK(world.config().rotation_strategy == store::Rotation::least_used);
  const std::size_t queries = world.queries;
  const Reply& reply = world.call(call_of(world.version()));
  CHECK(reply.version == world.version());
  CHECK(world.queries == queries);  // whose settings are as new has nothing to tell
  const std::size_t number = Bench::number_of(world.ledger().key(0).id);
  world.report(report_of(number, flash, Cause::refused));
  CHECK(standing_of(world, number).cause == Cause::too_many_errors);
  world.write_d1([&world](store::Query& query) {
    store::delete_setting(query, "rotation_strategy");
    store::bump_version(query, world.now_ms);
  });
  world.open();
  CHECK(world.config().rotation_strategy == store::Rotation::random);
}

TEST_CASE("E1 load: without D1 the settings known last hold") {
  World world(fake_keys(2));
  world.set("rotation_strategy", "adaptive");
  world.open();
  const std::int64_t version = world.version();
  world.fail_d1 = "D1_ERROR: the network is away";
  world.open();
  CHECK(world.config().rotation_strategy == store::Rotation::adaptive);
  CHECK(world.version() == version);
  Call asked;
  asked.config = true;
  CHECK(world.call(asked).config.find("adaptive") != Bytes::npos);
}

TEST_CASE("E1 load: the snapshot goes to KV once for every version") {
  World world(fake_keys(1));
  world.open();
  CHECK(world.kv_writes == 0);  // nothing was ever set
  world.set("max_attempts", "9");
  for (int i = 0; i < 3; ++i) world.reload();
  CHECK(world.kv_writes == 1);
  CHECK(world.kv["rota:snapshot"].find("\"max_attempts\":\"9\"") != std::string::npos);
  world.pass(limits::write_behind_ms);
  world.open();
  CHECK(world.kv_writes == 1);
  world.set("max_attempts", "8");
  world.open();
  CHECK(world.kv_writes == 2);
  world.set("max_attempts", "7");
  world.fail_put = "KV is away";
  world.open();
  CHECK(world.logged("KV is away") == 1);
  world.fail_put.clear();
  world.reload();
  CHECK(world.kv["rota:snapshot"].find("\"max_attempts\":\"7\"") != std::string::npos);
}

TEST_CASE("A1 load: a reload that is asked for during another comes after it, once") {
  World world(fake_keys(1));
  world.start();
  world.add_key(2);
  while (world.questions.front().kind != Kind::query) world.answer_one();
  world.answer_one();  // D1 has answered: what comes now is news
  world.add_key(3);
  const std::size_t before = world.queries;
  for (int i = 0; i < 3; ++i) {
    world.step([&world](PoolObject& pool, Actions& out) { pool.parts().loader.load(world.now_ms, out); });
  }
  world.pump();
  CHECK(numbers_of(world) == "1 2 3 ");
  CHECK(world.queries == before + 3);  // one more load, one row for key 1, the settings' values
}

TEST_CASE("A1 load: with neither D1 nor KV a step is all it takes") {
  World world(fake_keys(2), "", "");
  world.start();
  CHECK(world.questions.empty());
  CHECK(world.pick() == 1);
  world.report(report_of(1, flash, Cause::ok));
  world.pass(hour_ms);
  CHECK(world.queries + world.kv_reads + world.alarms == 0);
}

TEST_CASE("G4 shards: three pools with the same rows hold disjoint keys, all together, and part no project") {
  World worlds[3] = {World(fake_keys(40)), World(fake_keys(40)), World(fake_keys(40))};
  for (World& world : worlds) world.db = worlds[0].db;
  for (std::size_t number = 50; number < 60; ++number) worlds[0].add_key(number, "house");
  std::map<std::uint64_t, int> holders;
  std::size_t with_the_house = 0;
  for (std::uint32_t shard = 0; shard < 3; ++shard) {
    World& world = worlds[shard];
    world.open();
    Call asked;
    asked.shard = shard;
    asked.shards = 3;
    asked.census = true;
    const Reply& reply = world.call(asked);
    const Ledger& ledger = world.ledger();
    CHECK(reply.census.keys == ledger.size());
    CHECK(ledger.size() > 5);
    std::size_t of_the_house = 0;
    for (std::uint32_t at = 0; at < ledger.size(); ++at) {
      ++holders[ledger.key(at).id];
      if (ledger.key(at).project != 0) ++of_the_house;
    }
    CHECK((of_the_house == 0 || of_the_house == 10));
    if (of_the_house == 10) ++with_the_house;
    // After a crash it knows its part before anybody calls.
    const std::string before = numbers_of(world);
    world.open();
    CHECK(numbers_of(world) == before);
  }
  CHECK(holders.size() == 50);
  for (const auto& [id, count] : holders) CHECK(count == 1);
  CHECK(with_the_house == 1);
}

TEST_CASE("G4 shards: one pool again holds all keys again") {
  World world(fake_keys(9));
  world.open();
  Call asked;
  asked.shards = 3;
  asked.shard = 1;
  static_cast<void>(world.call(asked));
  CHECK(world.ledger().size() < 9);
  static_cast<void>(world.call(Call()));
  CHECK(world.ledger().size() == 9);
}
