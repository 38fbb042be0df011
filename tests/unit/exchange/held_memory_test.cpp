// H1: what a request holds, from its body to its last byte.
#include <catch2/catch_test_macros.hpp>

#include "exchange/exchange_testing.h"

namespace rota::test {
namespace {

constexpr std::size_t mb = 1024 * 1024;
constexpr const char* native_head =
    "POST https://rota.test/v1beta/models/gemini-3.6-flash:streamGenerateContent?alt=sse\ncontent-type: application/json\n";

std::string native_body(std::size_t bytes) {
  return R"({"contents":[{"parts":[{"text":")" + std::string(bytes, 'x') + R"("}]}]})";
}
std::string chat_of(std::size_t bytes) {
  return R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":")" + std::string(bytes, 'x') + R"("}]})";
}

std::size_t held(Isolate& isolate) { return isolate.gateway.memory().isolate().held_bytes(); }

}  // namespace

TEST_CASE("H1: what passes is held until the answer begins, and the host's copy until the upstream answers") {
  Isolate isolate;
  Watched& talk = isolate.open(native_head, native_body(4 * mb));
  CHECK(held(isolate) > 8 * mb);  // the host's copy is expected
  talk.tell(event::pool_reply(talk.pool, lent_key));
  CHECK(held(isolate) > 8 * mb);
  talk.tell(event::upstream_head(talk.fetch, 200, "content-type: text/event-stream\n"));
  CHECK(held(isolate) > 4 * mb);
  CHECK(held(isolate) < 5 * mb);
  talk.tell(event::upstream_body(talk.fetch, "data: {}\n\n"));
  CHECK(held(isolate) < mb);
  isolate.talks.clear();
  CHECK(held(isolate) == 0);
}

TEST_CASE("H1: of what is translated nothing but what the answer repeats is held once it streams") {
  Isolate isolate;
  const std::string text(4 * mb, 'x');
  Watched& talk = isolate.open(
      chat_head, R"({"model":"gemini-3.6-flash","stream":true,"tools":[)"
                 R"({"type":"function","function":{"name":"look up!","parameters":{"type":"object"}}},)"
                 R"({"type":"custom","custom":{"name":"draw"}}],"messages":[{"role":"user","content":")" + text + R"("}]})");
  talk.tell(event::pool_reply(talk.pool, lent_key));
  talk.tell(event::upstream_head(talk.fetch, 200, "content-type: text/event-stream\n"));
  CHECK(held(isolate) > 4 * mb);
  talk.tell(event::upstream_body(talk.fetch, R"(data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]})" "\n\n"));
  CHECK(held(isolate) < mb);
  talk.tell(event::upstream_body(
      talk.fetch,
      R"(data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"look_up_","args":{}}},)"
      R"({"functionCall":{"name":"draw","args":{"input":"a cat"}}}]},"finishReason":"STOP"}]})" "\n\n"));
  talk.tell(event::upstream_end(talk.fetch));
  CHECK(talk.sent.find(R"("custom":{"name":"draw")") != std::string::npos);
  CHECK(talk.sent.find(R"("name":"look up!")") != std::string::npos);
}

TEST_CASE("H1: a large request is held to the end of its stream only where the model is known to pause") {
  for (const bool pauses : {true, false}) {
    Isolate isolate;
    const std::string model = pauses ? "gemini-4-argon" : "gemini-3.6-flash";
    Watched& talk = isolate.open(chat_head, R"({"model":")" + model + R"(","stream":true,"messages":[{"role":"user","content":")" +
                                                std::string(4 * mb, 'x') + R"("}]})");
    talk.tell(event::pool_reply(talk.pool, lent_key));
    talk.tell(event::upstream_head(talk.fetch, 200, "content-type: text/event-stream\n"));
    talk.tell(event::upstream_body(
        talk.fetch, R"(data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"continuationToken":"t"}]})" "\n\n"));
    CHECK((held(isolate) > 4 * mb) == pauses);
    CHECK(held(isolate) < 5 * mb);
    const std::uint32_t first = talk.fetch;
    talk.tell(event::upstream_end(talk.fetch));
    CHECK((talk.fetch != first) == pauses);
    CHECK((talk.sent.find("[DONE]") == std::string::npos) == pauses);
    isolate.talks.clear();
    CHECK(held(isolate) == 0);
  }
}

TEST_CASE("H1: what was translated is given back once the host has its copy, and written anew for another attempt") {
  Isolate isolate;
  Watched& talk = isolate.open(chat_head, chat_of(4 * mb));
  talk.tell(event::pool_reply(talk.pool, lend(1, 2)));
  CHECK(held(isolate) > 12 * mb);
  talk.tell(event::upstream_head(talk.fetch, 503, {}));
  CHECK(held(isolate) < 5 * mb);
  const std::uint32_t first = talk.fetch;
  talk.tell(event::upstream_end(talk.fetch));
  REQUIRE(talk.fetch != first);
  CHECK(held(isolate) > 12 * mb);
  isolate.serve(talk);
  CHECK(talk.answer_status == 200);
  CHECK(held(isolate) < mb);
}

TEST_CASE("H1: a request of many small values is refused by its own bound, and nothing is left of it") {
  Isolate isolate;
  std::string body = R"({"model":"m","messages":[{"role":"user","content":"x"}],"stop":[)";
  while (body.size() < 18 * mb) body += "1,";
  Watched& talk = isolate.open(chat_head, body + "1]}");
  CHECK(talk.answer_status == 413);
  CHECK(talk.done());
  isolate.talks.clear();
  CHECK(held(isolate) == 0);
}

TEST_CASE("H1: a whole answer that does not fit is an error of Rota's, and no key is blamed") {
  Isolate isolate;
  Watched& talk = isolate.open(chat_head, chat_of(15 * mb));
  talk.tell(event::pool_reply(talk.pool, lent_key));
  talk.tell(event::upstream_head(talk.fetch, 200, "content-type: application/json\n"));
  const std::string piece(4 * mb, ' ');
  for (int i = 0; i < 10 && talk.answer_status == 0; ++i) talk.tell(event::upstream_body(talk.fetch, piece));
  CHECK(talk.answer_status == 503);
  const List<pool::Report> reports = isolate.reports();
  for (const pool::Report& report : reports) CHECK(report.verdict.cause == pool::Cause::client_error);
}

}  // namespace rota::test
