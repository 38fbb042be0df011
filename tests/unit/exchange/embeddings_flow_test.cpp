// Embeddings: one batch and many, a batch asked for again, and answers that are not what was asked for.
#include "exchange/embeddings_flow.h"

#include <catch2/catch_all.hpp>
#include <string>
#include <utility>

#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Next;

namespace {

struct Embedding {
  explicit Embedding(std::string sent) : body(std::move(sent)) {
    settings.upstream = "https://up.test";
    request.route = test::route_of("POST", "/v1/embeddings");
    request.body = body;
    client.open(request.route, "req_1");
    const auto made = exchange::EmbeddingsFlow::make(request, settings, reader, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refusal = test::spell_refusal(made.failure(), request);
    }
  }

  Result<Next> hear(Bytes answer) {
    flow->accept(200, {}, 0, client);
    const Result<Next> taken = flow->take(answer, client);
    REQUIRE(taken.ok());
    REQUIRE(taken.value() == Next::wait);
    client.begin_step();
    return flow->end(client);
  }
  std::string call() { return std::string(flow->call()->body); }

  std::string body;
  Arena arena;
  json::Reader reader;
  exchange::Settings settings;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  std::string refusal;
};

std::string inputs(int count) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i == 0 ? "\"t" : ",\"t") + std::to_string(i) + "\"";
  return R"({"model":"models/gemini-embedding-001","input":[)" + list + "]}";
}

/// An answer of `count` vectors of one number each, which cost `tokens`.
std::string vectors(int count, int tokens) {
  std::string list;
  for (int i = 0; i < count; ++i) list += (i == 0 ? "" : ",") + std::string(R"({"values":[0.5]})");
  return R"({"embeddings":[)" + list + R"(],"usageMetadata":{"promptTokenCount":)" + std::to_string(tokens) + "}}";
}

int texts_in(const std::string& call) {
  int count = 0;
  for (std::size_t at = call.find("\"text\":"); at != std::string::npos; at = call.find("\"text\":", at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("one text, one call, one answer") {
  Embedding embedding(R"({"model":"models/gemini-embedding-001","input":"Hi"})");
  REQUIRE(embedding.flow);
  CHECK(embedding.flow->model() == "gemini-embedding-001");
  CHECK(embedding.flow->call()->method == "POST");
  CHECK(embedding.flow->call()->url == "https://up.test/v1beta/models/gemini-embedding-001:batchEmbedContents");
  CHECK(embedding.flow->call()->headers == "content-type: application/json\n");
  const std::string asked =
      R"({"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"Hi"}]}}]})";
  CHECK(embedding.call() == asked);
  CHECK(embedding.call() == asked);
  const Result<Next> next = embedding.hear(vectors(1, 3));
  REQUIRE(next.ok());
  CHECK(next.value() == Next::finished);
  CHECK(embedding.client.ended());
  CHECK(embedding.client.body().view() ==
        R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],)"
        R"("model":"gemini-embedding-001","usage":{"prompt_tokens":3,"total_tokens":3}})");
  CHECK(embedding.flow->usage().prompt_tokens == 3);
}

TEST_CASE("more texts than one call takes go in batches of a hundred; the costs add up, each is told apart") {
  Embedding embedding(inputs(201));
  CHECK(texts_in(embedding.call()) == 100);
  Result<Next> next = embedding.hear(vectors(100, 10));
  REQUIRE(next.ok());
  CHECK(next.value() == Next::again);
  CHECK(embedding.flow->usage().prompt_tokens == 10);
  CHECK(!embedding.client.committed());
  CHECK(embedding.call().find("\"t100\"") != std::string::npos);
  CHECK(embedding.hear(vectors(100, 20)).ok());
  CHECK(embedding.flow->usage().prompt_tokens == 20);
  CHECK(texts_in(embedding.call()) == 1);
  CHECK(embedding.call().find("\"t200\"") != std::string::npos);
  next = embedding.hear(vectors(1, 5));
  REQUIRE(next.ok());
  CHECK(next.value() == Next::finished);
  const std::string answer(embedding.client.body().view());
  CHECK(answer.find(R"("index":200,"embedding":[0.5]}],)") != std::string::npos);
  CHECK(answer.find(R"("prompt_tokens":35)") != std::string::npos);
}

TEST_CASE("a batch that failed is asked for again, and nothing of it is written") {
  Embedding embedding(inputs(101));
  CHECK(embedding.hear(vectors(100, 10)).ok());
  const std::string second = embedding.call();
  for (const std::string& bad : {std::string("<html>"), vectors(2, 1), vectors(0, 1), std::string("{}"),
                                 std::string(R"({"embeddings":[{"values":["x"]}]})")}) {
    INFO(bad);
    const Result<Next> next = embedding.hear(bad);
    REQUIRE(!next.ok());
    CHECK(next.failure().blame == Blame::upstream);
    CHECK(next.failure().status == 502);
    CHECK(!embedding.flow->usage().known());
    CHECK(embedding.flow->upstream_error() == nullptr);
    CHECK(embedding.call() == second);
  }
  CHECK(embedding.hear(vectors(1, 5)).ok());
  const std::string answer(embedding.client.body().view());
  CHECK(answer.find(R"("index":100,)") != std::string::npos);
  CHECK(answer.find(R"("index":101,)") == std::string::npos);
  CHECK(answer.find(R"("prompt_tokens":15)") != std::string::npos);
}

TEST_CASE("F5: an error inside a 200 is told to the pool, until the next attempt") {
  Embedding embedding(inputs(1));
  const Result<Next> next =
      embedding.hear(R"({"error":{"code":429,"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}})");
  REQUIRE(!next.ok());
  REQUIRE(embedding.flow->upstream_error() != nullptr);
  CHECK(embedding.flow->upstream_error()->http_status == 429);
  CHECK(embedding.flow->upstream_error()->status == "RESOURCE_EXHAUSTED");
  CHECK(embedding.hear(vectors(1, 1)).ok());
  CHECK(embedding.flow->upstream_error() == nullptr);
}

TEST_CASE("F9: a request that cannot be asked is refused") {
  CHECK(Embedding("{").refusal == "400 ");
  CHECK(Embedding(R"({"input":"Hi"})").refusal == "400 model");
  CHECK(Embedding(R"({"model":"a/b","input":"Hi"})").refusal == "404 model");
  CHECK(Embedding(R"({"model":"m","input":[]})").refusal == "400 input");
}

TEST_CASE("F9: embeddings that would grow past what an answer may hold are refused after the first batch") {
  Embedding embedding(inputs(2048));
  std::string number(4000, '5');
  std::string list;
  for (int i = 0; i < 100; ++i)
    list += (i == 0 ? "" : ",") + (R"({"values":[0.)" + number + number + number + number + number + "]}");
  const Result<Next> next = embedding.hear("{\"embeddings\":[" + list + "]}");
  REQUIRE(next.ok());
  CHECK(next.value() == Next::finished);
  CHECK(embedding.client.status() == 413);
  CHECK(embedding.client.body().view().find("encoding_format base64") != Bytes::npos);
}
