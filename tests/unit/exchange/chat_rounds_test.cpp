// Chat rounds: an answer that the upstream pauses is gone on with, in the same stream or document, up to a bound.
#include "exchange/chat_flow.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

namespace rota {
namespace {

struct Rounds {
  Rounds(bool stream, const std::string& model, std::size_t filler = 0) {
    settings.upstream = "https://up.test";
    body = R"({"model":")" + model + R"(","messages":[{"role":"user","content":"Hi)" + std::string(filler, 'x') +
           R"("}])" + (stream ? R"(,"stream":true,"stream_options":{"include_usage":true})" : "") + "}";
    request.route = test::route_of("POST", "/v1/chat/completions");
    request.body = body;
    request.may_retry = true;
    client.open(request.route, "req_1");
    const auto made = exchange::ChatFlow::make(request, settings, nullptr, reader, random, arena);
    REQUIRE(made.ok());
    flow.reset(made.value());
  }
  /// Asks, hears `answer` and returns what the flow wants next.
  std::string hear(const std::string& answer) {
    asked = std::string(flow->call()->body);
    flow->sent();
    flow->accept(200, {}, 1700000000000, client);
    client.begin_step();
    Result<exchange::Next> next = flow->take(answer, client);
    told += std::string(client.body().view());
    if (next.ok()) {
      client.begin_step();
      next = flow->end(client);
      told += std::string(client.body().view());
    }
    if (!next.ok()) return std::string(next.failure().message);
    return *next == exchange::Next::again ? "again" : *next == exchange::Next::finished ? "finished" : "wait";
  }
  std::size_t times(const std::string& word) const {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = told.find(word, at)) != std::string::npos; ++at) ++count;
    return count;
  }

  std::string body;
  Arena arena;
  json::Reader reader;
  Random random{1};
  exchange::Settings settings;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  std::string asked;
  std::string told;
};

std::string part(const std::string& text, const std::string& end) {
  return R"({"candidates":[{"content":{"parts":[{"text":")" + text + R"("}]})" + end +
         R"(}],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":15},"responseId":"r1"})";
}
std::string event(const std::string& text, const std::string& end) { return "data: " + part(text, end) + "\r\n\r\n"; }

const std::string pause = R"(,"continuationToken":"t\"1")";
const std::string said_pause = R"(,"finishReason":"CONTINUATION","continuationToken":"t2")";
const std::string stop = R"(,"finishReason":"STOP")";
const std::string argon = "gemini-4-argon";

}  // namespace

TEST_CASE("F5: a stream that is paused goes on in the same stream, and its cost is that of all rounds") {
  for (const std::string& model : {argon, std::string("gemini-3.6-flash")}) {
    INFO(model);
    Rounds chat(true, model);
    CHECK(chat.hear(event("Hel", "") + event("lo", pause)) == "again");
    CHECK(chat.asked.find("continuationToken") == std::string::npos);
    const std::string first = chat.asked;
    CHECK(chat.flow->usage().total_tokens == 15);
    CHECK(chat.hear(event(", wor", said_pause)) == "again");
    CHECK(chat.asked == first.substr(0, first.size() - 1) + R"(,"continuationToken":"t\"1"})");
    CHECK(chat.flow->usage().total_tokens == 15);  // the pool hears of each round by itself
    CHECK(chat.hear(event("ld", stop)) == "finished");
    CHECK(chat.asked.find(R"("continuationToken":"t2")") != std::string::npos);
    CHECK(chat.times(R"("role":"assistant")") == 1);
    CHECK(chat.times(R"("finish_reason":")") == 1);
    CHECK(chat.times(R"("finish_reason":"stop")") == 1);
    CHECK(chat.times("[DONE]") == 1);
    CHECK(chat.times(R"("prompt_tokens":30,"completion_tokens":15,"total_tokens":45)") == 1);
    std::size_t at = 0;
    for (const char* text : {"Hel", "lo", ", wor", "ld"}) {
      at = chat.told.find(R"("content":")" + std::string(text) + "\"", at);
      REQUIRE(at != std::string::npos);
    }
  }
}

TEST_CASE("F5: whole answers are joined") {
  Rounds chat(false, argon);
  CHECK(chat.hear(part("Hel", pause)) == "again");
  CHECK(chat.told.empty());
  CHECK(chat.hear(part("lo, ", said_pause)) == "again");
  CHECK(chat.hear(part("world", stop)) == "finished");
  CHECK(chat.times(R"("content":"Hello, world")") == 1);
  CHECK(chat.times(R"("finish_reason":"stop")") == 1);
  CHECK(chat.times(R"("prompt_tokens":30,"completion_tokens":15,"total_tokens":45)") == 1);
  CHECK(chat.client.ended());
}

TEST_CASE("F5: after the last round that is asked for, an answer has come to its length") {
  for (const bool stream : {true, false}) {
    Rounds chat(stream, argon);
    const std::string more = stream ? event("a", pause) : part("a", pause);
    for (std::uint32_t round = 0; round < limits::answer_rounds; ++round) REQUIRE(chat.hear(more) == "again");
    CHECK(chat.hear(more) == "finished");
    CHECK(chat.times(R"("finish_reason":"length")") == 1);
    CHECK(chat.times(R"("native_finish_reason":"CONTINUATION")") == 1);
    CHECK(chat.times("\"total_tokens\":" + std::to_string(15 * (limits::answer_rounds + 1))) == 1);
  }
}

TEST_CASE("F5: a pause that nothing follows is a length; a token beside an end is none; a round that breaks off is told") {
  Rounds untold(true, argon);
  CHECK(untold.hear(event("a", R"(,"finishReason":"CONTINUATION")")) == "finished");
  CHECK(untold.times(R"("finish_reason":"length")") == 1);
  Rounds ended(true, argon);
  CHECK(ended.hear(event("a", pause) + event("b", stop)) == "finished");
  CHECK(ended.times(R"("finish_reason":"stop")") == 1);
  Rounds full(true, argon);
  CHECK(full.hear(event("a", R"(,"finishReason":"MAX_TOKENS","continuationToken":"t")")) == "finished");
  Rounds broken(true, argon);
  CHECK(broken.hear(event("a", pause)) == "again");
  CHECK(broken.hear(event("b", "")) == "The upstream ended its answer without saying that it was finished.");
  Rounds silent(true, argon);
  CHECK(silent.hear(event("a", pause)) == "again");
  CHECK(silent.hear("data: {}\n\n") == "The upstream ended its answer without saying that it was finished.");
  Rounds cut(true, argon);  // a token, and more behind it that has no end
  CHECK(cut.hear(event("a", pause) + event("b", "")) ==
        "The upstream ended its answer without saying that it was finished.");
}

TEST_CASE("F5: after a failure in a later round, what the client has not seen is asked for from its beginning") {
  Rounds chat(false, argon);
  CHECK(chat.hear(part("Hel", pause)) == "again");
  CHECK(chat.hear("<html>") == "The upstream sent something that is not JSON.");
  CHECK(chat.hear(part("Hello", stop)) == "finished");
  CHECK(chat.asked.find("continuationToken") == std::string::npos);
  CHECK(chat.times(R"("content":"Hello")") == 1);
  CHECK(chat.times(R"("total_tokens":15)") == 1);
}

TEST_CASE("F5: a call that a pause cuts goes on, and the names of tools stay the client's") {
  Rounds chat(true, argon);
  const auto call = [](const std::string& members, const std::string& end) {
    return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{" + members + "}}]}" + end + "}]}\n\n";
  };
  CHECK(chat.hear(call(R"("name":"f","willContinue":true,"partialArgs":[{"jsonPath":"$.a","stringValue":"x",)"
                       R"("willContinue":true}])", pause)) == "again");
  CHECK(chat.hear(call(R"("partialArgs":[{"jsonPath":"$.a","stringValue":"y"}])", stop)) == "finished");
  CHECK(chat.times(R"({\"a\":\"xy\"})") == 1);
  CHECK(chat.times(R"("finish_reason":"tool_calls")") == 1);
}

TEST_CASE("F5 H1: a large request is kept only for models that pause, by their name or by what an alias stands for") {
  constexpr std::size_t large = limits::kept_request_bytes;
  Rounds other(true, "gemini-3.6-flash", large);
  CHECK(other.hear(event("a", pause)) == "finished");
  CHECK(!other.flow->needs_request());
  CHECK(other.times(R"("finish_reason":"length")") == 1);
  Rounds named(true, argon, large);
  CHECK(named.hear(event("a", pause)) == "again");
  CHECK(named.flow->needs_request());
  Rounds alias(true, "gemini-long-latest", large);
  CHECK(alias.hear(R"(data: {"modelVersion":"gemini-4-argon","candidates":[{"content":{"parts":[{"text":"a"}]},)"
                   R"("continuationToken":"t"}]})" "\n\n") == "again");
  CHECK(alias.flow->needs_request());
}

}  // namespace rota
