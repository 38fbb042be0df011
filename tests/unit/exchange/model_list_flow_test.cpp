// The upstream's own list of models, as a client of its dialect sees it: without what it may not use, and all else as it came.
#include "exchange/model_list_flow.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"
#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Next;

namespace {

struct Listing {
  Listing(Bytes path, const dialect::UpstreamDialect& upstream, Bytes query = {}) {
    settings.upstream = "https://up.test";
    settings.dialect = &upstream;
    head.method = "GET";
    head.path = path;
    head.query = query;
    request.head = &head;
    request.route = test::route_of("GET", path);
    client.open(request.route, "req_1");
    grant.client = &row;
    flow.reset(exchange::ModelListFlow::make(request, settings, grant, reader, arena));
  }
  void may_use(Bytes model) { row.models.push(arena, model); }
  void offer(Bytes id) {
    store::ModelRow offered;
    offered.id = id;
    settings.models.push(arena, offered);
  }
  /// What the client gets of one whole answer of the upstream, or why it gets none.
  std::string hear(Bytes body) {
    client.begin_step();
    flow->accept(200, {}, 1e12, client);
    for (const char octet : body) REQUIRE(flow->take({&octet, 1}, client).ok());
    const Result<Next> next = flow->end(client);
    if (!next.ok()) return std::string(next.failure().message);
    CHECK(*next == Next::finished);
    return std::string(client.body().view());
  }

  Arena arena;
  json::Reader reader;
  exchange::Settings settings;
  http::RequestHead head;
  exchange::Request request;
  store::ClientRow row;
  access::Grant grant;
  exchange::ClientSide client;
  test::OwnedFlow flow;
};

constexpr const char* page = R"( {"models": [ {"name":"models/a", "version":"1"} ,{"name":"models/b"},
  {"name":"models\/c"},{"name":7},{"displayName":"a"},"models/a",{"name":"models/d","x":[{"name":"models/b"}]}],
  "nextPageToken": "t0ken=="} )";

}  // namespace

TEST_CASE("B4 C1 model list: a client sees what its key may use, as the upstream says it, and how the list goes on") {
  Listing listing("/v1beta/models", gemini::upstream, "pageSize=7&pageToken=x&key=sk-1");
  listing.may_use("a");
  listing.may_use("c");
  listing.may_use("e");
  CHECK(std::string(listing.flow->call()->url) == "https://up.test/v1beta/models?pageSize=7&pageToken=x");
  CHECK(listing.flow->call()->method == "GET");
  CHECK(listing.flow->model().empty());
  CHECK(listing.hear(page) == R"({"models": [{"name":"models/a", "version":"1"},{"name":"models\/c"}],
  "nextPageToken": "t0ken=="})");
  // Another attempt begins anew.
  CHECK(listing.hear(R"({"models":[{"name":"models/c"}]})") == R"({"models":[{"name":"models/c"}]})");
}

TEST_CASE("B4 model list: a page may be left without a model, and what has no list is passed on") {
  Listing listing("/v1beta/models", gemini::upstream);
  listing.may_use("z");
  CHECK(listing.hear(R"({"models":[{"name":"models/a"}],"nextPageToken":"n"})") == R"({"models":[],"nextPageToken":"n"})");
  CHECK(listing.hear(R"({"nextPageToken":"n"})") == R"({"nextPageToken":"n"})");
  CHECK(listing.hear("{}") == "{}");
  CHECK(listing.hear("<html>") == "The upstream sent something that is not JSON.");
}

TEST_CASE("B4 model list: where models are configured, nobody sees others") {
  Listing listing("/v1beta/models", gemini::upstream);
  listing.offer("a");
  listing.offer("b");
  CHECK(listing.hear(R"({"models":[{"name":"models/a"},{"name":"models/b"},{"name":"models/c"}]})") ==
        R"({"models":[{"name":"models/a"},{"name":"models/b"}]})");
  listing.may_use("b");
  listing.may_use("c");
  CHECK(listing.hear(R"({"models":[{"name":"models/a"},{"name":"models/b"},{"name":"models/c"}]})") ==
        R"({"models":[{"name":"models/b"}]})");
}

TEST_CASE("B4 model list: an OpenAI upstream's likewise") {
  Listing listing("/v1/models", openai::upstream);
  listing.may_use("gpt-x");
  CHECK(listing.hear(R"({"object":"list","data":[{"id":"gpt-x","object":"model"},{"id":"gpt-y"}],"has_more":false})") ==
        R"({"object":"list","data":[{"id":"gpt-x","object":"model"}],"has_more":false})");
}

TEST_CASE("H1 model list: what is larger than an answer may be is the upstream's fault") {
  Listing listing("/v1beta/models", gemini::upstream);
  listing.may_use("a");
  listing.flow->accept(200, {}, 1e12, listing.client);
  const std::string chunk(1024 * 1024, ' ');
  Result<Next> next = Next::wait;
  for (std::size_t bytes = 0; bytes <= limits::answer_body_bytes && next.ok(); bytes += chunk.size()) {
    next = listing.flow->take(chunk, listing.client);
  }
  REQUIRE(!next.ok());
  CHECK(next.failure().status == 502);
}
