// Rollups, told again: what may have reached D1 already keeps its id, and nothing joins it.
#include "stats/rollups_testing.h"

using namespace stats_testing;

TEST_CASE("E2: whatever may have been sent since it was stored is told again under its id, and nothing joins it") {
  Rollups before(1);
  before.add(success());
  const std::string stored = saved(before);
  before.add(success());  // not stored, and sent with the rest
  REQUIRE(before.begin_flush());
  const std::uint64_t sent = before.flush_id();
  Rollups after(2);
  REQUIRE(load(after, stored));
  after.add(success());
  REQUIRE(after.begin_flush());
  CHECK(after.flush_id() == sent);
  Database database;
  database.take(after);
  CHECK(database.attempts("k:") == 1);
  after.flushed();
  REQUIRE(after.begin_flush());
  CHECK(after.flush_id() != sent);

  // What waited behind a flush was never sent: it goes on growing under its own id.
  before.add(success());
  Rollups later(3);
  REQUIRE(load(later, saved(before)));
  later.add(success());
  REQUIRE(later.begin_flush());
  CHECK(later.flush_id() == sent);
  later.flushed();
  Database rest;
  REQUIRE(later.begin_flush());
  rest.take(later);
  CHECK(rest.attempts("k:") == 2);
}

TEST_CASE("rollups: a row of an earlier version, without ids, is pending") {
  Rollups before;
  before.add(success());
  std::string old = saved(before);
  const std::size_t begin = old.find("\"id\"");
  old.erase(begin, old.find("\"errors\"") - begin);
  Rollups after;
  REQUIRE(load(after, old));
  after.add(success());
  REQUIRE(after.begin_flush());
  Database database;
  database.take(after);
  CHECK(database.attempts("k:") == 2);
}
