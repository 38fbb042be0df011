// Client budgets: what a client key may do in a minute and a Pacific day.
#include "pool/clients.h"

#include "pool/client_pages.h"
#include "pool_testing.h"

namespace {

using namespace pool_testing;

struct Desk {
  std::uint32_t ask(std::uint32_t want, std::uint32_t shard = 0, std::uint32_t shards = 1) {
    wish.want = want;
    leave = clients.ask(wish, shard, shards, now_ms, arena);
    return leave.granted;
  }
  Clients clients;
  ClientWish wish{7, 1, 0, 0, 0};
  ClientLeave leave;
  Arena arena;
  double now_ms = summer_noon_ms;
};

}  // namespace

TEST_CASE("D3: never more than the limit of a minute, and what is left is told") {
  Desk desk;
  desk.wish.requests_per_minute = 10;
  CHECK(desk.ask(4) == 4);
  CHECK(desk.leave.limit == 10);
  CHECK(desk.leave.remaining == 6);
  CHECK(desk.ask(64) == 6);
  CHECK(desk.ask(1) == 0);
  CHECK(desk.leave.retry_after_ms == minute_ms);
  CHECK(desk.leave.reason == "This API key has used its requests of this minute; it may come again in 60 s.");
  desk.now_ms += minute_ms;
  CHECK(desk.ask(1) == 1);
}

TEST_CASE("D3: requests and tokens of a Pacific day") {
  Desk desk;
  desk.wish.requests_per_day = 2;
  CHECK(desk.ask(5) == 2);
  CHECK(desk.ask(1) == 0);
  CHECK(desk.leave.retry_after_ms == summer_midnight_ms - desk.now_ms);
  desk.now_ms = summer_midnight_ms;
  CHECK(desk.ask(1) == 1);
  desk.wish.requests_per_day = 0;
  desk.wish.tokens_per_day = 100;
  desk.clients.spend(7, 99, desk.now_ms);
  CHECK(desk.ask(1) == 1);
  desk.clients.spend(7, 1, desk.now_ms);
  CHECK(desk.ask(1) == 0);
  CHECK(desk.leave.reason.find("tokens of this day") != Bytes::npos);
  desk.now_ms += day_ms;
  CHECK(desk.ask(1) == 1);
}

TEST_CASE("G4: the parts of all shards are the whole limit") {
  for (std::uint32_t shards = 1; shards <= 7; ++shards) {
    for (const std::uint32_t limit : {7U, 60U, 61U, 1000U}) {
      std::uint32_t sum = 0;
      for (std::uint32_t shard = 0; shard < shards; ++shard) {
        Desk desk;
        desk.wish.requests_per_minute = limit;
        for (std::uint32_t granted = desk.ask(64, shard, shards); granted != 0; granted = desk.ask(64, shard, shards)) {
          sum += granted;
        }
      }
      CHECK(sum == limit);
    }
  }
}

TEST_CASE("a day's count survives its row, a minute's need not") {
  Desk desk;
  desk.wish.requests_per_day = 10;
  CHECK(desk.ask(3) == 3);
  Buffer row;
  write_client_page(desk.clients, 0, row);
  Desk after;
  json::Reader reader;
  REQUIRE(read_client_page(row.view(), reader, after.clients, after.arena));
  after.wish.requests_per_day = 10;
  CHECK(after.ask(64) == 7);
  CHECK_FALSE(read_client_page("[]", reader, after.clients, after.arena));
}

TEST_CASE("past the bound those who are idle today are forgotten") {
  Desk desk;
  desk.wish.requests_per_day = 1;
  for (std::uint64_t id = 1; id <= limits::clients_counted; ++id) {
    desk.wish.id = id;
    desk.now_ms = id == 1 ? summer_noon_ms + day_ms : summer_noon_ms;
    CHECK(desk.ask(1) == 1);
  }
  desk.now_ms = summer_noon_ms + day_ms;
  desk.wish.id = limits::clients_counted + 1;
  CHECK(desk.ask(1) == 1);
  CHECK(desk.clients.size() == 2);
  desk.wish.id = 1;
  CHECK(desk.ask(1) == 0);
}
