// Rollups: every call in two sums of its hour, through flushes that fail and objects that go, within bounds.
#include <cstdio>

#include "base/sums.h"
#include "base/text.h"
#include "stats/rollups_testing.h"

using namespace stats_testing;

TEST_CASE("H4 rollups: a call adds to its key and to its client, and only successes have a time") {
  Rollups rollups;
  rollups.add(success());
  rollups.add(failure(key_one, flash, noon_ms + 1000));
  CHECK(rollups.rows() == 2);
  CHECK(rollups.attempts() == 2);
  CHECK(rollups.oldest_ms() == noon_ms);
  const Database database = flush(rollups);
  CHECK(database.hourly.size() == 2);
  const std::vector<std::int64_t> sums = {1, 2, 1, 100, 20, 50, 3, 240, 900};
  CHECK(database.hourly.at(key_row) == sums);
  CHECK(database.hourly.at(client_row) == sums);
}

TEST_CASE("rollups: hours, keys, models and the missing client are told apart") {
  Rollups rollups;
  rollups.add(success(key_one, flash, noon_ms + hour_ms - 1));
  rollups.add(success(key_one, flash, noon_ms + hour_ms));
  rollups.add(success(key_two, pro, noon_ms));
  Outcome open = success();
  open.client = {};
  rollups.add(open);
  const Database database = flush(rollups);
  CHECK(database.hourly.at(key_row)[1] == 2);
  CHECK(database.hourly.at(client_row)[1] == 1);
  CHECK(database.hourly.at(name_of(noon_hour + 1, "k:00000000000000a1", flash))[1] == 1);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000b2", pro))[1] == 1);
  CHECK(database.hourly.at(name_of(noon_hour, "c:", flash))[1] == 1);
  CHECK(database.attempts("k:") == 4);
  CHECK(database.attempts("c:") == 4);
}

TEST_CASE("rollups: who went away made no error, and a request that called nobody is one of its client's") {
  Rollups rollups;
  rollups.add(failure(key_one, flash, noon_ms, "abandoned", "The client went away."));
  Outcome none = failure({}, flash, noon_ms, "none");
  none.called = false;
  none.last = true;
  rollups.add(none);
  CHECK(rollups.attempts() == 1);
  const Database database = flush(rollups);
  CHECK(database.hourly.at(key_row) == std::vector<std::int64_t>{0, 1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(database.hourly.at(client_row) == std::vector<std::int64_t>{1, 1, 0, 0, 0, 0, 0, 0, 0});
  CHECK(database.keys.at("00000000000000a1").last_error.empty());
}

TEST_CASE("rollups: a key's totals are over hours and models, with its latest error") {
  Rollups rollups;
  rollups.add(failure(key_one, pro, noon_ms + 5, "busy_limit", "The later one."));
  rollups.add(failure(key_one, flash, noon_ms + 2, "minute_limit", "The earlier one."));
  rollups.add(success(key_one, flash, noon_ms + hour_ms));
  rollups.add(failure(key_two, flash, noon_ms, "timeout", {}));
  const Database database = flush(rollups);
  const KeyLine& key = database.keys.at("00000000000000a1");
  CHECK(key.attempts == 3);
  CHECK(key.errors == 2);
  CHECK(key.tokens == 123);
  CHECK(key.last_used_at == static_cast<std::int64_t>(noon_ms + hour_ms));
  CHECK(key.last_error == "The later one.");
  CHECK(database.keys.at("00000000000000b2").last_error == "timeout");
  CHECK(database.keys.size() == 2);
}

TEST_CASE("rollups: nothing to flush, and one flush at a time") {
  Rollups rollups;
  CHECK_FALSE(rollups.begin_flush());
  CHECK_FALSE(rollups.flushing());
  CHECK(written([&](Buffer& out) { rollups.write_hourly(out); }) == "[]");
  CHECK(written([&](Buffer& out) { rollups.write_keys(out); }) == "[]");
  rollups.add(success());
  REQUIRE(rollups.begin_flush());
  CHECK(rollups.flushing());
  CHECK(rollups.rows() == 0);
  CHECK(rollups.attempts() == 0);
  CHECK(rollups.oldest_ms() == 0);
  rollups.add(success());
  CHECK_FALSE(rollups.begin_flush());
  rollups.flushed();
  CHECK_FALSE(rollups.flushing());
  CHECK(rollups.attempts() == 1);
  REQUIRE(rollups.begin_flush());
}

TEST_CASE("rollups: what comes during a flush waits for the next one") {
  Rollups rollups;
  Database database;
  rollups.add(success());
  REQUIRE(rollups.begin_flush());
  rollups.add(success());
  database.take(rollups);
  rollups.flushed();
  CHECK(database.hourly.at(key_row)[1] == 1);
  REQUIRE(rollups.begin_flush());
  database.take(rollups);
  rollups.flushed();
  CHECK(database.hourly.at(key_row)[1] == 2);
  CHECK(database.keys.at("00000000000000a1").tokens == 246);
}

TEST_CASE("rollups: a flush that failed is told again as it was, under its id, before what came since") {
  Rollups rollups;
  rollups.add(failure(key_one, flash, noon_ms, "minute_limit", "Before."));
  rollups.add(failure(key_two, flash, noon_ms, "minute_limit", "Only before."));
  REQUIRE(rollups.begin_flush());
  const std::uint64_t id = rollups.flush_id();
  const std::string told = written([&](Buffer& out) { rollups.write_hourly(out); });
  rollups.add(failure(key_one, flash, noon_ms + 9, "busy_limit", "After."));
  rollups.add(success(key_one, pro, noon_ms + 10));
  rollups.flush_failed();
  CHECK_FALSE(rollups.flushing());
  CHECK(rollups.attempts() == 4);
  CHECK(rollups.oldest_ms() == noon_ms);
  REQUIRE(rollups.begin_flush());
  CHECK(rollups.flush_id() == id);
  CHECK(written([&](Buffer& out) { rollups.write_hourly(out); }) == told);
  Database database;
  database.take(rollups);
  rollups.flushed();
  REQUIRE(rollups.begin_flush());
  CHECK(rollups.flush_id() != id);
  database.take(rollups);
  rollups.flushed();
  CHECK(database.hourly.at(key_row)[1] == 2);
  CHECK(database.attempts("k:") == 4);
  CHECK(database.attempts("c:") == 4);
  CHECK(database.keys.at("00000000000000b2").last_error == "Only before.");
  CHECK(flush(rollups).hourly.empty());
}

TEST_CASE("rollups: a stored state is the state") {
  Rollups before;
  before.add(success(key_one, "a \"quoted\" \\ name\n\xE4\xB8\xAD", noon_ms + 4));
  before.add(failure(key_two, pro, noon_ms + 3, "timeout", "No \"byte\" in time."));
  before.add(failure(key_one, pro, noon_ms + 5, "busy_limit", "Overloaded."));
  Rollups after;
  REQUIRE(load(after, saved(before)));
  CHECK(after.rows() == before.rows());
  CHECK(after.attempts() == before.attempts());
  CHECK(after.oldest_ms() == noon_ms + 3);
  const Database old_one = flush(before);
  const Database new_one = flush(after);
  CHECK(new_one.hourly == old_one.hourly);
  CHECK(new_one.keys.at("00000000000000b2").last_error == "No \"byte\" in time.");
  CHECK(new_one.keys.at("00000000000000a1").last_error == "Overloaded.");
}

TEST_CASE("rollups: a stored state holds what was on its way, too") {
  Rollups before;
  before.add(failure(key_one, flash, noon_ms, "timeout", "First."));
  REQUIRE(before.begin_flush());
  before.add(failure(key_two, flash, noon_ms + 1, "timeout", "Second."));
  before.add(success(key_one, flash, noon_ms + 2));
  Rollups after;
  REQUIRE(load(after, saved(before)));
  CHECK(after.attempts() == 3);
  CHECK(after.oldest_ms() == noon_ms);
  Database database;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(after.begin_flush());
    database.take(after);
    after.flushed();
  }
  CHECK(database.hourly.at(key_row)[1] == 2);
  CHECK(database.keys.at("00000000000000a1").last_error == "First.");
  CHECK(database.keys.at("00000000000000b2").last_error == "Second.");

  before.flushed();
  Rollups later;
  REQUIRE(load(later, saved(before)));
  CHECK(later.attempts() == 2);
  CHECK(later.oldest_ms() == noon_ms + 1);
}

TEST_CASE("rollups: an empty state is a state, and what is none changes nothing") {
  Rollups rollups;
  REQUIRE(load(rollups, saved(Rollups())));
  CHECK(rollups.rows() == 0);
  CHECK(rollups.oldest_ms() == 0);
  for (const char* value : {"", "[]", "null", "{", R"({"v":3,"rows":[]})", R"({"v":1})", R"({"v":1,"rows":{}})"}) {
    INFO(value);
    CHECK_FALSE(load(rollups, value));
  }
  REQUIRE(load(rollups, R"({"v":1,"oldest_ms":7,"rows":[1,[],[1,"x:1","m",1],[1,"k:\n1","m",1],[-1,"k:1","m",1],
      ["1","k:1","m",1],[1,"k:1","m",4,-5,"x",null,1e300,1.5,2,3,9,9,99]]})"));
  CHECK(rollups.rows() == 1);
  CHECK(rollups.attempts() == 4);
  const Database database = flush(rollups);
  CHECK(database.hourly.at("1 k:1 m") == std::vector<std::int64_t>{4, 4, 0, 0, 0, 0, 0, 2, 3});
}

TEST_CASE("rollups: clear forgets what is on its way, too") {
  Rollups rollups;
  rollups.add(success());
  REQUIRE(rollups.begin_flush());
  rollups.add(success());
  rollups.clear();
  CHECK(saved(rollups) == saved(Rollups()));
}

TEST_CASE("F9: past the bound of rows a subject's further models are one") {
  Rollups rollups;
  const std::size_t calls = limits::rollup_rows;  // two rows each
  for (std::size_t i = 0; i < calls; ++i) rollups.add(success(key_one, "model-" + std::to_string(i)));
  rollups.add(success(key_one, "model-0"));
  CHECK(rollups.rows() == limits::rollup_rows + 2);
  CHECK(rollups.attempts() == static_cast<std::int64_t>(calls + 1));
  CHECK(saved(rollups).size() < 2'000'000);
  REQUIRE(rollups.begin_flush());
  rollups.add(success(key_one, "one-more"));  // the bound is for both
  CHECK(rollups.rows() == 2);
  Database database;
  database.take(rollups);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000a1", "model-0"))[1] == 2);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000a1", "other"))[1] ==
        static_cast<std::int64_t>(calls / 2));
  CHECK(database.attempts("k:") == static_cast<std::int64_t>(calls + 1));
  CHECK(database.attempts("c:") == static_cast<std::int64_t>(calls + 1));
  CHECK(database.keys.at("00000000000000a1").attempts == static_cast<std::int64_t>(calls + 1));
  rollups.flush_failed();
  CHECK(rollups.rows() == limits::rollup_rows + 4);
  CHECK(rollups.attempts() == static_cast<std::int64_t>(calls + 2));
}

TEST_CASE("F9: past the last bound further subjects are one, and the sums stay right") {
  Rollups rollups;
  const std::size_t calls = 3 * limits::rollup_rows_max;
  for (std::size_t i = 0; i < calls; ++i) {
    char id[17];
    std::snprintf(id, sizeof id, "%016zx", i);
    Outcome outcome = failure(id);
    outcome.client = id;
    rollups.add(outcome);
  }
  CHECK(rollups.rows() == limits::rollup_rows_max + 2);
  CHECK(saved(rollups).size() < 2'000'000);
  Rollups after;
  REQUIRE(load(after, saved(rollups)));
  CHECK(after.rows() == rollups.rows());
  CHECK(after.attempts() == rollups.attempts());
  const Database database = flush(rollups);
  CHECK(database.attempts("k:") == static_cast<std::int64_t>(calls));
  CHECK(database.attempts("c:") == static_cast<std::int64_t>(calls));
  CHECK(database.hourly.at(name_of(noon_hour, "k:other", "other"))[1] > 0);
  CHECK(database.keys.count("other") == 0);
}

TEST_CASE("F9: names that are long in JSON fill a stored row no sooner than the bound") {
  Rollups rollups;
  for (std::size_t i = 0; i < 3000; ++i) {
    std::string model = std::to_string(i);
    model.resize(limits::model_name_bytes, '\1');
    rollups.add(failure(key_one, model));
  }
  CHECK(rollups.rows() < 400);
  CHECK(saved(rollups).size() < 2'000'000);
  CHECK(flush(rollups).attempts("k:") == 3000);
}

TEST_CASE("F9: sentences are bounded in number and in length") {
  Rollups rollups;
  for (std::size_t i = 0; i < limits::rollup_errors + 50; ++i) {
    const std::string sentence = "Sentence " + std::to_string(i);
    rollups.add(failure(key_one, flash, noon_ms + static_cast<double>(i), "timeout", sentence));
  }
  std::string sentence(limits::outcome_error_bytes - 1, 'x');
  sentence += "\xC3\xA9...";
  Rollups other;
  other.add(failure(key_one, flash, noon_ms, "timeout", sentence));
  const Database database = flush(rollups);
  CHECK(database.keys.at("00000000000000a1").last_error == "Sentence " + std::to_string(limits::rollup_errors - 1));
  CHECK(flush(other).keys.at("00000000000000a1").last_error == std::string(limits::outcome_error_bytes - 1, 'x'));
}

TEST_CASE("F9: one long sentence of every key fits what D1 takes") {
  Rollups rollups;
  const std::size_t calls = 2 * limits::rollup_rows_max;
  const std::string sentence(limits::outcome_error_bytes, '\1');
  for (std::size_t i = 0; i < calls; ++i) {
    char id[17];
    std::snprintf(id, sizeof id, "%016zx", i);
    rollups.add(failure(id, flash, noon_ms, "timeout", sentence));
  }
  REQUIRE(rollups.begin_flush());
  CHECK(written([&](Buffer& out) { rollups.write_hourly(out); }).size() < 2'000'000);
  CHECK(written([&](Buffer& out) { rollups.write_keys(out); }).size() < 2'000'000);
  CHECK(saved(rollups).size() < 2'000'000);
  Database database;
  database.take(rollups);
  CHECK(database.attempts("k:") == static_cast<std::int64_t>(calls));
  CHECK(database.keys.begin()->second.last_error == sentence);
}

TEST_CASE("rollups: a count stops instead of overflowing") {
  Rollups rollups;
  Outcome outcome = success();
  outcome.prompt_tokens = INT64_MAX;
  outcome.completion_tokens = -5;
  rollups.add(outcome);
  rollups.add(outcome);
  const Database database = flush(rollups);
  CHECK(database.hourly.at(key_row)[3] == count_max);
  CHECK(database.hourly.at(key_row)[4] == 0);
  CHECK(database.keys.at("00000000000000a1").tokens == count_max);
}

TEST_CASE("H4 rollups: what D1 may lack is told with the id under which it would know it") {
  Rollups rollups;
  rollups.add(failure(key_one, flash, noon_ms, "timeout", "First."));
  REQUIRE(rollups.begin_flush());
  const std::string first = std::string(rota::text::hex_id(rollups.flush_id()).view());
  rollups.add(success(key_one, flash, noon_ms + 1));
  const std::string keys = written([&](Buffer& out) { rollups.write_unsent_keys(out); });
  json::Reader reader;
  Arena arena;
  const auto root = reader.read(keys, arena);
  REQUIRE(root);
  REQUIRE(root->count() == 2);
  CHECK(root->at(0)["write"].equals(first));
  CHECK(root->at(0)["last_error"].equals("First."));
  CHECK_FALSE(root->at(1)["write"].equals(first));
  CHECK(Database::number(root->at(1)["attempts"]) == 1);
  const std::string hourly = written([&](Buffer& out) { rollups.write_unsent_hourly(out); });
  CHECK(hourly.find("[[\"" + first + "\",") == 0);
  rollups.flushed();
  CHECK(written([&](Buffer& out) { rollups.write_unsent_keys(out); }).find(first) == std::string::npos);
}

TEST_CASE("H4 rollups: errors that an administrator has cleared are not told of the key, and stay in the hours") {
  Rollups rollups;
  rollups.add(failure(key_one));
  rollups.add(failure(key_two));
  rollups.forget_errors(0xa1);
  Rollups again;
  REQUIRE(load(again, saved(rollups)));
  again.add(failure(key_one, flash, noon_ms + 1, "timeout", "After."));
  const Database database = flush(again);
  CHECK(database.hourly.at(key_row)[2] == 1);
  CHECK(database.keys.at("00000000000000a1").errors == 0);
  CHECK(database.keys.at("00000000000000b2").errors == 1);
  const Database rest = flush(again);
  CHECK(rest.keys.at("00000000000000a1").errors == 1);
  CHECK(rest.keys.at("00000000000000a1").last_error == "After.");
}
