// Routes: every path of REQUIREMENTS, the methods each takes, and whose dialect its errors are in.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "http/route.h"

using namespace rota;
using http::Dialect;
using http::Endpoint;

TEST_CASE("A6: OpenAI's routes under every usual base URL") {
  for (const char* prefix : {"", "/v1", "/openai", "/openai/v1", "/v1beta/openai"}) {
    const std::string base = prefix;
    std::string whole;  // the route's views point into it
    const auto match = [&](Bytes method, const std::string& tail) {
      whole = base + tail;
      return http::match(method, whole);
    };
    INFO(base);
    CHECK(match("POST", "/chat/completions").endpoint == Endpoint::chat);
    CHECK(match("POST", "/chat/completions/").endpoint == Endpoint::chat);
    CHECK(match("POST", "/embeddings").endpoint == Endpoint::embeddings);
    CHECK(match("GET", "/models").endpoint == Endpoint::models);
    const std::string path = base + "/models/gemini-2.5-flash";
    const http::Route model = http::match("GET", path);
    CHECK(model.endpoint == Endpoint::model);
    CHECK(model.parameter == "gemini-2.5-flash");
    CHECK(model.tail == "/models/gemini-2.5-flash");
    CHECK(model.dialect == Dialect::openai);
    CHECK(match("GET", "/models/").endpoint == Endpoint::models);
    CHECK(match("POST", "/chat").endpoint == (base.empty() ? Endpoint::unknown : Endpoint::openai_other));
    CHECK(match("POST", "/chat/completions").tail == "/chat/completions");
  }
}

TEST_CASE("what only an OpenAI upstream knows needs a prefix") {
  CHECK(http::match("POST", "/v1/images/generations").endpoint == Endpoint::openai_other);
  CHECK(http::match("POST", "/v1/images/generations").tail == "/images/generations");
  CHECK(http::match("POST", "/images/generations").endpoint == Endpoint::unknown);
  CHECK(http::match("GET", "/v1").endpoint == Endpoint::unknown);
  CHECK(http::match("GET", "/v1/").endpoint == Endpoint::unknown);
  CHECK(http::match("GET", "/v10/models").endpoint == Endpoint::unknown);
  CHECK(http::match("GET", "/v1models").endpoint == Endpoint::unknown);
}

TEST_CASE("C1: Gemini's routes take every method and keep their path") {
  struct {
    const char* path;
    const char* model;
  } cases[] = {
      {"/v1beta/models/gemini-2.5-flash:generateContent", "gemini-2.5-flash"},
      {"/v1beta/models/gemini-2.5-flash", "gemini-2.5-flash"},
      {"/v1alpha/models/a%2Fb:embedContent", "a%2Fb"},
      {"/v1/models/gemini-2.5-flash:countTokens", "gemini-2.5-flash"},
      {"/v1beta/tunedModels/mine:generateContent", "mine"},
      {"/v1beta/models/m/operations/o", "m"},
      {"/v1beta/models", ""},
      {"/v1beta/files/abc", ""},
      {"/upload/v1beta/files", ""},
      {"/v1beta/cachedContents", ""},
  };
  for (const auto& one : cases) {
    INFO(one.path);
    for (Bytes method : {Bytes("GET"), Bytes("POST"), Bytes("PATCH"), Bytes("DELETE"), Bytes("PUT"), Bytes("HEAD")}) {
      const http::Route route = http::match(method, one.path);
      CHECK(route.endpoint == Endpoint::gemini_native);
      CHECK(route.dialect == Dialect::gemini);
      CHECK(route.method_allowed);
      CHECK(route.tail == one.path);
      CHECK(route.parameter == one.model);
    }
  }
}

TEST_CASE("a model under /v1 is OpenAI's, with a verb it is Google's") {
  CHECK(http::match("GET", "/v1/models/gemini-2.5-flash").dialect == Dialect::openai);
  CHECK(http::match("POST", "/v1/models/gemini-2.5-flash:generateContent").dialect == Dialect::gemini);
}

TEST_CASE("local pages") {
  CHECK(http::match("GET", "/").endpoint == Endpoint::root);
  CHECK(http::match("GET", "//").endpoint == Endpoint::root);
  CHECK(http::match("GET", "/health").endpoint == Endpoint::health);
  CHECK(http::match("GET", "/health/").endpoint == Endpoint::health);
  CHECK(http::match("GET", "/healthy").endpoint == Endpoint::unknown);
}

TEST_CASE("F9: methods, and what is allowed instead") {
  struct {
    const char* path;
    const char* allowed;
    const char* refused;
    const char* allow;
  } cases[] = {
      {"/v1/chat/completions", "POST OPTIONS", "GET HEAD PUT DELETE PATCH post", "POST, OPTIONS"},
      {"/v1/embeddings", "POST OPTIONS", "GET", "POST, OPTIONS"},
      {"/v1/models", "GET HEAD OPTIONS", "POST DELETE", "GET, HEAD, OPTIONS"},
      {"/v1/models/a", "GET HEAD OPTIONS", "POST DELETE", "GET, HEAD, OPTIONS"},
      {"/health", "GET HEAD OPTIONS", "POST", "GET, HEAD, OPTIONS"},
      {"/", "GET HEAD OPTIONS", "POST", "GET, HEAD, OPTIONS"},
  };
  const auto each = [](std::string list, auto&& check) {
    for (std::size_t at = 0; at < list.size();) {
      const std::size_t end = list.find(' ', at);
      check(list.substr(at, end - at));
      at = end == std::string::npos ? list.size() : end + 1;
    }
  };
  for (const auto& one : cases) {
    INFO(one.path);
    each(one.allowed, [&one](const std::string& method) { CHECK(http::match(method, one.path).method_allowed); });
    each(one.refused, [&one](const std::string& method) { CHECK(!http::match(method, one.path).method_allowed); });
    CHECK(http::match("TRACE", one.path).allow == one.allow);
  }
}

TEST_CASE("B1 B4: of the administrators' routes, three need an upstream") {
  const http::Route playground = http::match("POST", "/admin/playground/");
  CHECK(playground.endpoint == Endpoint::playground);
  CHECK(playground.tail == "/chat/completions");
  CHECK(http::match("POST", "/admin/models/sync").endpoint == Endpoint::model_sync);
  const http::Route test = http::match("POST", "/admin/keys/gemini/0123456789abcdef/test");
  CHECK(test.endpoint == Endpoint::key_test);
  CHECK(test.parameter == "0123456789abcdef");
  for (const http::Route& route : {playground, test, http::match("POST", "/admin/models/sync")}) {
    CHECK(route.dialect == Dialect::openai);
    CHECK(route.method_allowed);
  }
  for (const char* path : {"/admin/playground", "/admin/models/sync", "/admin/keys/gemini/0123456789abcdef/test"}) {
    for (const char* method : {"GET", "OPTIONS", "DELETE", "post"}) {
      CHECK(!http::match(method, path).method_allowed);
      CHECK(http::match(method, path).allow == "POST");
    }
  }
  for (const char* path : {"/admin/playground/x", "/admin/models", "/admin/models/a/sync",
                           "/admin/keys/gemini/test", "/admin/keys/gemini//test", "/admin/keys/user/a/test",
                           "/admin/keys/gemini/0123456789abcdef/reset"}) {
    INFO(path);
    CHECK(http::match("POST", path).endpoint == Endpoint::admin);
  }
  CHECK(http::name_of(Endpoint::playground) == "playground");
  CHECK(http::name_of(Endpoint::key_test) == "test");
  CHECK(http::name_of(Endpoint::model_sync) == "sync");
}

TEST_CASE("only proxied routes take a client's key") {
  for (Endpoint endpoint : {Endpoint::unknown, Endpoint::root, Endpoint::health})
    CHECK(!http::is_client_route(endpoint));
  for (Endpoint endpoint : {Endpoint::admin, Endpoint::playground, Endpoint::key_test, Endpoint::model_sync}) {
    CHECK(!http::is_client_route(endpoint));
    CHECK(http::is_admin_route(endpoint));
  }
  for (Endpoint endpoint : {Endpoint::chat, Endpoint::embeddings, Endpoint::models, Endpoint::model,
                            Endpoint::openai_other, Endpoint::gemini_native}) {
    CHECK(http::is_client_route(endpoint));
    CHECK(!http::is_admin_route(endpoint));
  }
}
