// Local pages: the root page's fences, health by census, and preflights that repeat what was asked.
#include "exchange/local_pages.h"

#include <catch2/catch_all.hpp>
#include <functional>
#include <string>

#include "base/version.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::ClientSide;

namespace {

struct Answer {
  double status = 0;
  std::string head;
  std::string body;

  [[nodiscard]] bool has(const std::string& line) const {
    return ("\n" + head).find("\n" + line + "\n") != Bytes::npos;
  }
};

Answer answered(Bytes method, Bytes path, const std::function<void(ClientSide&, const dialect::Route&)>& doing) {
  const dialect::Route route = test::route_of(method, path);
  ClientSide client;
  client.open(route, "req_1");
  Arena arena;
  Actions actions(arena);
  client.begin_step();
  doing(client, route);
  client.end_step(actions);
  REQUIRE(actions.list().size() == 1);
  const Action& action = actions.list()[0];
  REQUIRE(action.kind == Kind::answer);
  return {action.number, std::string(action.head), std::string(action.body)};
}

Answer health(const pool::Census& census, bool reached) {
  return answered("GET", "/health",
                  [&](ClientSide& client, const dialect::Route&) { exchange::health_answer({census, reached}, 0, client); });
}

Answer preflighted(Bytes path, Bytes headers) {
  Arena arena;
  const std::string text = "OPTIONS https://rota.test" + std::string(path) + "\n" + std::string(headers);
  const auto head = http::read_request_head(text, arena);
  REQUIRE(head.ok());
  return answered("OPTIONS", path, [&](ClientSide& client, const dialect::Route& route) {
    exchange::preflight(*head.value(), route, client);
  });
}

std::string report(const char* status, const char* pool, const char* keys, const char* counts) {
  const std::string stores = std::string(pool) == "ok" ? "ok" : "unknown";
  return std::string("{\"status\":\"") + status + "\",\"version\":\"" + std::string(version) +
         "\",\"checks\":{\"core\":\"ok\",\"pool\":\"" + pool + "\",\"keys\":\"" + keys + "\",\"object\":\"" + stores +
         "\",\"d1\":\"" + stores + "\",\"kv\":\"" + stores + "\"},\"keys\":{" + counts + "}}";
}

}  // namespace

TEST_CASE("F2: the root page may run nothing, fetch nothing and be framed by nobody") {
  const Answer page = answered("GET", "/", [](ClientSide& client, const dialect::Route&) { exchange::root_page(client); });
  CHECK(page.status == 200);
  CHECK(page.has("content-type: text/html; charset=utf-8"));
  CHECK(page.has("content-security-policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"));
  CHECK(page.has("x-content-type-options: nosniff"));
  CHECK(page.head.find("access-control-allow-origin") == std::string::npos);
  CHECK(page.body.find("<!doctype html>") == 0);
  CHECK(page.body.find("<script") == std::string::npos);
  CHECK(page.body.find("href=\"/health\"") != std::string::npos);
}

TEST_CASE("health is ok while one key can serve, a limited one too") {
  const Answer ready = health({3, 1, 0, 2}, true);
  CHECK(ready.status == 200);
  CHECK(ready.body == report("ok", "ok", "ok", R"("total":3,"ready":1,"limited":0,"disabled":2)"));
  CHECK(ready.has("cache-control: no-store"));
  CHECK(ready.has("content-type: application/json"));
  CHECK(health({1, 0, 1, 0}, true).status == 200);
}

TEST_CASE("health names the part that fails") {
  const Answer no_keys = health({2, 0, 0, 2}, true);
  CHECK(no_keys.status == 503);
  CHECK(no_keys.body == report("degraded", "ok", "failing", R"("total":2,"ready":0,"limited":0,"disabled":2)"));
  CHECK(health({}, true).status == 503);
  const Answer no_pool = health({5, 5, 0, 0}, false);
  CHECK(no_pool.status == 503);
  CHECK(no_pool.body == report("degraded", "failing", "failing", R"("total":5,"ready":5,"limited":0,"disabled":0)"));
}

TEST_CASE("a preflight allows the route's methods and the headers that were asked for") {
  const Answer asked =
      preflighted("/v1/chat/completions", "access-control-request-headers: x-stainless-os, content-type\n");
  CHECK(asked.status == 204);
  CHECK(asked.body.empty());
  CHECK(asked.has("access-control-allow-origin: *"));
  CHECK(asked.has("access-control-allow-methods: POST, OPTIONS"));
  CHECK(asked.has("access-control-allow-headers: x-stainless-os, content-type"));
  CHECK(asked.has("vary: access-control-request-headers"));
  CHECK(asked.head.find("content-type: ") == std::string::npos);
  const Answer plain = preflighted("/v1/models", "");
  CHECK(plain.has("access-control-allow-methods: GET, HEAD, OPTIONS"));
  CHECK(plain.has("access-control-allow-headers: authorization, content-type, x-goog-api-key, x-api-key"));
}

TEST_CASE("D1: health has a check for each part that the pool works with, as it was told") {
  exchange::Health known{{1, 1, 0, 0}, true};
  known.parts.d1 = pool::PartState::failing;
  known.parts.kv = pool::PartState::unbound;
  const Answer answer = answered("GET", "/health", [&](ClientSide& client, const dialect::Route&) {
    exchange::health_answer(known, 0, client);
  });
  CHECK(answer.status == 200);
  CHECK(answer.body.find(R"("object":"ok","d1":"failing","kv":"not bound"})") != std::string::npos);
}
