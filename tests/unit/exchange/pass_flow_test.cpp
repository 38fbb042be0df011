// Passing through: what is asked of an upstream that speaks the client's dialect, and what comes back untouched.
#include "exchange/pass_flow.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::ClientSide;
using exchange::Next;

namespace {

/// One request on its way through; `text` is its head.
struct Passing {
  Passing(const std::string& text, const std::string& sent, const dialect::UpstreamDialect& dialect) : head_text(text), body(sent) {
    settings.upstream = "https://up.test/base";
    settings.dialect = &dialect;
    const auto head = http::read_request_head(head_text, arena);
    REQUIRE(head.ok());
    request.head = head.value();
    request.route = exchange::match(*request.head, settings);
    request.body = body;
    client.open(request.route, "req_1");
    const auto made = exchange::PassFlow::make(request, settings, reader, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refusal = std::to_string(made.failure().status) + " " + std::string(made.failure().param);
    }
  }

  /// What one step does to the client: the head of a stream in brackets, E for echo, F for finish.
  template <class Doing>
  std::string step(Doing doing, Bytes event_body = {}) {
    Arena batch;
    Actions actions(batch);
    client.begin_step(event_body);
    const Result<Next> next = doing();
    REQUIRE(next.ok());
    client.end_step(actions);
    std::string out;
    for (const Action& action : actions.list()) {
      if (action.kind == Kind::stream) {
        out += std::to_string(static_cast<int>(action.number)) + "[" + std::string(action.head) + "]";
      } else {
        out += action.kind == Kind::echo ? "E" : action.kind == Kind::finish ? "F" : "?";
      }
    }
    return out;
  }
  void accept(std::uint16_t status, Bytes headers) {
    flow->accept(status, http::read_headers(headers, arena), 0, client);
  }
  std::string take(Bytes chunk) {
    return step([&] { return flow->take(chunk, client); }, chunk);
  }
  std::string end() {
    return step([&] { return flow->end(client); });
  }

  std::string head_text;
  std::string body;
  Arena arena;
  json::Reader reader;
  exchange::Settings settings;
  exchange::Request request;
  ClientSide client;
  test::OwnedFlow flow;
  std::string refusal;
};

const std::string native =
    "POST https://rota.test/v1beta/models/gemini-3.6-flash:generateContent?key=sk-1&alt=sse\n"
    "x-goog-api-key: sk-1\ncontent-type: application/json\ncf-ray: 1\nx-goog-user-project: p\n";

}  // namespace

TEST_CASE("C1: a Gemini request goes up as it is, but for the client's key and what tells of the client") {
  Passing passing(native, "not even JSON", gemini::upstream);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "gemini-3.6-flash");
  CHECK(passing.flow->passes_errors());
  const exchange::UpstreamRequest call = *passing.flow->call();
  CHECK(call.method == "POST");
  CHECK(call.url == "https://up.test/base/v1beta/models/gemini-3.6-flash:generateContent?alt=sse");
  CHECK(call.headers == "content-type: application/json\n");
  CHECK(call.body == "not even JSON");
}

TEST_CASE("an OpenAI request goes up behind the upstream's own prefix, its model read") {
  const std::string post = "POST https://rota.test/openai/v1/chat/completions\ncontent-type: application/json\n";
  Passing passing(post, R"({"model":"models\/m\u0031","x":1})", openai::upstream);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "m1");
  CHECK(passing.flow->call()->url == "https://up.test/base/chat/completions");
  CHECK(passing.flow->call()->body == R"({"model":"models\/m\u0031","x":1})");
}

TEST_CASE("F9: an OpenAI request without a usable model is a 400") {
  const std::string chat = "POST https://rota.test/v1/chat/completions\n";
  const auto refusal = [](const std::string& head, const std::string& body) {
    return Passing(head, body, openai::upstream).refusal;
  };
  CHECK(refusal(chat, R"({"messages":[]})") == "400 model");
  CHECK(refusal(chat, R"({"model":7})") == "400 model");
  CHECK(refusal(chat, "[]") == "400 ");
  CHECK(refusal(chat, "{") == "400 ");
  CHECK(refusal(chat, "{\"model\":\"" + std::string(257, 'm') + "\"}") == "400 model");
  CHECK(refusal(chat, "{\"model\":\"" + std::string(256, 'm') + "\"}").empty());
  const std::string other = "POST https://rota.test/v1/images/generations\n";
  CHECK(refusal(other, R"({"prompt":"x"})").empty());
  CHECK(refusal(other, R"({"model":7})") == "400 model");
  CHECK(refusal(other + "content-type: multipart/form-data; boundary=x\n", "--x").empty());
  CHECK(refusal("GET https://rota.test/v1/models/%ff\n", "") == "400 model");
}

TEST_CASE("the model of a path is decoded, and one that is not UTF-8 refused") {
  Passing passing("GET https://rota.test/v1/models/models%2fm%201\n", "", openai::upstream);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "m 1");
  CHECK(Passing("POST https://rota.test/v1beta/models/%C3:generateContent\n", "", gemini::upstream).refusal ==
        "400 model");
}

TEST_CASE("F7: an answer comes down byte for byte, its head with the first of them, its usage read by the way") {
  Passing passing(native, "{}", gemini::upstream);
  passing.accept(206, "content-type: application/json\ncontent-length: 9\nset-cookie: a=1\nx-gemini: 1\n");
  CHECK(!passing.client.committed());
  const std::string head = passing.take(R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":3,)");
  CHECK(head.find("206[content-type: application/json\nx-gemini: 1\nx-request-id: req_1\n") == 0);
  CHECK(head.substr(head.size() - 2) == "]E");
  CHECK(passing.take(R"("candidatesTokenCount":4}})") == "E");
  CHECK(passing.end() == "F");
  CHECK(passing.flow->usage().prompt_tokens == 3);
  CHECK(passing.flow->usage().completion_tokens == 4);
}

TEST_CASE("an attempt that sent nothing leaves no head and no usage behind") {
  Passing passing(native, "{}", gemini::upstream);
  passing.accept(200, "x-first: 1\n");
  passing.accept(204, "x-second: 2\n");
  const std::string all = passing.end();
  CHECK(all.find("204[x-second: 2\n") == 0);
  CHECK(all.find("x-first") == std::string::npos);
  CHECK(all.back() == 'F');
  CHECK(!passing.flow->usage().known());
}

TEST_CASE("F5: a stream that breaks tells so in its own dialect; anything else is broken off") {
  const auto broken = [](Bytes type) {
    Passing passing(native, "{}", gemini::upstream);
    passing.accept(200, type);
    (void)passing.take("data: {\"parts\":[1]}\n\n");
    Arena batch;
    Actions actions(batch);
    passing.client.begin_step();
    passing.client.fail(Failure{Blame::upstream, Fault::stream_truncated, 502, "No.", {}, 0}, batch);
    passing.client.end_step(actions);
    return actions.list()[0].kind;
  };
  CHECK(broken("content-type: Text/Event-Stream; charset=utf-8\n") == Kind::send);
  CHECK(broken("content-type: application/json\n") == Kind::abort);
}

TEST_CASE("F1: a 200 that begins with an error is held back, and is that error; what only looks like one comes down") {
  Passing passing(native, "{}", gemini::upstream);
  passing.accept(200, "content-type: application/json\n");
  CHECK(passing.take(R"({"error":{"code":403,)").empty());
  CHECK(passing.take(R"("message":"Leaked.","status":"PERMISSION_DENIED"}})").empty());
  Arena batch;
  Actions actions(batch);
  passing.client.begin_step();
  const Result<Next> ended = passing.flow->end(passing.client);
  CHECK_FALSE(ended.ok());
  REQUIRE(passing.flow->upstream_error() != nullptr);
  CHECK(passing.flow->upstream_error()->http_status == 403);
  passing.client.end_step(actions);
  CHECK(!passing.client.committed());
  passing.accept(200, "content-type: application/json\n");
  CHECK(passing.take("{\"err").empty());
  CHECK(passing.take("ors\":1,\"parts\":[1]}").find("200[") == 0);
  CHECK(passing.end() == "F");
  CHECK(passing.flow->upstream_error() == nullptr);
}

TEST_CASE("F4: only an answer in one piece is waited for in silence") {
  const auto whole = [](const std::string& path, const std::string& body) {
    Passing passing("POST https://rota.test/v1beta/models/m" + path + "\n", body, gemini::upstream);
    return passing.flow->answers_whole();
  };
  CHECK(whole(":generateContent", "{}"));
  CHECK_FALSE(whole(":streamGenerateContent?alt=sse", "{}"));
  CHECK_FALSE(Passing("GET https://rota.test/v1beta/files/x\n", "", gemini::upstream).flow->answers_whole());
}

TEST_CASE("F6: what concerns no model is told apart by its resource") {
  const auto kind = [](const std::string& path) {
    Passing passing("GET https://rota.test" + path + "\n", "", gemini::upstream);
    dialect::Asked asked;
    passing.flow->describe(asked);
    return std::string(asked.kind);
  };
  CHECK(kind("/v1beta/files/abc:download") == "files");
  CHECK(kind("/v1beta/corpora?pageSize=1") == "corpora");
  CHECK(kind("/v1beta/" + std::string(100, 'x')) == std::string(32, 'x'));
}

namespace {

const std::string native_stream =
    "POST https://rota.test/v1beta/models/gemini-3.6-flash:streamGenerateContent?alt=sse\ncontent-type: application/json\n";
const std::string piece = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\r\n\r\n";
const std::string last = "data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\r\n\r\n";

/// What the client has got of a stream in one dialect, and how it ended: "whole", or the fault's status.
struct Streamed {
  explicit Streamed(Bytes type = "content-type: text/event-stream\n", const std::string& request = native_stream)
      : passing(request, "{}", gemini::upstream) {
    passing.accept(200, type);
  }
  void take(const std::string& chunk) {
    Arena batch;
    Actions actions(batch);
    passing.client.begin_step();
    const auto next = passing.flow->take(chunk, passing.client);
    if (!next.ok()) fault = std::to_string(next.failure().status);
    passing.client.end_step(actions);
    collect(actions, chunk);
  }
  std::string end() {
    Arena batch;
    Actions actions(batch);
    passing.client.begin_step();
    const auto next = passing.flow->end(passing.client);
    passing.client.end_step(actions);
    collect(actions, {});
    return next.ok() ? "whole" : std::to_string(next.failure().status) + (passing.client.committed() ? " late" : " early");
  }
  void collect(const Actions& actions, const std::string& chunk) {
    for (const Action& action : actions.list()) {
      if (action.kind == Kind::echo) got += chunk;
      if (action.kind == Kind::send) got += std::string(action.body);
    }
  }
  Passing passing;
  std::string got;
  std::string fault;
};

}  // namespace

TEST_CASE("F5: a stream passes whole events alone, and says when it has not ended well") {
  const struct {
    std::string stream;
    std::string got;
    std::string end;
  } cases[] = {
      {piece + last, piece + last, "whole"},
      {"", "", "502 early"},
      {": thinking\n\n", ": thinking\n\n", "502 early"},
      {piece.substr(0, 30), "", "502 early"},
      {piece, piece, "502 late"},
      {piece + last.substr(0, 30), piece, "502 late"},
      {piece + last.substr(0, last.size() - 4), piece + last.substr(0, last.size() - 4), "whole"},  // lenient
      {piece + "data: [DONE]\n\n", piece + "data: [DONE]\n\n", "whole"},
      {piece + "{\"error\":{\"code\":503}}", piece, "502 late"},
      {"data: {\"text\":\"\\\"finishReason\\\":\\\"STOP\\\"\"}\n\n", "data: {\"text\":\"\\\"finishReason\\\":\\\"STOP\\\"\"}\n\n", "502 late"},
  };
  for (const auto& test : cases) {
    for (const std::size_t cut : {test.stream.size() + 1, std::size_t{1}, std::size_t{9}}) {
      CAPTURE(test.stream, cut);
      Streamed streamed;
      for (std::size_t at = 0; at < test.stream.size(); at += cut) streamed.take(test.stream.substr(at, cut));
      CHECK(streamed.end() == test.end);
      CHECK(streamed.got == test.got);
    }
  }
}

TEST_CASE("E3: a stream that ends because the key's account is limited is an error, not an answer") {
  for (const std::string& before : {std::string(), piece}) {
    Streamed streamed;
    streamed.take(before + "data: {\"candidates\":[{\"finishReason\":\"PUP_LIMITED_DISABLED\"}]}\r\n\r\n");
    CHECK(streamed.got == before);
    REQUIRE(streamed.passing.flow->upstream_error() != nullptr);
    CHECK(streamed.passing.flow->upstream_error()->reason == "PUP_LIMITED_DISABLED");
  }
}

TEST_CASE("E3: an answer in JSON that ends because the key's account is limited is an error, not an answer") {
  const std::string limited = R"("finishReason" : "PUP_LIMITED_DISABLED","index":0}],"usageMetadata":{"totalTokenCount":3}})";
  const std::string chat = "POST https://rota.test/v1beta/models/gemini-flash-latest:";
  const auto got_of = [&](const std::string& verb, const std::string& body, std::size_t cut) {
    Streamed answer("content-type: application/json\n", chat + verb + "\ncontent-type: application/json\n");
    for (std::size_t at = 0; at < body.size(); at += cut) answer.take(body.substr(at, cut));
    const std::string end = answer.end();
    const chat::UpstreamError* error = answer.passing.flow->upstream_error();
    return end + (error == nullptr ? "" : " " + std::string(error->reason)) + " " + std::to_string(answer.got.size());
  };
  const std::string before = "{\"candidates\":[{";
  const std::string said = R"("content":{"parts":[{"text":"\"finishReason\":\"PUP_LIMITED_DISABLED\""}]},)";
  for (const std::string verb : {"generateContent", "streamGenerateContent"}) {
    const bool streams = verb != "generateContent";
    const std::string whole = (streams ? "[" : "") + before + limited + (streams ? "]" : "");
    CAPTURE(verb);
    // Nothing of it has gone on, however it comes: another key may still serve.
    for (std::size_t cut = 1; cut <= whole.size(); ++cut) {
      CHECK(got_of(verb, whole, cut) == "502 early PUP_LIMITED_DISABLED 0");
    }
    CHECK(got_of(verb, R"({"promptFeedback":{"blockReason":"PUP_LIMITED_DISABLED"}})", 100) ==
          "502 early PUP_LIMITED_DISABLED 0");
    // Of one that has said something what it says of the key counts all the same.
    const std::string spoken = before + R"("content":{"parts":[{"text":"a"}]},)" + limited;
    CHECK_THAT(got_of(verb, spoken, 50), Catch::Matchers::StartsWith("502 late PUP_LIMITED_DISABLED"));
    const std::string filler = "\"a\":\"" + std::string(100'000, 'x') + "\",";
    CHECK_THAT(got_of(verb, before + filler + limited, 30'000), Catch::Matchers::StartsWith("502 late PUP_LIMITED_DISABLED"));
    // An answer without content goes on at its end, one that is long at once.
    const std::string empty = R"({"candidates":[{"content":{"parts":[ ]},"finishReason":"MAX_TOKENS"}]})";
    CHECK(got_of(verb, empty, 7) == "whole " + std::to_string(empty.size()));
    // Without a reason for that it is a failure of the upstream's, once.
    CHECK(got_of(verb, R"({"candidates":[{"content":{"parts":[ ]},"finishReason":"STOP"}]})", 7) == "502 early 0");
    // What a model says of the word is an answer, however it is cut.
    const std::string fine = before + said + "\"finishReason\":\"STOP\"}]}";
    for (std::size_t cut = 1; cut <= fine.size(); ++cut) CHECK(got_of(verb, fine, cut) == "whole " + std::to_string(fine.size()));
  }
}

TEST_CASE("F5: an error inside a stream goes to no client as it stands") {
  Streamed streamed;
  streamed.take(piece + "data: {\"error\":{\"code\":503,\"message\":\"m\",\"status\":\"UNAVAILABLE\"}}\r\n\r\n");
  CHECK(streamed.fault == "502");
  REQUIRE(streamed.passing.flow->upstream_error() != nullptr);
  CHECK(streamed.got == piece);
}

TEST_CASE("F5: a model's answer in one piece that says nothing, or whose JSON is cut, has not ended well") {
  const auto ended = [](const std::string& body) {
    Streamed streamed("content-type: application/json\n");
    if (!body.empty()) streamed.take(body);
    return streamed.end();
  };
  CHECK(ended("") == "502 early");
  CHECK(ended("[{}\n]\n") == "whole");
  CHECK(ended("{\"a\":[{\"te") == "502 early");
  CHECK(ended("{\"parts\":[{\"te") == "502 early");  // of an empty text, perhaps
  CHECK(ended("{\"parts\":[{\"text\":\"\"") == "502 early");
  CHECK(ended("{\"parts\":[{\"text\":\"a") == "502 late");
  CHECK(ended("{\"parts\":[{\"inlineD") == "502 late");
}
