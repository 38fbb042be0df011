// The exchange as a whole: what it hears in each stage of a request, and promises that hold under any order of events.
// Stories stand in tests/conversations; a machine that leaves its table aborts, so every test here would see it.
#include "exchange/exchange.h"
#include "exchange/proxy_job_table.h"
#include "exchange/upstream_call_table.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exchange/exchange_testing.h"

using namespace rota;
using rota::test::chat_body;
using rota::test::chat_head;
using rota::test::configure;
using rota::test::lent_key;
using rota::test::Stage;
using rota::test::picture_body;
using rota::test::stream_body;
using rota::test::Watched;

namespace {

template <class Phase, std::size_t rows>
void add_heard(const Transition<Phase> (&table)[rows], Phase phase, std::set<Kind>& kinds) {
  for (const Transition<Phase>& row : table) {
    if (row.from == phase && row.on != started) kinds.insert(row.on);
  }
}

/// What the machines at work hear in that stage. Everything else must change nothing.
std::set<Kind> heard(Stage stage) {
  using exchange::ExchangePhase;
  using exchange::ProxyJobPhase;
  using exchange::UpstreamCallPhase;
  std::set<Kind> kinds;
  const auto front = [&kinds](ExchangePhase phase) { add_heard(exchange::exchange_table, phase, kinds); };
  const auto job = [&kinds](ProxyJobPhase phase) { add_heard(exchange::proxy_job_table, phase, kinds); };
  const auto call = [&kinds](UpstreamCallPhase phase) {
    add_heard(exchange::upstream_call_table, phase, kinds);
    kinds.insert(Kind::client_gone);
  };
  switch (stage) {
    case Stage::received: front(ExchangePhase::receiving); break;
    case Stage::checking: front(ExchangePhase::entering); break;
    case Stage::gathering: job(ProxyJobPhase::gathering); break;
    case Stage::leasing: job(ProxyJobPhase::leasing); break;
    case Stage::calling: call(UpstreamCallPhase::calling); break;
    case Stage::judging: call(UpstreamCallPhase::judging); break;
    case Stage::buffering:
    case Stage::streaming: call(UpstreamCallPhase::answering); break;
    case Stage::settling: job(ProxyJobPhase::settling); break;
    case Stage::closed: break;
  }
  if (kinds.count(Kind::upstream_head) + kinds.count(Kind::upstream_end) != 0) kinds.insert(Kind::upstream_answer);
  return kinds;
}

constexpr const char* stored_head = "POST https://rota.test/v1/chat/completions\nx-api-key: sk-stored\n";
/// An exchange on its own gateway, brought to a stage.
struct Brought {
  explicit Brought(Stage stage, bool streams = true) {
    configure(gateway, R"({"CLIENT_API_KEYS":"sk-1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})");
    exchange = std::make_unique<Watched>(gateway, 1);
    exchange->tell(event::request(-1, stage == Stage::checking ? stored_head : chat_head));
    if (stage == Stage::gathering) {
      exchange->tell(event::request_body(picture_body));
    } else {
      exchange->tell(event::request_body(streams ? stream_body : chat_body));
    }
    if (stage == Stage::received) return;
    exchange->tell(event::request_end());
    if (stage == Stage::checking || stage == Stage::leasing || stage == Stage::gathering) return;
    exchange->tell(event::pool_reply(exchange->pool, lent_key));
    if (stage == Stage::calling) return;
    exchange->tell(event::upstream_head(exchange->fetch, stage == Stage::judging ? 503 : 200, {}));
    if (stage == Stage::judging || stage == Stage::buffering) return;
    exchange->tell(event::upstream_body(exchange->fetch, answer(streams)));
    if (stage == Stage::streaming) return;
    exchange->tell(event::upstream_end(exchange->fetch));
    if (stage == Stage::settling) return;
    exchange->tell(event::timer(exchange->wake));
    exchange->tell(event::pool_reply(exchange->pool, "{}"));
  }
  static std::string answer(bool streams) {
    const std::string message = R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})";
    return streams ? "data: " + message + "\r\n\r\n" : message;
  }

  exchange::Gateway gateway{1};
  std::unique_ptr<Watched> exchange;
};

constexpr Stage stages[] = {Stage::received, Stage::checking,  Stage::gathering, Stage::leasing,  Stage::calling,
                            Stage::judging,  Stage::buffering, Stage::streaming, Stage::settling, Stage::closed};

std::uint32_t newest(const Watched& exchange) {
  return std::max({exchange.fetch, exchange.pool, exchange.wake, exchange.digest});
}

}  // namespace

namespace {

/// The token that an event of that kind brings when all is well.
std::uint32_t token_of(Kind kind, const Watched& exchange) {
  if (kind == Kind::pool_reply) return exchange.pool;
  if (kind == Kind::timer) return exchange.wake;
  if (kind == Kind::nudged) return exchange.wait;
  return kind == Kind::digested ? exchange.digest : exchange.fetch;
}

}  // namespace

TEST_CASE("every stage can be reached") {
  for (const Stage stage : stages) CHECK(Brought(stage).exchange->stage() == stage);
}

TEST_CASE("an event that a stage does not hear changes nothing") {
  for (const Stage stage : stages) {
    for (std::uint32_t kind = 1; kind < 95; ++kind) {
      if (heard(stage).count(static_cast<Kind>(kind)) != 0) continue;
      Brought brought(stage);
      Watched& exchange = *brought.exchange;
      for (std::uint32_t token = 0; token <= newest(exchange) + 1; ++token) {
        exchange.tell({static_cast<Kind>(kind), token, 200, "a: b\n", "{}"});
        INFO("stage " << static_cast<int>(stage) << ", event " << kind);
        REQUIRE(exchange.stage() == stage);
        REQUIRE(exchange.last.empty());
      }
      exchange.wind_up();
    }
  }
}

TEST_CASE("an event with another token than the open one changes nothing") {
  for (const Stage stage : stages) {
    if (stage == Stage::received || stage == Stage::closed) continue;
    Brought one(stage);
    const std::uint32_t past = newest(*one.exchange) + 1;
    for (const Kind kind : heard(stage)) {
      if (kind == Kind::client_gone) continue;
      for (const std::uint32_t token : {0U, past, std::numeric_limits<std::uint32_t>::max()}) {
        Brought brought(stage);
        brought.exchange->tell({kind, token, 500, "a: b\n", "{\"error\":1}"});
        INFO("stage " << static_cast<int>(stage) << ", event " << static_cast<int>(kind) << ", token " << token);
        REQUIRE(brought.exchange->stage() == stage);
        REQUIRE(brought.exchange->last.empty());
        brought.exchange->wind_up();
      }
    }
  }
}

TEST_CASE("in every stage every event may come with every token, strange numbers and strange texts") {
  const std::string texts[] = {"", "{}", lent_key, "\xFF\xFE", "POST https://rota.test/\n", std::string(100000, '{')};
  const double numbers[] = {0, -1, 200, 204, 304, 429, 500, 1e300, -1e300};
  for (const Stage stage : stages) {
    for (const bool streams : {false, true}) {
      for (std::uint32_t kind = 1; kind <= 23; ++kind) {
        for (const double number : numbers) {
          for (const std::string& text : texts) {
            Brought brought(stage, streams);
            Watched& exchange = *brought.exchange;
            exchange.tell({static_cast<Kind>(kind), token_of(static_cast<Kind>(kind), exchange), number, text, text});
            exchange.wind_up();
          }
        }
      }
    }
  }
}

TEST_CASE("F8: an answer told at once leads to what its parts lead to") {
  for (const bool streams : {false, true}) {
    for (const int status : {200, 503}) {
      INFO("status " << status << (streams ? ", streamed" : ""));
      Brought parts(Stage::calling, streams);
      Brought whole(Stage::calling, streams);
      const std::string body = Brought::answer(streams);
      parts.exchange->tell(event::upstream_head(parts.exchange->fetch, status, {}));
      parts.exchange->tell(event::upstream_body(parts.exchange->fetch, body));
      parts.exchange->tell(event::upstream_end(parts.exchange->fetch));
      whole.exchange->tell(event::upstream_answer(whole.exchange->fetch, status, {}, body));
      CHECK(whole.exchange->stage() == parts.exchange->stage());
      CHECK(whole.exchange->fetch == parts.exchange->fetch);
      CHECK(whole.exchange->answer_status == (streams && status == 200 ? 200 : parts.exchange->answer_status));
      // With all of a stream here nothing is left to be streamed.
      const std::string said = parts.exchange->answer_body + parts.exchange->sent;
      CHECK(whole.exchange->answer_body.size() + whole.exchange->sent.size() == said.size());
    }
  }
}

TEST_CASE("F8: an answer that passes whole stays with the host, which sends what it has") {
  exchange::Gateway gateway(1);
  configure(gateway, R"({"ALLOW_ANONYMOUS":"1"})");
  Watched exchange(gateway, 1);
  const std::string asked = R"({"contents":[{"parts":[{"text":"Hi"}]}]})";
  exchange.tell(event::request(static_cast<double>(asked.size()), "POST https://rota.test/v1beta/models/m:generateContent\n"));
  exchange.tell(event::request_body(asked));  // and no request_end: that was all
  REQUIRE(exchange.stage() == Stage::leasing);
  exchange.tell(event::pool_reply(exchange.pool, lent_key));
  exchange.tell(event::upstream_answer(exchange.fetch, 200, "content-type: application/json\n", Brought::answer(false)));
  CHECK(std::count(exchange.last.begin(), exchange.last.end(), Kind::answer_echo) == 1);
  CHECK(exchange.answer_status == 200);
  CHECK(exchange.answer_head.find("content-type: application/json\n") != std::string::npos);
}

TEST_CASE("F8: an answer in one piece may come at once, a stream may not") {
  for (const bool streams : {false, true}) {
    Brought calling(Stage::calling, streams);
    CHECK(calling.exchange->at_once_bytes == (streams ? 0 : static_cast<double>(limits::answer_at_once_bytes)));
  }
}

TEST_CASE("whoever leaves is settled: cancelled, reported once, done") {
  for (const Stage stage : stages) {
    for (const bool streams : {false, true}) {
      Brought brought(stage, streams);
      Watched& exchange = *brought.exchange;
      exchange.tell(event::client_gone());
      exchange.tell(event::client_gone());
      if (stage == Stage::streaming && !streams) continue;
      const bool called =
          stage == Stage::calling || stage == Stage::judging || stage == Stage::buffering || stage == Stage::streaming;
      CHECK((exchange.seen.count(Kind::cancel) != 0) == (called || stage == Stage::gathering));
      if (called) CHECK(exchange.stage() == Stage::settling);
      exchange.wind_up();
      if (called) CHECK(!brought.gateway.has_outcomes() == (exchange.seen.count(Kind::ask_pool) == 0));
    }
  }
}
