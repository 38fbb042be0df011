// Clients: leave by the minute and by the Pacific day, in one pool and in shards.
#include "pool/clients.h"

#include "pool/fields.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Door {
  Allowance ask(const ClientWish& wish, std::uint32_t shard = 0, std::uint32_t shards = 0) {
    return clients.ask(wish, shard, shards, now_ms, arena);
  }
  /// How many of a shard's requests get leave, one at a time.
  std::uint32_t let_in(ClientWish wish, std::uint32_t shard = 0, std::uint32_t shards = 0) {
    wish.want = 1;
    std::uint32_t count = 0;
    while (count < 1000 && ask(wish, shard, shards).granted == 1) ++count;
    return count;
  }
  double now_ms = summer_noon_ms;
  Arena arena;
  Clients clients;
};

ClientWish wish_of(std::uint32_t want, std::uint32_t per_minute, std::uint32_t per_day = 0, std::int64_t tokens = 0) {
  ClientWish wish;
  wish.id = 7;
  wish.want = want;
  wish.requests_per_minute = per_minute;
  wish.requests_per_day = per_day;
  wish.tokens_per_day = tokens;
  return wish;
}

/// Pages that wait to be stored.
std::size_t take_dirty(Clients& clients) {
  std::size_t count = 0;
  while (clients.dirty().take_next() != nowhere) ++count;
  return count;
}

}  // namespace

TEST_CASE("D3 clients: so many requests a minute and no more, and then a minute's pause") {
  Door door;
  door.now_ms += 20 * second_ms;
  const Allowance first = door.ask(wish_of(1, 3));
  CHECK(first.granted == 1);
  CHECK(first.limit == 3);
  CHECK(first.remaining == 2);
  CHECK(first.reset_ms == 40 * second_ms);
  CHECK(first.retry_after_ms == 0);
  CHECK(first.reason.empty());
  CHECK(door.ask(wish_of(5, 3)).granted == 2);  // what is left of what is wanted
  const Allowance none = door.ask(wish_of(1, 3));
  CHECK(none.granted == 0);
  CHECK(none.remaining == 0);
  CHECK(none.retry_after_ms == 40 * second_ms);
  CHECK(none.reason == "This API key has used its requests of this minute; it may come again in 40 s.");
  door.now_ms += none.retry_after_ms;
  CHECK(door.ask(wish_of(9, 3)).granted == 3);
}

TEST_CASE("D3 clients: without limits everything wanted is granted") {
  Door door;
  const Allowance leave = door.ask(wish_of(64, 0));
  CHECK(leave.granted == 64);
  CHECK(leave.limit == 0);
  CHECK(take_dirty(door.clients) == 0);  // F8: minutes are over before anybody reads them
}

TEST_CASE("D3 clients: a Pacific day's requests start anew at its midnight, the minute's in between") {
  Door door;
  CHECK(door.let_in(wish_of(1, 0, 5)) == 5);
  const Allowance none = door.ask(wish_of(1, 100, 5));
  CHECK(none.granted == 0);
  CHECK(none.retry_after_ms == 12 * hour_ms);
  CHECK(none.reason == "This API key has used its requests of this day; it may come again in 12 h.");
  CHECK(take_dirty(door.clients) == 1);
  door.now_ms = summer_midnight_ms - 1;
  CHECK(door.ask(wish_of(1, 0, 5)).granted == 0);
  door.now_ms = summer_midnight_ms;
  CHECK(door.let_in(wish_of(1, 0, 5)) == 5);

  Door winter;
  winter.now_ms = winter_noon_ms;
  CHECK(winter.let_in(wish_of(1, 0, 2)) == 2);
  winter.now_ms = winter_eleven_ms;  // 07:00 UTC is not midnight in winter
  CHECK(winter.ask(wish_of(1, 0, 2)).retry_after_ms == hour_ms);
  winter.now_ms = winter_midnight_ms;
  CHECK(winter.ask(wish_of(1, 0, 2)).granted == 1);
}

TEST_CASE("D3 clients: where minute and day are both spent, the longer wait is told") {
  Door door;
  CHECK(door.let_in(wish_of(1, 2, 2)) == 2);
  CHECK(door.ask(wish_of(1, 2, 2)).retry_after_ms == 12 * hour_ms);
}

TEST_CASE("D3 clients: what is told of a limit is told of the one that refuses next, and then of the one that refuses") {
  Door door;
  Allowance told = door.ask(wish_of(1, 3, 100));
  CHECK(told.limit == 3);
  CHECK(told.remaining == 2);
  CHECK(told.reset_ms == minute_ms);
  door.let_in(wish_of(1, 3, 100));
  told = door.ask(wish_of(1, 3, 100));
  CHECK(told.granted == 0);
  CHECK(told.limit == 3);
  CHECK(told.reset_ms == told.retry_after_ms);

  // The day has less left than the minute.
  told = door.ask(wish_of(1, 30, 6));
  CHECK(told.limit == 6);
  CHECK(told.remaining == 2);
  CHECK(told.reset_ms == 12 * hour_ms);
  // As much of both: the day keeps the client waiting for longer.
  told = door.ask(wish_of(1, 6, 6));
  CHECK(told.limit == 6);
  CHECK(told.reset_ms == 12 * hour_ms);
  door.let_in(wish_of(1, 30, 6));
  told = door.ask(wish_of(1, 30, 6));
  CHECK(told.granted == 0);
  CHECK(told.limit == 6);
  CHECK(told.remaining == 0);
  CHECK(told.reset_ms == 12 * hour_ms);
  CHECK(told.retry_after_ms == told.reset_ms);
}

TEST_CASE("D3 clients: tokens speak where they refuse, or where nothing else is limited") {
  Door door;
  Allowance told = door.ask(wish_of(1, 0, 0, 1000));
  CHECK(told.limit == 1000);
  CHECK(told.remaining == 1000);
  CHECK(told.reset_ms == 12 * hour_ms);
  told = door.ask(wish_of(1, 60, 0, 1000));
  CHECK(told.limit == 60);
  CHECK(told.remaining == 58);
  door.clients.spend(7, 5000000000, door.now_ms);
  told = door.ask(wish_of(1, 60, 0, 4000000000));
  CHECK(told.granted == 0);
  CHECK(told.limit == 4000000000);
  CHECK(told.remaining == 0);
  CHECK(told.retry_after_ms == 12 * hour_ms);
  CHECK(told.reset_ms == told.retry_after_ms);
}

TEST_CASE("D3 clients: tokens of a day are spent when they are reported, and then nothing is granted") {
  Door door;
  door.clients.spend(7, 500, door.now_ms);  // nobody asked leave for it: not counted
  CHECK(door.clients.size() == 0);
  CHECK(door.ask(wish_of(1, 0, 0, 1000)).granted == 1);
  door.clients.spend(7, 999, door.now_ms);
  CHECK(door.ask(wish_of(1, 0, 0, 1000)).granted == 1);
  door.clients.spend(7, 0, door.now_ms);
  door.clients.spend(7, -5, door.now_ms);
  door.clients.spend(7, 1, door.now_ms);
  const Allowance none = door.ask(wish_of(1, 0, 0, 1000));
  CHECK(none.granted == 0);
  CHECK(none.reason == "This API key has used its tokens of this day; it may come again in 12 h.");
  CHECK(door.ask(wish_of(1, 0, 0, 2000)).granted == 1);  // a new limit holds at once
  door.clients.spend(7, count_max, door.now_ms);
  door.clients.spend(7, count_max, door.now_ms);
  CHECK(door.clients[0].day_tokens == count_max);
  door.now_ms = summer_midnight_ms;
  CHECK(door.ask(wish_of(1, 0, 0, 1000)).granted == 1);
}

TEST_CASE("D3 clients: each has its own counters") {
  Door door;
  CHECK(door.let_in(wish_of(1, 3)) == 3);
  ClientWish other = wish_of(1, 3);
  other.id = 8;
  CHECK(door.let_in(other) == 3);
  CHECK(door.clients.size() == 2);
}

TEST_CASE("G4 clients: the parts of all shards are the whole limit") {
  for (const std::uint32_t shards : {1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
    for (const std::uint32_t limit : {7U, 8U, 13U, 60U, 99U}) {
      CAPTURE(shards, limit);
      Door by_minute;
      Door by_day;
      std::uint32_t minute = 0;
      std::uint32_t day = 0;
      std::int64_t tokens = 0;
      for (std::uint32_t shard = 0; shard < shards; ++shard) {
        ClientWish wish = wish_of(1, limit);
        wish.id = shard + 1;  // each shard has counters of its own
        minute += by_minute.let_in(wish, shard, shards);
        wish.requests_per_minute = 0;
        wish.requests_per_day = limit;
        day += by_day.let_in(wish, shard, shards);
        wish = wish_of(1, 0, 0, limit);
        Door by_tokens;
        while (by_tokens.ask(wish, shard, shards).granted == 1) {
          by_tokens.clients.spend(wish.id, 1, by_tokens.now_ms);
          ++tokens;
        }
      }
      CHECK(minute == limit);
      CHECK(day == limit);
      CHECK(tokens == limit);
    }
  }
}

TEST_CASE("H2 clients: of a limit below the number of shards some have one and the others none") {
  for (std::uint32_t shard = 0; shard < 7; ++shard) {
    const std::uint32_t part = shard < 3 ? 1 : 0;
    Door door;
    CHECK(door.let_in(wish_of(1, 3), shard, 7) == part);
    CHECK(door.ask(wish_of(1, 3), shard, 7).limit == 3);  // the client is told its own limit
    Door of_day;
    CHECK(of_day.let_in(wish_of(1, 0, 3), shard, 7) == part);
    Door of_tokens;
    CHECK(of_tokens.ask(wish_of(1, 0, 0, 3), shard, 7).granted == part);
    of_tokens.clients.spend(7, 1, of_tokens.now_ms);
    CHECK(of_tokens.ask(wish_of(1, 0, 0, 3), shard, 7).granted == 0);
  }
}

TEST_CASE("H2 clients: what comes back unused may be granted again, in its own minute and day") {
  Door door;
  CHECK(door.let_in(wish_of(1, 3, 5)) == 3);
  const std::uint32_t minute = minute_of(door.now_ms);
  door.clients.take_back({7, minute, 1}, door.now_ms);
  CHECK(door.let_in(wish_of(1, 3, 5)) == 1);

  door.now_ms += minute_ms;
  CHECK(door.let_in(wish_of(1, 3, 5)) == 2);  // the day's last two
  door.clients.take_back({7, minute, 1}, door.now_ms);
  CHECK(door.clients.used(7, door.now_ms).minute_requests == 2);  // not of this minute
  CHECK(door.let_in(wish_of(1, 3, 5)) == 1);

  door.now_ms = summer_midnight_ms;
  CHECK(door.let_in(wish_of(1, 0, 5)) == 5);
  door.clients.take_back({7, minute, 1}, door.now_ms);
  CHECK(door.let_in(wish_of(1, 0, 5)) == 0);
  door.clients.take_back({8, minute, 1}, door.now_ms);  // nobody has heard of it
  door.clients.take_back({7, minute_of(door.now_ms), 99}, door.now_ms);
  CHECK(door.clients.used(7, door.now_ms).day_requests == 0);
}

TEST_CASE("H2 clients: a request of the minute before, reported in this one, gives nothing back") {
  Door door;
  CHECK(door.let_in(wish_of(1, 3, 0, 1000)) == 3);
  door.now_ms += minute_ms;
  CHECK(door.let_in(wish_of(1, 3, 0, 1000)) == 3);
  door.clients.spend(7, 10, door.now_ms - minute_ms);
  CHECK(door.let_in(wish_of(1, 3, 0, 1000)) == 0);
  CHECK(door.clients.used(7, door.now_ms).day_tokens == 10);
}

TEST_CASE("D3 clients: a clock that steps back lets nobody in for good and shuts nobody out") {
  Door door;
  door.now_ms += 100 * day_ms;
  CHECK(door.let_in(wish_of(1, 2, 10)) == 2);
  door.now_ms -= 100 * day_ms;
  CHECK(door.let_in(wish_of(1, 2, 10)) == 2);
}

TEST_CASE("D3 clients: what was stored is believed for its day") {
  Door door;
  ClientState state;
  state.id = 7;
  state.day = 20635;  // the day of summer_noon_ms
  state.day_requests = 4;
  state.day_tokens = 90;
  door.clients.restore(state);
  CHECK(door.ask(wish_of(9, 0, 5, 91)).granted == 1);
  CHECK(door.ask(wish_of(1, 0, 9, 90)).granted == 0);
  state.id = 8;
  state.day = 20634;
  door.clients.restore(state);
  ClientWish wish = wish_of(9, 0, 5, 50);
  wish.id = 8;
  CHECK(door.ask(wish).granted == 5);
  CHECK(door.clients.size() == 2);
}

TEST_CASE("F9 clients: past the bound those idle today are forgotten, the others keep their counters") {
  Door door;
  ClientWish wish = wish_of(1, 0, 3);
  for (std::uint64_t id = 1; id <= limits::clients_counted - 2; ++id) {
    wish.id = id;
    REQUIRE(door.ask(wish).granted == 1);
  }
  static_cast<void>(take_dirty(door.clients));
  door.now_ms += day_ms;
  wish.id = 5;
  CHECK(door.let_in(wish) == 3);
  wish.id = 1'000'000;
  CHECK(door.let_in(wish) == 3);
  wish.id = 1'000'001;
  CHECK(door.ask(wish).granted == 1);
  CHECK(door.clients.size() == limits::clients_counted);
  wish.id = 1'000'002;
  CHECK(door.ask(wish).granted == 1);
  CHECK(door.clients.size() == 4);
  wish.id = 5;
  CHECK(door.ask(wish).granted == 0);
  wish.id = 1'000'000;
  CHECK(door.ask(wish).granted == 0);
  CHECK(take_dirty(door.clients) * limits::pool_page_keys >= limits::clients_counted);  // no stored page lies
}

TEST_CASE("F9 clients: when all came today, all are forgotten rather than none let in") {
  Door door;
  ClientWish wish = wish_of(1, 0, 3);
  for (std::uint64_t id = 1; id <= limits::clients_counted + 1; ++id) {
    wish.id = id;
    REQUIRE(door.ask(wish).granted == 1);
  }
  CHECK(door.clients.size() == 1);
  wish.id = limits::clients_counted + 1;
  CHECK(door.ask(wish).granted == 1);
}
