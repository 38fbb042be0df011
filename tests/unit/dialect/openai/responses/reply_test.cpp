// The writer of Responses between attempts: signs of life, failures, and what is sent once.
#include "responses_support.h"

using namespace rota;
using rota::test::member;
using rota::test::responses_events;
using rota::test::ResponsesExchange;
using rota::test::str;

namespace {

const std::string streaming = R"({"model":"gemini-3-flash","input":"q","stream":true})";
const std::string hello = R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})";

Failure failure_of(Fault fault, std::uint16_t status, Blame blame = Blame::key) {
  Failure failure;
  failure.blame = blame;
  failure.fault = fault;
  failure.status = status;
  failure.message = "Why.";
  return failure;
}

}  // namespace

TEST_CASE("G1: a sign of life begins the stream, and is an event") {
  ResponsesExchange exchange(streaming);
  exchange.writer->keep_alive(exchange.out);
  exchange.writer->keep_alive(exchange.out);
  exchange.begin();
  exchange.hear(hello);
  const auto events = responses_events(exchange.end());
  CHECK(member(events[0], "type") == "response.created");
  CHECK(member(events[1], "type") == "response.in_progress");
  CHECK(events[2] == R"({"type":"keepalive","sequence_number":2})");
  CHECK(member(events[3], "type") == "response.output_item.added");
  CHECK(member(events.back(), "type") == "response.completed");
  CHECK(member(events.back(), "response/id") == member(events[0], "response/id"));
}

TEST_CASE("G1: an attempt that has said nothing leaves nothing behind") {
  ResponsesExchange exchange(streaming);
  exchange.begin();
  exchange.hear(R"({"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"c2ln"}]}}]})");
  CHECK(str(exchange.out.view()).empty());
  exchange.begin();
  exchange.hear(hello);
  const auto events = responses_events(exchange.end());
  CHECK(member(events[0], "type") == "response.created");
  CHECK(member(events.back(), "response/output/0/content/0/text") == "Hi");
  CHECK(member(events.back(), "response/output/1").empty());
}

TEST_CASE("H8: a stream that fails says so under the id that it began with") {
  ResponsesExchange exchange(streaming);
  exchange.begin();
  exchange.hear(R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]})");
  REQUIRE(exchange.writer->fail(failure_of(Fault::stream_truncated, 502, Blame::upstream), exchange.out));
  const auto events = responses_events(str(exchange.out.view()));
  CHECK(member(events.back(), "type") == "response.failed");
  CHECK(member(events.back(), "response/id") == member(events[0], "response/id"));
  CHECK(member(events.back(), "response/status") == "failed");
  CHECK(member(events.back(), "response/error") == R"({"code":"server_error","message":"Why."})");
}

TEST_CASE("H8: the code of a late failure tells a client whether to come again") {
  struct {
    Failure failure;
    const char* code;
  } cases[] = {
      {failure_of(Fault::rate_limited, 429), "rate_limit_exceeded"},
      {failure_of(Fault::quota_exhausted, 429), "insufficient_quota"},
      {failure_of(Fault::billing, 403), "insufficient_quota"},
      {failure_of(Fault::context_too_long, 400, Blame::client), "context_length_exceeded"},
      {failure_of(Fault::upstream_overloaded, 503, Blame::upstream), "server_is_overloaded"},
      {failure_of(Fault::upstream_rejected, 400, Blame::client), "invalid_prompt"},
      {failure_of(Fault::upstream_error, 502, Blame::upstream), "server_error"},
      {failure_of(Fault::no_keys, 503), "server_error"},
  };
  for (const auto& one : cases) {
    ResponsesExchange exchange(streaming);
    exchange.writer->keep_alive(exchange.out);
    REQUIRE(exchange.writer->fail(one.failure, exchange.out));
    CHECK(member(responses_events(str(exchange.out.view())).back(), "response/error/code") == one.code);
  }
  ResponsesExchange exchange(streaming);
  Failure wait = failure_of(Fault::rate_limited, 429);
  wait.retry_after_ms = 2500;
  REQUIRE(exchange.writer->fail(wait, exchange.out));
  CHECK(member(responses_events(str(exchange.out.view())).back(), "response/error/message") == "Why. Please try again in 3s.");
}
