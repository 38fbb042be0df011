// Today: the sums of a day, joined with those that were stored, and gone with the day; and the latest calls, kept likewise.
#include "stats/today.h"

#include "stats/recent_calls.h"
#include "stats/stats_testing.h"

using namespace stats_testing;

namespace {

std::string saved(const Today& today) {
  return written([&](Buffer& out) {
    json::Writer writer(out);
    today.save(writer);
  });
}

void load(Today& today, const std::string& text) {
  json::Reader reader;
  Arena arena;
  const auto root = reader.read(text, arena);
  REQUIRE(root);
  today.load(*root);
}

}  // namespace

TEST_CASE("H4 today: attempts and requests are told apart, and an end without a call is a request") {
  Today today;
  today.add(failure(), 7);
  today.add(success(), 7);
  Outcome local = failure({}, flash, noon_ms, "none");
  local.called = false;
  local.last = true;
  today.add(local, 7);
  const DaySums sums = today.sums(7);
  CHECK(sums.requests == 2);
  CHECK(sums.attempts == 2);
  CHECK(sums.errors == 1);
  CHECK(sums.tokens == 123);
  CHECK(today.sums(8).attempts == 0);
}

TEST_CASE("H4 today: what ended before midnight is of the day before, and a new day begins with nothing") {
  Today today;
  today.add(success(), 7);
  today.add(success(), 8);
  today.add(success(), 7);
  CHECK(today.sums(8).attempts == 1);
  CHECK(today.sums(7).attempts == 0);
}

TEST_CASE("H4 today: what was stored joins what was counted meanwhile, unless it is of another day") {
  Today stored;
  stored.add(success(), 7);
  stored.add(failure(), 7);
  Today today;
  today.add(success(), 7);
  load(today, saved(stored));
  CHECK(today.sums(7).attempts == 3);
  CHECK(today.sums(7).errors == 1);
  Today later;
  later.add(success(), 8);
  load(later, saved(stored));
  CHECK(later.sums(8).attempts == 1);
  load(later, R"({"day":9,"requests":-5,"attempts":"x"})");
  CHECK(later.sums(9).requests == 0);
}

TEST_CASE("H4 recent calls: what was stored is older than what has come since, and no more are kept than ever") {
  RecentCalls stored;
  for (std::size_t i = 0; i < limits::recent_calls; ++i) {
    stored.add(success(key_one, i == 0 ? Bytes("first") : flash, noon_ms + static_cast<double>(i)));
  }
  const std::string text = written([&](Buffer& out) {
    json::Writer writer(out);
    stored.save(writer);
  });
  RecentCalls calls;
  calls.add(failure(key_two, pro, noon_ms + 1000));
  json::Reader reader;
  Arena arena;
  const auto root = reader.read(text, arena);
  REQUIRE(root);
  calls.load(*root, arena);
  REQUIRE(calls.size() == limits::recent_calls);
  CHECK(calls[0].key.view() == key_two);
  CHECK(calls[0].model.view() == pro);
  CHECK(calls[1].at_ms == noon_ms + static_cast<double>(limits::recent_calls - 1));
  CHECK(calls[1].tokens == 123);
  CHECK(calls[1].status == 200);
  CHECK(calls[1].verdict.view() == "ok");
  CHECK(calls[limits::recent_calls - 1].at_ms == noon_ms + 1);
  calls.load(*reader.read(R"([1,[],["x"],{"a":1}])", arena), arena);
  CHECK(calls.size() == limits::recent_calls);
}
