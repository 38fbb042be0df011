// Picks that nobody used, when the call that was to tell of them fails; and picks of the bank for a second attempt.
#include "exchange/exchange_testing.h"

using namespace rota;

namespace {

constexpr double now_ms = 1767323045000;
constexpr Bytes model = "gemini-3.6-flash";

pool::Pick pick_of(std::uint64_t key) {
  pool::Pick pick;
  pick.key = pick.group = key;
  pick.secret = Secret("AIzaFAKE-key-2");
  pick.label = "#2";
  pick.shard = 1;
  return pick;
}

}  // namespace

TEST_CASE("a void pick whose return could not be told waits for the next call of its shard, and is not lent") {
  exchange::LeaseBank bank;
  Arena arena;
  bank.put(pick_of(2), model, now_ms);
  const double later_ms = now_ms + limits::lease_ms + 1;
  List<pool::Returned> returned;
  bank.take_void(1, returned, later_ms, arena);
  REQUIRE(returned.size() == 1);

  bank.put_void(returned[0], 1);
  pool::Pick pick;
  CHECK_FALSE(bank.take(model, {}, later_ms, pick, arena));
  List<pool::Returned> again;
  bank.take_void(0, again, later_ms, arena);
  CHECK(again.empty());
  bank.take_void(1, again, later_ms, arena);
  REQUIRE(again.size() == 1);
  CHECK(again[0].key == 2);
  CHECK(again[0].model == model);
}

TEST_CASE("an answer that breaks off before its first byte has gone out is asked for again with a pick of the bank") {
  exchange::Gateway gateway(1);
  test::configure(gateway, R"({"ALLOW_ANONYMOUS":"1"})");
  test::Watched exchange(gateway, 1);
  exchange.tell(event::request(-1, test::chat_head));
  exchange.tell(event::request_body(test::chat_body));
  exchange.tell(event::request_end());
  exchange.tell(event::pool_reply(exchange.pool, test::lent_key));
  const std::uint32_t first = exchange.fetch;
  exchange.tell(event::upstream_head(first, 200, "content-type: application/json\n"));
  REQUIRE(exchange.stage() == test::Stage::buffering);
  exchange.now_ms += 60001;  // an answer in one piece may be silent for as long
  exchange.tell(event::timer(exchange.wake));
  REQUIRE(exchange.stage() == test::Stage::buffering);
  gateway.bank().put(pick_of(2), model, exchange.now_ms);
  exchange.tell(event::failed(first, {}));
  CHECK(exchange.stage() == test::Stage::calling);
  CHECK(exchange.fetch != first);
}
