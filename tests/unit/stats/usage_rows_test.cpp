// Usage rows: a row a call, each with a place of its own, through flushes that fail and objects that go, within bounds.
#include <set>
#include <vector>

#include "stats/usage_rows.h"
#include "stats/stats_testing.h"

using namespace stats_testing;

namespace {

std::string leaving(const UsageRows& rows) {
  return written([&](Buffer& out) { rows.write_json(out); });
}

std::string saved(const UsageRows& rows) {
  return written([&](Buffer& out) { rows.save(out); });
}

bool load(UsageRows& rows, const std::string& value) {
  json::Reader reader;
  Arena arena;
  return rows.load(value, reader, arena);
}

/// The rows of a JSON list, each as it stands.
std::vector<std::string> list_of(const std::string& json) {
  json::Reader reader;
  Arena arena;
  auto root = reader.read(json, arena);
  REQUIRE(root);
  std::vector<std::string> rows;
  for (const json::Value row : (*root).elements()) {
    REQUIRE(row.count() == 19);
    rows.emplace_back(row.raw());
  }
  return rows;
}

/// What a flush takes, its sequence numbers being as told.
std::vector<std::string> flush(UsageRows& rows) {
  std::vector<std::string> taken;
  if (rows.begin_flush()) {
    taken = list_of(leaving(rows));
    rows.flushed();
  }
  return taken;
}

std::int64_t seq_of(const std::string& row) {
  json::Reader reader;
  Arena arena;
  auto root = reader.read(row, arena);
  REQUIRE(root);
  std::int64_t seq = -1;
  REQUIRE((*root).at(1).integer(seq));
  return seq;
}

}  // namespace

TEST_CASE("usage rows: a row has the table's columns in their order") {
  UsageRows rows(41);
  Outcome outcome = success(key_one, "a \"quoted\" \\ name\n", noon_ms + 0.6);
  outcome.attempt = 2;
  outcome.asked = "smart";
  rows.add(outcome);
  rows.add(failure());
  CHECK(rows.rows() == 2);
  CHECK(rows.oldest_ms() == noon_ms + 1);
  const std::vector<std::string> taken = flush(rows);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0] ==
        R"([1782907200001,41,"00000000000000a1","00000000000000c3","a \"quoted\" \\ name\n","chat","openai",200,"ok",)"
        R"(2,100,20,50,3,123,240,900,"","smart"])");
  CHECK(taken[1] == R"([1782907200000,42,"00000000000000a1","00000000000000c3","gemini-3.6-flash","chat","openai",429,)"
                    R"("minute_limit",1,0,0,0,0,0,240,900,"The quota per minute is spent.",""])");
  CHECK(rows.rows() == 0);
  CHECK(rows.oldest_ms() == 0);
}

TEST_CASE("usage rows: what was not called is no row, and nonsense is nothing") {
  UsageRows rows(0);
  Outcome none = failure({}, flash, noon_ms, "none");
  none.called = false;
  rows.add(none);
  CHECK(rows.rows() == 0);
  Outcome odd = success();
  odd.prompt_tokens = -1;
  odd.total_ms = -1;
  rows.add(odd);
  CHECK_THAT(flush(rows).at(0), Catch::Matchers::ContainsSubstring("1,0,20,50,3,23,240,0,\"\",\"\"]"));
}

TEST_CASE("usage rows: a long sentence is cut between characters") {
  UsageRows rows(0);
  const std::string sentence = std::string(limits::outcome_error_bytes - 1, 'x') + "\xC3\xA9...";
  rows.add(failure(key_one, flash, noon_ms, "timeout", sentence));
  CHECK_THAT(flush(rows).at(0), Catch::Matchers::ContainsSubstring("\"" + sentence.substr(0, 255) + "\",\"\"]"));
}

TEST_CASE("usage rows: numbers go on across flushes and over the end") {
  UsageRows rows(0xFFFFFFFE);
  std::set<std::int64_t> seqs;
  for (int i = 0; i < 4; ++i) {
    rows.add(success());
    for (const std::string& row : flush(rows)) seqs.insert(seq_of(row));
  }
  CHECK(seqs == std::set<std::int64_t>{0, 1, 0xFFFFFFFE, 0xFFFFFFFF});
}

TEST_CASE("usage rows: nothing to flush, and one flush at a time") {
  UsageRows rows(0);
  CHECK_FALSE(rows.begin_flush());
  CHECK(leaving(rows) == "[]");
  rows.add(success());
  REQUIRE(rows.begin_flush());
  CHECK(rows.flushing());
  rows.add(success(key_two));
  CHECK_FALSE(rows.begin_flush());
  CHECK(list_of(leaving(rows)).size() == 1);
  rows.flushed();
  CHECK_FALSE(rows.flushing());
  CHECK(rows.rows() == 1);
}

TEST_CASE("usage rows: a flush that failed is pending again, once and first") {
  UsageRows rows(1);
  rows.add(success(key_one, flash, noon_ms));
  rows.add(success(key_one, flash, noon_ms + 1));
  REQUIRE(rows.begin_flush());
  const std::vector<std::string> before = list_of(leaving(rows));
  rows.add(success(key_one, flash, noon_ms + 2));
  rows.flush_failed();
  CHECK_FALSE(rows.flushing());
  CHECK(rows.rows() == 3);
  CHECK(rows.oldest_ms() == noon_ms);
  const std::vector<std::string> taken = flush(rows);
  REQUIRE(taken.size() == 3);
  CHECK(taken[0] == before[0]);
  CHECK(taken[1] == before[1]);
  CHECK(seq_of(taken[2]) == 3);
  CHECK(flush(rows).empty());
}

TEST_CASE("usage rows: a stored state is the state, what is on its way included") {
  UsageRows before(7);
  before.add(success(key_one, "a \"quoted\" name", noon_ms));
  REQUIRE(before.begin_flush());
  before.add(failure(key_two, flash, noon_ms + 1));
  UsageRows after(1000);
  REQUIRE(load(after, saved(before)));
  CHECK(after.rows() == 2);
  CHECK(after.oldest_ms() == noon_ms);
  CHECK(saved(after) == saved(before));
  after.add(success());
  const std::vector<std::string> taken = flush(after);
  REQUIRE(taken.size() == 3);
  CHECK(taken[0] == list_of(leaving(before))[0]);
  CHECK(seq_of(taken[1]) == 8);
  CHECK(seq_of(taken[2]) == 1000);
}

TEST_CASE("usage rows: an empty state is a state, and what is none changes nothing") {
  UsageRows rows(0);
  REQUIRE(load(rows, saved(UsageRows(5))));
  CHECK(rows.rows() == 0);
  for (const char* value : {"", "[]", "null", "{", R"({"v":2,"rows":[]})", R"({"v":1})", R"({"v":1,"rows":{}})"}) {
    INFO(value);
    CHECK_FALSE(load(rows, value));
  }
  REQUIRE(load(rows, R"({"v":1,"rows":[1,[],[1,2,3]]})"));
  CHECK(rows.rows() == 0);
}

TEST_CASE("H9 usage rows: a row that an earlier version stored, without what was asked for, is a row") {
  UsageRows rows(0);
  REQUIRE(load(rows, R"({"v":1,"rows":[[5,1,"k","c","m","chat","openai",200,"ok",1,1,2,3,4,5,6,7,""]]})"));
  CHECK(rows.rows() == 1);
}

TEST_CASE("usage rows: clear forgets what is on its way, too") {
  UsageRows rows(0);
  rows.add(success());
  REQUIRE(rows.begin_flush());
  rows.add(success());
  rows.clear();
  CHECK(saved(rows) == saved(UsageRows(0)));
  CHECK_FALSE(rows.flushing());
}

TEST_CASE("F9: past the bound the oldest rows are dropped and counted") {
  UsageRows rows(0);
  const std::size_t calls = 3 * limits::usage_rows_pending;
  for (std::size_t i = 0; i < calls; ++i) rows.add(success(key_one, flash, noon_ms + static_cast<double>(i)));
  CHECK(rows.rows() == limits::usage_rows_pending);
  CHECK(rows.dropped() == static_cast<std::int64_t>(calls - limits::usage_rows_pending));
  CHECK(rows.oldest_ms() == noon_ms + static_cast<double>(calls - limits::usage_rows_pending));
  REQUIRE(rows.begin_flush());
  rows.add(success());
  rows.flush_failed();
  CHECK(rows.rows() == limits::usage_rows_pending);
  CHECK(rows.dropped() == static_cast<std::int64_t>(calls - limits::usage_rows_pending + 1));
  const std::vector<std::string> taken = flush(rows);
  REQUIRE(taken.size() == limits::usage_rows_pending);
  for (std::size_t i = 0; i < taken.size(); ++i) {
    REQUIRE(seq_of(taken[i]) == static_cast<std::int64_t>(calls - limits::usage_rows_pending + 1 + i));
  }
}

TEST_CASE("F9: rows that are long fill a stored row no sooner than the bound") {
  UsageRows rows(0);
  const std::string model(limits::model_name_bytes, '\1');
  for (std::size_t i = 0; i < 1000; ++i) rows.add(success(key_one, model));
  CHECK(rows.rows() < 600);
  REQUIRE(rows.begin_flush());
  for (std::size_t i = 0; i < 1000; ++i) rows.add(success(key_one, model));
  CHECK(saved(rows).size() < 2'000'000);
  CHECK(rows.dropped() > 0);
}
