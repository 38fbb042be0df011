// Rollups: every call in two sums of its hour, through flushes that fail and objects that go, within bounds.
#include <cstdio>
#include <map>
#include <vector>

#include "stats/rollups.h"
#include "stats/sums.h"
#include "stats_testing.h"

using namespace stats_testing;

namespace {

/// What api_keys learns of a key.
struct KeyLine {
  std::int64_t requests = 0, errors = 0, tokens = 0, last_used_at = 0;
  std::string last_error;
};

/// D1's table and api_keys, as the store would fill them.
struct Database {
  std::map<std::string, std::vector<std::int64_t>> hourly;  // "hour subject model"
  std::map<std::string, KeyLine> keys;

  void take(const Rollups& rollups) {
    take_hourly(rollups);
    take_keys(rollups);
  }
  void take_hourly(const Rollups& rollups) {
    const std::string json = written([&](Buffer& out) { rollups.write_hourly(out); });
    json::Reader reader;
    Arena arena;
    auto root = reader.read(json, arena);
    REQUIRE(root);
    std::map<std::string, int> seen;
    for (const json::Value row : (*root).elements()) {
      REQUIRE(row.count() == 11);
      const std::string name = std::string(row.at(0).raw()) + " " + std::string(row.at(1).text(arena)) + " " +
                               std::string(row.at(2).text(arena));
      REQUIRE(++seen[name] == 1);
      std::vector<std::int64_t>& sums = hourly[name];
      sums.resize(8);
      for (std::size_t i = 0; i < 8; ++i) {
        std::int64_t sum = 0;
        REQUIRE(row.at(3 + i).integer(sum));
        sums[i] += sum;
      }
    }
  }
  void take_keys(const Rollups& rollups) {
    const std::string json = written([&](Buffer& out) { rollups.write_keys(out); });
    json::Reader reader;
    Arena arena;
    auto root = reader.read(json, arena);
    REQUIRE(root);
    std::map<std::string, int> seen;
    for (const json::Value row : (*root).elements()) {
      const std::string id(row["id"].text(arena));
      REQUIRE(++seen[id] == 1);
      KeyLine& key = keys[id];
      key.requests += number(row["requests"]);
      key.errors += number(row["errors"]);
      key.tokens += number(row["tokens"]);
      key.last_used_at = number(row["last_used_at"]);
      if (!row["last_error"].equals("")) key.last_error = std::string(row["last_error"].text(arena));
    }
  }
  static std::int64_t number(json::Value value) {
    std::int64_t number = -1;
    REQUIRE(value.integer(number));
    return number;
  }
  std::int64_t requests(Bytes kind) const {
    std::int64_t sum = 0;
    for (const auto& [name, sums] : hourly) sum += name.find(" " + std::string(kind)) != name.npos ? sums[0] : 0;
    return sum;
  }
};

std::string name_of(std::int64_t hour, Bytes subject, Bytes model) {
  return std::to_string(hour) + " " + std::string(subject) + " " + std::string(model);
}

std::string saved(const Rollups& rollups) {
  return written([&](Buffer& out) { rollups.save(out); });
}

bool load(Rollups& rollups, const std::string& value) {
  json::Reader reader;
  Arena arena;
  return rollups.load(value, reader, arena);
}

Database flush(Rollups& rollups) {
  Database database;
  if (rollups.begin_flush()) {
    database.take(rollups);
    rollups.flushed();
  }
  return database;
}

const std::string key_row = name_of(noon_hour, "k:00000000000000a1", flash);
const std::string client_row = name_of(noon_hour, "c:00000000000000c3", flash);

}  // namespace

TEST_CASE("rollups: a call adds to its key and to its client, and only successes have a time") {
  Rollups rollups;
  rollups.add(success());
  rollups.add(failure(key_one, flash, noon_ms + 1000));
  CHECK(rollups.rows() == 2);
  CHECK(rollups.requests() == 2);
  CHECK(rollups.oldest_ms() == noon_ms);
  const Database database = flush(rollups);
  CHECK(database.hourly.size() == 2);
  const std::vector<std::int64_t> sums = {2, 1, 100, 20, 50, 3, 240, 900};
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
  CHECK(database.hourly.at(key_row)[0] == 2);
  CHECK(database.hourly.at(client_row)[0] == 1);
  CHECK(database.hourly.at(name_of(noon_hour + 1, "k:00000000000000a1", flash))[0] == 1);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000b2", pro))[0] == 1);
  CHECK(database.hourly.at(name_of(noon_hour, "c:", flash))[0] == 1);
  CHECK(database.requests("k:") == 4);
  CHECK(database.requests("c:") == 4);
}

TEST_CASE("rollups: who went away made no error, and what was not called is not counted") {
  Rollups rollups;
  rollups.add(failure(key_one, flash, noon_ms, "abandoned", "The client went away."));
  Outcome none = failure({}, flash, noon_ms, "none");
  none.called = false;
  rollups.add(none);
  CHECK(rollups.requests() == 1);
  const Database database = flush(rollups);
  CHECK(database.hourly.at(key_row) == std::vector<std::int64_t>{1, 0, 0, 0, 0, 0, 0, 0});
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
  CHECK(key.requests == 3);
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
  CHECK(rollups.requests() == 0);
  CHECK(rollups.oldest_ms() == 0);
  rollups.add(success());
  CHECK_FALSE(rollups.begin_flush());
  rollups.flushed();
  CHECK_FALSE(rollups.flushing());
  CHECK(rollups.requests() == 1);
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
  CHECK(database.hourly.at(key_row)[0] == 1);
  REQUIRE(rollups.begin_flush());
  database.take(rollups);
  rollups.flushed();
  CHECK(database.hourly.at(key_row)[0] == 2);
  CHECK(database.keys.at("00000000000000a1").tokens == 246);
}

TEST_CASE("rollups: a flush that failed is pending again, once, with what came since") {
  Rollups rollups;
  rollups.add(failure(key_one, flash, noon_ms, "minute_limit", "Before."));
  rollups.add(failure(key_two, flash, noon_ms, "minute_limit", "Only before."));
  REQUIRE(rollups.begin_flush());
  rollups.add(failure(key_one, flash, noon_ms + 9, "busy_limit", "After."));
  rollups.add(success(key_one, pro, noon_ms + 10));
  rollups.flush_failed();
  CHECK_FALSE(rollups.flushing());
  CHECK(rollups.requests() == 4);
  CHECK(rollups.rows() == 5);
  CHECK(rollups.oldest_ms() == noon_ms);
  REQUIRE(rollups.begin_flush());
  rollups.flush_failed();  // nothing came since
  const Database database = flush(rollups);
  CHECK(database.hourly.at(key_row)[0] == 2);
  CHECK(database.requests("k:") == 4);
  CHECK(database.requests("c:") == 4);
  CHECK(database.keys.at("00000000000000a1").last_error == "After.");
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
  CHECK(saved(after) == saved(before));
  CHECK(after.rows() == before.rows());
  CHECK(after.requests() == before.requests());
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
  CHECK(after.requests() == 3);
  CHECK(after.oldest_ms() == noon_ms);
  const Database database = flush(after);
  CHECK(database.hourly.at(key_row)[0] == 2);
  CHECK(database.keys.at("00000000000000a1").last_error == "First.");
  CHECK(database.keys.at("00000000000000b2").last_error == "Second.");

  before.flushed();
  Rollups later;
  REQUIRE(load(later, saved(before)));
  CHECK(later.requests() == 2);
  CHECK(later.oldest_ms() == noon_ms + 1);
}

TEST_CASE("rollups: an empty state is a state, and what is none changes nothing") {
  Rollups rollups;
  REQUIRE(load(rollups, saved(Rollups())));
  CHECK(rollups.rows() == 0);
  CHECK(rollups.oldest_ms() == 0);
  for (const char* value : {"", "[]", "null", "{", R"({"v":2,"rows":[]})", R"({"v":1})", R"({"v":1,"rows":{}})"}) {
    INFO(value);
    CHECK_FALSE(load(rollups, value));
  }
  REQUIRE(load(rollups, R"({"v":1,"oldest_ms":7,"rows":[1,[],[1,"x:1","m",1],[1,"k:\n1","m",1],[-1,"k:1","m",1],
      ["1","k:1","m",1],[1,"k:1","m",4,-5,"x",null,1e300,1.5,2,3,9,9,99]]})"));
  CHECK(rollups.rows() == 1);
  CHECK(rollups.requests() == 4);
  const Database database = flush(rollups);
  CHECK(database.hourly.at("1 k:1 m") == std::vector<std::int64_t>{4, 0, 0, 0, 0, 0, 2, 3});
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
  CHECK(rollups.requests() == static_cast<std::int64_t>(calls + 1));
  CHECK(saved(rollups).size() < 2'000'000);
  REQUIRE(rollups.begin_flush());
  rollups.add(success(key_one, "one-more"));  // the bound is for both
  CHECK(rollups.rows() == 2);
  Database database;
  database.take(rollups);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000a1", "model-0"))[0] == 2);
  CHECK(database.hourly.at(name_of(noon_hour, "k:00000000000000a1", "other"))[0] ==
        static_cast<std::int64_t>(calls / 2));
  CHECK(database.requests("k:") == static_cast<std::int64_t>(calls + 1));
  CHECK(database.requests("c:") == static_cast<std::int64_t>(calls + 1));
  CHECK(database.keys.at("00000000000000a1").requests == static_cast<std::int64_t>(calls + 1));
  rollups.flush_failed();
  CHECK(rollups.rows() == limits::rollup_rows + 2);
  CHECK(rollups.requests() == static_cast<std::int64_t>(calls + 2));
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
  CHECK(saved(after) == saved(rollups));
  const Database database = flush(rollups);
  CHECK(database.requests("k:") == static_cast<std::int64_t>(calls));
  CHECK(database.requests("c:") == static_cast<std::int64_t>(calls));
  CHECK(database.hourly.at(name_of(noon_hour, "k:other", "other"))[0] > 0);
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
  CHECK(flush(rollups).requests("k:") == 3000);
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
  CHECK(database.requests("k:") == static_cast<std::int64_t>(calls));
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
  CHECK(database.hourly.at(key_row)[2] == sum_max);
  CHECK(database.hourly.at(key_row)[3] == 0);
  CHECK(database.keys.at("00000000000000a1").tokens == sum_max);
}
