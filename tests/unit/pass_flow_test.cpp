// Passing through: what is asked of an upstream that speaks the client's dialect, and what comes back untouched.
#include "exchange/pass_flow.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "flow_testing.h"

using namespace rota;
using exchange::ClientSide;
using exchange::Next;

namespace {

/// One request on its way through; `text` is its head.
struct Passing {
  Passing(const std::string& text, const std::string& sent, http::Dialect dialect) : head_text(text), body(sent) {
    settings.upstream = "https://up.test/base";
    settings.upstream_dialect = dialect;
    const auto head = http::read_request_head(head_text, arena);
    REQUIRE(head.ok());
    request.head = head.value();
    request.route = http::match(request.head->method, request.head->path);
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
  std::string step(Doing doing) {
    Arena batch;
    Actions actions(batch);
    client.enter();
    const Result<Next> next = doing();
    REQUIRE(next.ok());
    client.leave(actions);
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
    return step([&] { return flow->take(chunk, client); });
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
    "POST https://rota.test/v1beta/models/gemini-2.5-flash:generateContent?key=sk-1&alt=sse\n"
    "x-goog-api-key: sk-1\ncontent-type: application/json\ncf-ray: 1\nx-goog-user-project: p\n";

}  // namespace

TEST_CASE("C1: a Gemini request goes up as it is, but for the client's key and what tells of the client") {
  Passing passing(native, "not even JSON", http::Dialect::gemini);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "gemini-2.5-flash");
  CHECK(passing.flow->passes_errors());
  const exchange::UpstreamCall call = passing.flow->call();
  CHECK(call.method == "POST");
  CHECK(call.url == "https://up.test/base/v1beta/models/gemini-2.5-flash:generateContent?alt=sse");
  CHECK(call.headers == "content-type: application/json\nx-goog-user-project: p\n");
  CHECK(call.body == "not even JSON");
}

TEST_CASE("an OpenAI request goes up behind the upstream's own prefix, its model read") {
  const std::string post = "POST https://rota.test/openai/v1/chat/completions\ncontent-type: application/json\n";
  Passing passing(post, R"({"model":"models\/m\u0031","x":1})", http::Dialect::openai);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "m1");
  CHECK(passing.flow->call().url == "https://up.test/base/chat/completions");
  CHECK(passing.flow->call().body == R"({"model":"models\/m\u0031","x":1})");
}

TEST_CASE("F9: an OpenAI request without a usable model is a 400") {
  const std::string chat = "POST https://rota.test/v1/chat/completions\n";
  const auto refusal = [](const std::string& head, const std::string& body) {
    return Passing(head, body, http::Dialect::openai).refusal;
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
  Passing passing("GET https://rota.test/v1/models/models%2fm%201\n", "", http::Dialect::openai);
  REQUIRE(passing.flow);
  CHECK(passing.flow->model() == "m 1");
  CHECK(Passing("POST https://rota.test/v1beta/models/%C3:generateContent\n", "", http::Dialect::gemini).refusal ==
        "400 model");
}

TEST_CASE("F7: an answer comes down byte for byte, its head with the first of them, its usage read by the way") {
  Passing passing(native, "{}", http::Dialect::gemini);
  passing.accept(206, "content-type: application/json\ncontent-length: 9\nset-cookie: a=1\nx-gemini: 1\n");
  CHECK(!passing.client.committed());
  const std::string head = passing.take(R"({"usageMetadata":{"promptTokenCount":3,)");
  CHECK(head.find("206[content-type: application/json\nx-gemini: 1\nx-request-id: req_1\n") == 0);
  CHECK(head.substr(head.size() - 2) == "]E");
  CHECK(passing.take(R"("candidatesTokenCount":4}})") == "E");
  CHECK(passing.end() == "F");
  CHECK(passing.flow->usage().prompt_tokens == 3);
  CHECK(passing.flow->usage().completion_tokens == 4);
}

TEST_CASE("an attempt that sent nothing leaves no head and no usage behind") {
  Passing passing(native, "{}", http::Dialect::gemini);
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
    Passing passing(native, "{}", http::Dialect::gemini);
    passing.accept(200, type);
    (void)passing.take("x");
    Arena batch;
    Actions actions(batch);
    passing.client.enter();
    passing.client.fail(Failure{Blame::upstream, Fault::stream_truncated, 502, "No.", {}, 0}, batch);
    passing.client.leave(actions);
    return actions.list()[0].kind;
  };
  CHECK(broken("content-type: Text/Event-Stream; charset=utf-8\n") == Kind::send);
  CHECK(broken("content-type: application/json\n") == Kind::abort);
}
