// The upstream's list on its way to the desk: pages, dialects, and what an administrator may ask for.
#include "exchange/sync_flow.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "exchange/flow_testing.h"

using namespace rota;
using exchange::Next;

namespace {

struct Sync {
  explicit Sync(Bytes body = "", const dialect::UpstreamDialect& dialect = gemini::upstream) {
    settings.upstream = "https://up.test";
    settings.dialect = &dialect;
    request.body = body;
    const auto made = exchange::SyncFlow::make(request, settings, reader, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refused = made.failure();
    }
  }
  Result<Next> hear(Bytes body) {
    flow->accept(200, {}, 1e12, client);
    static_cast<void>(flow->take(body, client));
    return flow->end(client);
  }
  std::string url() { return std::string(flow->call()->url); }

  Arena arena;
  json::Reader reader;
  exchange::Settings settings;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  Failure refused;
};

}  // namespace

TEST_CASE("B4: all pages go to the desk, with what the administrator said") {
  Sync sync(R"({"add" : [ "a" ], "version":3})");
  CHECK(sync.url() == "https://up.test/v1beta/models?pageSize=1000");
  const auto first = sync.hear(R"({"models":[{"name":"models/a","displayName":"A \"1\"","inputTokenLimit":9,)"
                               R"("outputTokenLimit":8,"supportedGenerationMethods":["generateContent"]},)"
                               R"({"name":"models/veo","supportedGenerationMethods":["predictLongRunning"]}],)"
                               R"("nextPageToken":"2"})");
  REQUIRE(first.ok());
  CHECK(first.value() == Next::again);
  CHECK(sync.url() == "https://up.test/v1beta/models?pageSize=1000&pageToken=2");
  CHECK(!sync.hear("<html>").ok());
  const auto second = sync.hear(R"({"models":[{"name":"models/b","supportedGenerationMethods":["embedContent"]}]})");
  REQUIRE(second.ok());
  CHECK(second.value() == Next::desk);
  CHECK(sync.flow->desk_request() ==
        R"({"add":[ "a" ],"version":3,"found":[{"id":"a","display_name":"A \"1\"","input_token_limit":9,)"
        R"("output_token_limit":8},{"id":"b"}]})");
  CHECK(sync.flow->model().empty());
}

TEST_CASE("B4 A1: an OpenAI upstream's list has one page") {
  Sync sync("", openai::upstream);
  CHECK(sync.url() == "https://up.test/models");
  const auto heard = sync.hear(R"({"object":"list","data":[{"id":"gpt-x","object":"model"},{"id":7},)"
                               R"({"id":"models/o/m","context_length":5}]})");
  REQUIRE(heard.ok());
  CHECK(heard.value() == Next::desk);
  CHECK(sync.flow->desk_request() == R"({"found":[{"id":"gpt-x"},{"id":"o/m","input_token_limit":5}]})");
  CHECK(!sync.hear(R"({"data":7})").ok());
}

TEST_CASE("F9: what the list itself holds is the upstream's to say, not the administrator's") {
  CHECK(Sync(R"({"found":[]})").refused.status == 422);
  CHECK(Sync(R"({"found":[]})").refused.param == "found");
  CHECK(Sync("{").refused.status == 400);
  CHECK(Sync("7").refused.status == 400);
}
