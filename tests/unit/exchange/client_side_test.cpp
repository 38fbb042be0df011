// The client's side: order of head, body and end; envelopes by dialect; nothing after the end.
#include "exchange/client_side.h"
#include "exchange/route_of.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <string>

using namespace rota;
using exchange::ClientSide;

namespace {

struct Fixture {
  explicit Fixture(Bytes method = "POST", Bytes path = "/v1/chat/completions") {
    client.open(test::route_of(method, path), "req_1");
  }

  /// What one step does, spelled "kind number|head|body" an action.
  std::string step(const std::function<void(ClientSide&)>& doing, bool at_once = false) {
    Arena batch;
    Actions actions(batch);
    client.begin_step({}, at_once);
    doing(client);
    client.end_step(actions);
    std::string text;
    for (const Action& action : actions.list()) {
      if (!text.empty()) text += "\n";
      text += std::to_string(static_cast<int>(action.kind)) + " " + std::to_string(static_cast<int>(action.number)) +
              "|" + std::string(action.head) + "|" + std::string(action.body);
    }
    return text;
  }

  ClientSide client;
  Arena arena;
};

std::string spelled(Kind kind, int number = 0, const std::string& head = "", const std::string& body = "") {
  return std::to_string(static_cast<int>(kind)) + " " + std::to_string(number) + "|" + head + "|" + body;
}

std::string sent(const std::string& body) { return spelled(Kind::send, 0, "", body); }

const std::string cors =
    "x-request-id: req_1\naccess-control-allow-origin: *\n"
    "access-control-expose-headers: x-request-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset\n"
    "content-security-policy: sandbox; default-src 'none'; frame-ancestors 'none'\n"
    "x-content-type-options: nosniff\n";

Failure failure_of(Fault fault, std::uint16_t status, double retry_after_ms = 0) {
  return Failure{Blame::upstream, fault, status, "No.", {}, retry_after_ms};
}

}  // namespace

TEST_CASE("a whole answer is one action, and the last one") {
  Fixture fixture;
  CHECK(fixture.step([](ClientSide& client) { client.answer(200, "text/plain", "Hi"); }) ==
        spelled(Kind::answer, 200, "content-type: text/plain\n" + cors, "Hi"));
  CHECK(fixture.client.committed());
  CHECK(fixture.client.ended());
  CHECK(fixture.client.status() == 200);
  CHECK(fixture.step([](ClientSide& client) { client.answer(500, "text/plain", "again"); }).empty());
  CHECK(fixture.step([](ClientSide& client) { client.stream(200, nullptr); }).empty());
  CHECK(
      fixture.step([&](ClientSide& client) { client.fail(failure_of(Fault::internal, 500), fixture.arena); }).empty());
}

TEST_CASE("an answer may be written in place, and an empty one needs no type") {
  Fixture fixture;
  CHECK(fixture.step([](ClientSide& client) {
    client.body().append("in place");
    client.answer(200, "a/b", client.body().view());
  }) == spelled(Kind::answer, 200, "content-type: a/b\n" + cors, "in place"));
  Fixture empty;
  CHECK(empty.step([](ClientSide& client) { client.answer(204, {}, {}); }) == spelled(Kind::answer, 204, cors, ""));
}

TEST_CASE("a stream: head, pieces, end, in this order whatever the order of the calls") {
  Fixture fixture;
  CHECK(fixture.step([](ClientSide& client) {
    client.header("content-type", "text/event-stream");
    client.body().append("one");
    client.stream(200, &dialect::house_dialect());
  }) == spelled(Kind::stream, 200, "content-type: text/event-stream\n" + cors) + "\n" + sent("one"));
  CHECK(fixture.client.committed());
  CHECK(!fixture.client.ended());
  CHECK(fixture.step([](ClientSide&) {}).empty());
  CHECK(fixture.step([](ClientSide& client) { client.pass({}); }) == spelled(Kind::echo));
  CHECK(fixture.step([](ClientSide& client) {
    client.finish();
    client.body().append("two");
  }) == sent("two") + "\n" + spelled(Kind::finish));
  CHECK(fixture.step([](ClientSide&) {}).empty());
}

TEST_CASE("F8: what passes of an answer that came at once is a whole answer") {
  const auto all = [](ClientSide& client) {
    client.stream(200, nullptr);
    client.body().append("all of it");
    client.finish();
  };
  CHECK(Fixture().step(all, true) == spelled(Kind::answer, 200, cors, "all of it"));
  CHECK(Fixture().step(all) == spelled(Kind::stream, 200, cors) + "\n" + sent("all of it") + "\n" + spelled(Kind::finish));
  const auto passed = [](ClientSide& client) {
    client.stream(200, nullptr);
    client.pass({});
    client.finish();
  };
  CHECK(Fixture().step(passed, true) == spelled(Kind::answer_echo, 200, cors));
  const auto passed_and_more = [&passed](ClientSide& client) {
    passed(client);
    client.body().append("rest");
  };
  CHECK(Fixture().step(passed_and_more, true) ==
        spelled(Kind::stream, 200, cors) + "\n" + spelled(Kind::echo) + "\n" + sent("rest") + "\n" + spelled(Kind::finish));
  Fixture broken;
  const auto breaks_off = [&broken](ClientSide& client) {
    client.stream(200, nullptr);
    client.fail(failure_of(Fault::stream_truncated, 502), broken.arena);
  };
  CHECK(broken.step(breaks_off, true) == spelled(Kind::stream, 200, cors) + "\n" + spelled(Kind::abort));
}

TEST_CASE("F9: an error before the first byte is an answer in the dialect") {
  Fixture openai;
  const Failure limited = failure_of(Fault::rate_limited, 429, 1500);
  CHECK(openai.step([&](ClientSide& client) { client.fail(limited, openai.arena); }) ==
        spelled(Kind::answer, 429, "retry-after: 2\ncontent-type: application/json; charset=utf-8\n" + cors,
                R"({"error":{"message":"No.","type":"requests","param":null,"code":"rate_limit_exceeded"}})"));
  Fixture gemini("POST", "/v1beta/models/m:generateContent");
  const std::string answer = gemini.step([&](ClientSide& client) { client.fail(limited, gemini.arena); });
  CHECK(answer.find(R"({"error":{"code":429,"message":"No.","status":"RESOURCE_EXHAUSTED")") != std::string::npos);
}

TEST_CASE("F9: 401 and 405 carry their headers") {
  Fixture fixture;
  CHECK(fixture.step([&](ClientSide& client) { client.fail(failure_of(Fault::unauthorized, 401), fixture.arena); })
            .find("www-authenticate: Bearer\n") != std::string::npos);
  Fixture wrong("GET", "/v1/chat/completions");
  CHECK(wrong.step([&](ClientSide& client) { client.fail(failure_of(Fault::method_not_allowed, 405), wrong.arena); })
            .find("allow: POST, OPTIONS\n") != std::string::npos);
}

TEST_CASE("what was half written before an error does not leak into it") {
  Fixture fixture;
  const std::string answer = fixture.step([&](ClientSide& client) {
    client.body().append("half an answer");
    client.fail(failure_of(Fault::internal, 500), fixture.arena);
  });
  CHECK(answer.find("half") == std::string::npos);
}

TEST_CASE("F5: an error in a stream is told in its form, once") {
  Fixture openai;
  (void)openai.step([](ClientSide& client) { client.stream(200, &dialect::house_dialect()); });
  const auto fail = [](Fixture& fixture) {
    return fixture.step(
        [&](ClientSide& client) { client.fail(failure_of(Fault::stream_truncated, 502), fixture.arena); });
  };
  CHECK(fail(openai) == sent("data: {\"error\":{\"message\":\"No.\",\"type\":\"server_error\",\"param\":null,"
                             "\"code\":\"stream_truncated\"}}\n\n") +
                            "\n" + spelled(Kind::finish));
  CHECK(fail(openai).empty());

  Fixture gemini("POST", "/v1beta/models/m:streamGenerateContent");
  (void)gemini.step([](ClientSide& client) { client.stream(200, &client.dialect()); });
  const std::string object = "{\"error\":{\"code\":502,\"message\":\"No.\",\"status\":\"DATA_LOSS\"}}";
  const std::string error = "data: " + object + "\r\n\r\n" + object + "\r\n";
  CHECK(fail(gemini) == sent(error) + "\n" + spelled(Kind::finish));

  // Whatever was begun is ended first; and of a stream that another instance began nobody knows where it stands.
  Fixture within("POST", "/v1beta/models/m:streamGenerateContent");
  (void)within.step([](ClientSide& client) {
    client.stream(200, &client.dialect());
    client.stands_in_event(true);
  });
  CHECK(fail(within) == sent("\n\n" + error) + "\n" + spelled(Kind::finish));
  Fixture resumed("POST", "/v1beta/models/m:streamGenerateContent");
  (void)resumed.step([](ClientSide& client) { client.resume(&client.dialect()); });
  CHECK(fail(resumed) == sent("\n\n" + error) + "\n" + spelled(Kind::finish));

  Fixture opaque;
  (void)opaque.step([](ClientSide& client) { client.stream(200, nullptr); });
  CHECK(fail(opaque) == spelled(Kind::abort));
  CHECK(fail(opaque).empty());
}

TEST_CASE("a stream whose head another instance has sent is only ended") {
  Fixture fixture;
  const std::string ended = fixture.step([&](ClientSide& client) {
    client.resume(&dialect::house_dialect());
    client.fail(failure_of(Fault::internal, 500), fixture.arena);
  });
  CHECK(ended.find(spelled(Kind::send)) == 0);
  CHECK(ended.find(spelled(Kind::finish)) != std::string::npos);
  CHECK(ended.find("access-control") == std::string::npos);
}

TEST_CASE("F2: local pages are not for other origins") {
  Fixture health("GET", "/health");
  CHECK(health.step([](ClientSide& client) { client.answer(200, "a/b", "x"); }) ==
        spelled(Kind::answer, 200, "content-type: a/b\nx-request-id: req_1\n", "x"));
}
