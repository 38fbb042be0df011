// Reports that wait for a ride: more than one call carries are told at once, by one exchange, until few are left.
#include "base/limits.h"
#include "exchange/exchange_testing.h"
#include "pool/pool_call.h"

using namespace rota;

namespace {

constexpr Bytes answer_body =
    R"({"candidates":[{"content":{"role":"model","parts":[{"text":"Fine."}]},"finishReason":"STOP"}]})";

struct Busy {
  Busy() { test::configure(gateway, R"({"ALLOW_ANONYMOUS":"1"})"); }

  /// So many outcomes of one key wait.
  void wait(std::size_t count) {
    pool::Report report;
    report.key = 1;
    report.model = "gemini-3.6-flash";
    for (std::size_t i = 0; i < count; ++i) gateway.queue(report);
  }

  /// A request that has been lent a key and whose answer is on its way.
  void call(test::Watched& exchange) {
    exchange.tell(event::request(-1, test::chat_head));
    exchange.tell(event::request_body(test::chat_body));
    exchange.tell(event::request_end());
    exchange.tell(event::pool_reply(exchange.pool, test::lent_key));
    REQUIRE(exchange.stage() == test::Stage::calling);
  }

  static void serve(test::Watched& exchange) {
    exchange.tell(event::upstream_head(exchange.fetch, 200, "content-type: application/json\n"));
    exchange.tell(event::upstream_body(exchange.fetch, answer_body));
    exchange.tell(event::upstream_end(exchange.fetch));
    REQUIRE(exchange.answer_status == 200);
  }

  std::size_t told(const test::Watched& exchange) {
    const auto call = pool::decode_call(arena.copy(exchange.asked), reader, arena);
    REQUIRE(call.ok());
    return (*call)->reports.size();
  }

  exchange::Gateway gateway{1};
  Arena arena;
  json::Reader reader;
};

}  // namespace

TEST_CASE_METHOD(Busy, "D4 fewer than a call carries wait for a ride") {
  test::Watched exchange(gateway, 1);
  call(exchange);
  wait(limits::reports_per_call - 2);
  const std::uint32_t before = exchange.pool;
  serve(exchange);
  CHECK(exchange.pool == before);
  CHECK_FALSE(exchange.done());
  exchange.now_ms += limits::report_delay_ms;
  exchange.tell(event::timer(exchange.wake));
  CHECK(exchange.pool != before);
  CHECK(told(exchange) == limits::reports_per_call - 1);
  exchange.tell(event::pool_reply(exchange.pool, "{}"));
  CHECK(exchange.done());
  CHECK_FALSE(gateway.has_outcomes());
}

TEST_CASE_METHOD(Busy, "D4 as many as a call carries are told at once, call after call, and none is lost") {
  test::Watched exchange(gateway, 1);
  test::Watched bystander(gateway, 2);
  call(exchange);
  call(bystander);
  wait(2 * limits::reports_per_call + 88);
  serve(exchange);
  const std::uint32_t first = exchange.pool;
  CHECK(told(exchange) == limits::reports_per_call);
  // Whoever ends meanwhile leaves it to the first.
  const std::uint32_t bystanders = bystander.pool;
  serve(bystander);
  CHECK(bystander.pool == bystanders);
  CHECK(bystander.done());
  exchange.tell(event::pool_reply(first, "{}"));
  CHECK(exchange.pool != first);
  CHECK(told(exchange) == limits::reports_per_call);
  exchange.tell(event::pool_reply(exchange.pool, "{}"));
  CHECK(exchange.done());
  CHECK_FALSE(gateway.is_delivery_claimed());
  List<pool::Report> left;
  gateway.take_reports(0, left, arena);
  CHECK(left.size() == 88 + 2);
}

TEST_CASE_METHOD(Busy, "D4 a call that fails leaves its reports to the next request") {
  test::Watched exchange(gateway, 1);
  call(exchange);
  wait(limits::reports_per_call);
  serve(exchange);
  exchange.tell(event::failed(exchange.pool, "Error: away"));
  CHECK(exchange.done());
  CHECK_FALSE(gateway.is_delivery_claimed());
  CHECK(gateway.reports_crowd());
  test::Watched next(gateway, 2);
  call(next);
  CHECK(told(next) == limits::reports_per_call);
}
