// Listing models: page after page, one model by name, what is kept for the next client, and what an upstream may break.
#include "exchange/models_flow.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Next;

namespace {

struct Listing {
  explicit Listing(Bytes path = "/v1/models") {
    settings.upstream = "https://up.test";
    request.route = test::route_of("GET", path);
    client.open(request.route, "req_1");
    const auto made = exchange::ModelsFlow::make(request, settings, grant, &cache, reader, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refused = made.failure().status;
    }
  }

  /// One whole answer of the upstream.
  Result<Next> hear(Bytes body, double now_ms = 1e12) {
    client.begin_step();
    flow->accept(200, {}, now_ms, client);
    const Result<Next> taken = flow->take(body.substr(0, body.size() / 2), client);
    REQUIRE(taken.ok());
    REQUIRE(taken.value() == Next::wait);
    (void)flow->take(body.substr(body.size() / 2), client);
    return flow->end(client);
  }
  bool is(Next expected, Bytes body) {
    const Result<Next> next = hear(body);
    return next.ok() && next.value() == expected;
  }
  std::string url() { return std::string(flow->call()->url); }
  std::string answer() { return std::string(client.body().view()); }

  Arena arena;
  json::Reader reader;
  exchange::ModelsCache cache;
  access::Grant grant;
  exchange::Settings settings;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  int refused = 0;
};

std::string object(const std::string& id) {
  return R"({"id":")" + id + R"(","object":"model","created":0,"owned_by":"google"})";
}

}  // namespace

TEST_CASE("the list is asked for page by page, answered whole, and kept") {
  Listing listing;
  CHECK(listing.flow->model().empty());
  CHECK(listing.flow->call()->method == "GET");
  CHECK(listing.flow->call()->headers.empty());
  CHECK(listing.url() == "https://up.test/v1beta/models?pageSize=1000");
  CHECK(listing.is(Next::again, R"({"models":[{"name":"models/a"}],"nextPageToken":"p 2"})"));
  CHECK(!listing.client.committed());
  CHECK(listing.cache.fresh("openai", 1e12).empty());
  CHECK(listing.url() == "https://up.test/v1beta/models?pageSize=1000&pageToken=p%202");
  CHECK(listing.is(Next::finished, R"({"models":[{"name":"models/b"}]})"));
  const std::string expected = R"({"object":"list","data":[)" + object("a") + "," + object("b") + "]}";
  CHECK(listing.answer() == expected);
  CHECK(listing.client.status() == 200);
  CHECK(listing.client.ended());
  CHECK(listing.cache.fresh("openai", 1e12) == expected);
}

TEST_CASE("F9: an upstream whose list never ends is asked ten times") {
  Listing listing;
  int asked = 1;
  while (asked < 50 && listing.is(Next::again, R"({"models":[{"name":"models/a"}],"nextPageToken":"more"})")) ++asked;
  CHECK(asked == 10);
  CHECK(listing.client.ended());
}

TEST_CASE("a page that failed is asked for again, and those before it are kept") {
  Listing listing;
  CHECK(listing.is(Next::again, R"({"models":[{"name":"models/a"}],"nextPageToken":"2"})"));
  const Result<Next> html = listing.hear("<html>");
  REQUIRE(!html.ok());
  CHECK(html.failure().blame == Blame::upstream);
  CHECK(html.failure().status == 502);
  CHECK(!listing.hear(R"({"models":7})").ok());
  CHECK(!listing.client.committed());
  CHECK(listing.cache.fresh("openai", 1e12).empty());
  CHECK(listing.url() == "https://up.test/v1beta/models?pageSize=1000&pageToken=2");
  CHECK(listing.is(Next::finished, R"({"models":[{"name":"models/b"}]})"));
  CHECK(listing.answer() == R"({"object":"list","data":[)" + object("a") + "," + object("b") + "]}");
}

TEST_CASE("one model is asked for by its name, and never kept as the list") {
  Listing listing("/v1/models/models%2Fgemini-3.6-flash");
  CHECK(listing.url() == "https://up.test/v1beta/models/gemini-3.6-flash");
  CHECK(listing.is(Next::finished, R"({"name":"models/gemini-3.6-flash","displayName":"Flash","inputTokenLimit":9})"));
  CHECK(listing.answer() == R"({"id":"gemini-3.6-flash","object":"model","created":0,"owned_by":"google",)"
                            R"("display_name":"Flash","context_length":9})");
  CHECK(listing.cache.fresh("openai", 1e12).empty());
}

TEST_CASE("F9: a name that no model has is refused before the upstream is asked") {
  CHECK(Listing("/v1/models/..").refused == 404);
  CHECK(Listing("/v1/models/a%2Fb").refused == 404);
  CHECK(Listing("/v1/models/a%3Fkey").refused == 404);
}

TEST_CASE("F9: a list past the bound is the upstream's failure, and the next attempt begins anew") {
  Listing listing;
  const std::string half(limits::answer_body_bytes / 2, ' ');
  listing.flow->accept(200, {}, 0, listing.client);
  CHECK(listing.flow->take(half, listing.client).ok());
  CHECK(listing.flow->take(half, listing.client).ok());
  const Result<Next> past = listing.flow->take(" ", listing.client);
  REQUIRE(!past.ok());
  CHECK(past.failure().status == 502);
  CHECK(listing.is(Next::finished, "{}"));
  CHECK(listing.answer() == R"({"object":"list","data":[]})");
}
