// Routes: every path of REQUIREMENTS, the methods each takes, and whose dialect its errors are in.
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/text.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"
#include "exchange/route_of.h"

using namespace rota;
using dialect::Audience;
using dialect::Operation;

TEST_CASE("A6: OpenAI's routes under every usual base URL") {
  for (const char* prefix : {"", "/v1", "/openai", "/openai/v1", "/v1beta/openai", "/v1alpha/openai"}) {
    const std::string base = prefix;
    std::string whole;  // the route's views point into it
    const auto match = [&](Bytes method, const std::string& tail) {
      whole = base + tail;
      return test::route_of(method, whole);
    };
    INFO(base);
    CHECK(match("POST", "/chat/completions").operation == Operation::chat);
    CHECK(match("POST", "/chat/completions/").operation == Operation::chat);
    CHECK(match("POST", "/embeddings").operation == Operation::embeddings);
    CHECK(match("GET", "/models").operation == Operation::models);
    const std::string path = base + "/models/gemini-3.6-flash";
    const dialect::Route model = test::route_of("GET", path);
    CHECK(model.operation == Operation::model);
    CHECK(model.id == "gemini-3.6-flash");
    CHECK(model.tail == "/models/gemini-3.6-flash");
    CHECK(model.dialect->label == "openai");
    CHECK(match("GET", "/models/").operation == Operation::models);
    CHECK(match("POST", "/chat").operation == (base.empty() ? Operation::unknown : Operation::other));
    CHECK(match("POST", "/chat/completions").tail == "/chat/completions");
  }
}

TEST_CASE("A6 H19: a call is what it is under any version, and under none; a list is whose base it stands under") {
  struct {
    const char* path;
    const char* dialect;
    const char* goes_up;
  } cases[] = {
      {"/v1beta/chat/completions", "openai", "/chat/completions"},
      {"/v1beta/embeddings", "openai", "/embeddings"},
      {"/v1alpha/chat/completions/", "openai", "/chat/completions"},
      {"/v4/chat/completions", "openai", "/chat/completions"},
      {"/v1/v1/chat/completions", "openai", "/chat/completions"},
      {"/v1beta/v1/chat/completions", "openai", "/chat/completions"},
      {"/v1/v1beta/openai/chat/completions", "openai", "/chat/completions"},
      {"/models/m:generateContent", "gemini", "/v1beta/models/m:generateContent"},
      {"/v3/models/m:streamGenerateContent", "gemini", "/v1beta/models/m:streamGenerateContent"},
      {"/v1beta/v1beta/models/m:generateContent", "gemini", "/v1beta/models/m:generateContent"},
      {"/v1/v1beta/models/m:countTokens/", "gemini", "/v1beta/models/m:countTokens"},
      {"/v1beta/v1alpha/models/m:generateContent", "gemini", "/v1alpha/models/m:generateContent"},
      {"/v1/models/m:generateContent", "gemini", "/v1/models/m:generateContent"},
      {"/tunedModels/m:generateContent", "gemini", "/v1beta/tunedModels/m:generateContent"},
      {"/v1beta/v1beta/models", "gemini", "/v1beta/models"},
      {"/v1beta/models/", "gemini", "/v1beta/models"},
      {"/v1beta/upload/v1beta/files", "gemini", "/upload/v1beta/files"},
      {"/v1beta/v1beta/files/f", "gemini", "/v1beta/files/f"},
      {"/v1/v1/models", "openai", "/models"},
      {"/v2/models", "openai", "/models"},
      {"/v10/models/m", "openai", "/models/m"},
      {"/v2beta/models", "openai", "/models"},
  };
  for (const auto& one : cases) {
    INFO(one.path);
    const dialect::Route route = test::route_of(std::string(one.path).find(':') == std::string::npos &&
                                                        std::string(one.path).find("models") != std::string::npos
                                                    ? "GET"
                                                    : "POST",
                                                one.path);
    CHECK(route.operation != Operation::unknown);
    CHECK(route.method_allowed);
    CHECK(route.dialect->label == one.dialect);
    const auto& upstream = route.dialect->label == "gemini" ? gemini::upstream : openai::upstream;
    Arena arena;
    CHECK(upstream.native_path(route, text::percent_decode(arena, route.model), arena) == one.goes_up);
  }
  for (const char* path : {"/v2/files", "/v1x/../models", "/x/v1/models", "/version/models", "/v2", "/v2/chat"}) {
    INFO(path);
    CHECK(test::route_of("POST", path).operation == Operation::unknown);
  }
}

TEST_CASE("G1: Responses are translated, but where the upstream speaks them itself; a WebSocket is nobody's") {
  const dialect::Route translated = test::route_of("POST", "/v1/responses", gemini::upstream);
  CHECK(translated.operation == Operation::chat);
  CHECK(translated.dialect->label == "responses");
  CHECK(translated.use == dialect::Use::metered);
  CHECK(test::route_of("POST", "/responses", gemini::upstream).operation == Operation::chat);
  CHECK(test::route_of("POST", "/openai/v1/responses", gemini::upstream).operation == Operation::chat);
  CHECK_FALSE(test::route_of("GET", "/v1/responses", gemini::upstream).method_allowed);
  const dialect::Route passed = test::route_of("POST", "/v1/responses", openai::upstream);
  CHECK(passed.operation == Operation::other);
  CHECK(passed.dialect->label == "openai");
  http::Header upgrade{"upgrade", "websocket"};
  http::RequestHead head;
  head.method = "GET";
  head.path = "/v1/responses";
  Arena arena;
  head.headers.push(arena, upgrade);
  exchange::Settings settings;
  for (const dialect::UpstreamDialect* upstream : {&gemini::upstream, &openai::upstream}) {
    settings.dialect = upstream;
    CHECK(exchange::match(head, settings).operation == Operation::upgrade);
  }
  head.method = "POST";
  CHECK(exchange::match(head, settings).operation == Operation::chat);
}

TEST_CASE("A6 G1: whether an upstream has Responses itself, its URL or UPSTREAM_DIALECT says") {
  const auto operation = [](const char* environment) {
    Arena arena;
    json::Reader reader;
    http::RequestHead head;
    head.method = "POST";
    head.path = "/v1/responses";
    return exchange::match(head, exchange::read_settings(environment, reader, arena)).operation;
  };
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://api.openai.com/v1"})") == Operation::other);
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://mine.openai.azure.com/openai/v1"})") == Operation::other);
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://openrouter.ai/api/v1"})") == Operation::chat);
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://generativelanguage.googleapis.com/v1beta/openai"})") == Operation::chat);
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://up.test/v1","UPSTREAM_DIALECT":"openai"})") == Operation::chat);
  CHECK(operation(R"({"UPSTREAM_API_URL":"https://up.test/v1","UPSTREAM_DIALECT":"openai, responses"})") == Operation::other);
  CHECK(operation(R"({"UPSTREAM_DIALECT":"gemini,responses"})") == Operation::chat);  // no part of Gemini's
  CHECK(operation("{}") == Operation::chat);
}

TEST_CASE("H2: what each operation uses, and what nobody has thought of is unknown") {
  using dialect::Use;
  struct {
    const char* path;
    Use use;
  } cases[] = {
      {"/v1/chat/completions", Use::metered},
      {"/v1/completions", Use::metered},
      {"/v1/embeddings", Use::metered},
      {"/v1/responses", Use::unmetered},
      {"/v1/images/generations", Use::unmetered},
      {"/v1/models", Use::catalog},
      {"/v1/models/m", Use::catalog},
      {"/v1/files", Use::upload},
      {"/v1/files/f/content", Use::resource},
      {"/v1/batches", Use::unknown},
      {"/v1/responses/r", Use::unknown},
      {"/v1/engines/m/completions", Use::unknown},
      {"/v1/audio/transcriptions", Use::unknown},
      {"/v1beta/models/m:generateContent", Use::metered},
      {"/v1beta/models/m:streamGenerateContent", Use::metered},
      {"/v1/models/m:generateContent", Use::metered},
      {"/v1alpha/models/m:embedContent", Use::metered},
      {"/v1beta/models/m:batchEmbedContents", Use::metered},
      {"/v1beta/models/m:countTokens", Use::free},
      {"/v1beta/models/m:predict", Use::unmetered},
      {"/v1beta/models/m:batchGenerateContent", Use::unknown},
      {"/v1beta/models/m:generateContentX", Use::unknown},
      {"/v1beta/models/m/x:generateContent", Use::unknown},
      {"/v1beta/x/models/m:generateContent", Use::unknown},
      {"/v1beta/models/m/operations/o", Use::resource},
      {"/v1beta/tunedModels/m:generateContent", Use::metered},
      {"/v1beta/tunedModels/m:transferOwnership", Use::unknown},
      {"/v1beta/dynamic/m:generateContent", Use::unknown},
      {"/v1beta/interactions", Use::unknown},
      {"/v1alpha/auth_tokens", Use::unknown},
      {"/v1beta/files", Use::resource},
      {"/upload/v1beta/files", Use::upload},
      {"/upload/v1beta/models/m:generateContent", Use::unknown},
      {"/v1beta/cachedContents/c", Use::resource},
      {"/v1beta/batches/b", Use::resource},
  };
  for (const auto& one : cases) {
    INFO(one.path);
    CHECK(test::route_of("POST", one.path).use == one.use);
  }
  CHECK(test::route_of("POST", "/v1beta/tunedModels/m:generateContent").tuned);
  CHECK(test::route_of("GET", "/v1/models/a%2Fb").slash);
  CHECK(!test::route_of("POST", "/v1beta/models/a%2Fb:generateContent").slash);
}

TEST_CASE("what only an OpenAI upstream knows needs a prefix") {
  CHECK(test::route_of("POST", "/v1/images/generations").operation == Operation::other);
  CHECK(test::route_of("POST", "/v1/images/generations").tail == "/images/generations");
  CHECK(test::route_of("POST", "/images/generations").operation == Operation::unknown);
  CHECK(test::route_of("GET", "/v1").operation == Operation::unknown);
  CHECK(test::route_of("GET", "/v1/").operation == Operation::unknown);
  CHECK(test::route_of("GET", "/v1models").operation == Operation::unknown);
}

TEST_CASE("C1: Gemini's routes take every method and keep their path") {
  struct {
    const char* path;
    const char* model;
  } cases[] = {
      {"/v1beta/models/gemini-3.6-flash:generateContent", "gemini-3.6-flash"},
      {"/v1beta/models/gemini-3.6-flash", "gemini-3.6-flash"},
      {"/v1alpha/models/a%20b:embedContent", "a%20b"},
      {"/v1/models/gemini-3.6-flash:countTokens", "gemini-3.6-flash"},
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
      const dialect::Route route = test::route_of(method, one.path);
      CHECK(route.operation == Operation::native);
      CHECK(route.dialect->label == "gemini");
      CHECK(route.method_allowed);
      Arena arena;
      CHECK(gemini::upstream.native_path(route, text::percent_decode(arena, route.model), arena) == one.path);
      CHECK(route.model == one.model);
    }
  }
}

TEST_CASE("a model under /v1 is OpenAI's, with a verb it is Google's") {
  CHECK(test::route_of("GET", "/v1/models/gemini-3.6-flash").dialect->label == "openai");
  CHECK(test::route_of("POST", "/v1/models/gemini-3.6-flash:generateContent").dialect->label == "gemini");
}

TEST_CASE("local pages") {
  CHECK(test::route_of("GET", "/").operation == Operation::root);
  CHECK(test::route_of("GET", "//").operation == Operation::root);
  CHECK(test::route_of("GET", "/health").operation == Operation::health);
  CHECK(test::route_of("GET", "/health/").operation == Operation::health);
  CHECK(test::route_of("GET", "/healthy").operation == Operation::unknown);
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
    each(one.allowed, [&one](const std::string& method) { CHECK(test::route_of(method, one.path).method_allowed); });
    each(one.refused, [&one](const std::string& method) { CHECK(!test::route_of(method, one.path).method_allowed); });
    CHECK(test::route_of("TRACE", one.path).allow == one.allow);
  }
}

TEST_CASE("B1 B4: of the administrators' routes, three need an upstream") {
  const dialect::Route playground = test::route_of("POST", "/admin/playground/");
  CHECK(playground.operation == Operation::playground);
  CHECK(test::route_of("POST", "/admin/models/sync").operation == Operation::model_sync);
  const dialect::Route test = test::route_of("POST", "/admin/keys/gemini/0123456789abcdef/test");
  CHECK(test.operation == Operation::key_test);
  CHECK(test.id == "0123456789abcdef");
  for (const dialect::Route& route : {playground, test, test::route_of("POST", "/admin/models/sync")}) {
    CHECK(route.dialect->label == "openai");
    CHECK(route.method_allowed);
  }
  for (const char* path : {"/admin/playground", "/admin/models/sync", "/admin/keys/gemini/0123456789abcdef/test"}) {
    for (const char* method : {"GET", "OPTIONS", "DELETE", "post"}) {
      CHECK(!test::route_of(method, path).method_allowed);
      CHECK(test::route_of(method, path).allow == "POST");
    }
  }
  for (const char* path : {"/admin/playground/x", "/admin/models", "/admin/models/a/sync",
                           "/admin/keys/gemini/test", "/admin/keys/gemini//test", "/admin/keys/user/a/test",
                           "/admin/keys/gemini/0123456789abcdef/reset"}) {
    INFO(path);
    CHECK(test::route_of("POST", path).operation == Operation::desk);
  }
  CHECK(dialect::name_of(Operation::playground) == "playground");
  CHECK(dialect::name_of(Operation::key_test) == "test");
  CHECK(dialect::name_of(Operation::model_sync) == "sync");
}

TEST_CASE("only proxied routes take a client's key, only administrators' a session") {
  struct {
    const char* path;
    Audience audience;
  } cases[] = {
      {"/", Audience::anyone},
      {"/health", Audience::anyone},
      {"/nowhere", Audience::anyone},
      {"/v1/chat/completions", Audience::client},
      {"/v1/embeddings", Audience::client},
      {"/v1/models", Audience::client},
      {"/v1/models/a", Audience::client},
      {"/v1/files", Audience::client},
      {"/v1beta/files", Audience::client},
      {"/admin/config", Audience::administrator},
      {"/admin/playground", Audience::administrator},
      {"/admin/keys/gemini/1/test", Audience::administrator},
      {"/admin/models/sync", Audience::administrator},
      {"/admin/login", Audience::administrator},
      {"/admin/assets/a.js", Audience::administrator},
      {"/status", Audience::administrator},
  };
  for (const auto& one : cases) {
    INFO(one.path);
    CHECK(test::route_of("POST", one.path).audience == one.audience);
  }
}

TEST_CASE("H19: under /v1 the header of Google's clients tells whose a list is, and what no dialect has a closer row for") {
  Arena arena;
  http::RequestHead head;
  head.headers.push(arena, http::Header{"x-goog-api-client", "google-genai-sdk/3.3.0"});
  const auto match = [&head](Bytes method, Bytes path) {
    head.method = method;
    head.path = path;
    return exchange::match(head, exchange::Settings());
  };
  struct {
    const char* method;
    const char* path;
    const char* dialect;
    Operation as;
  } cases[] = {
      {"GET", "/v1/models", "gemini", Operation::models},
      {"HEAD", "/v1/models", "gemini", Operation::models},
      {"POST", "/v1/models", "gemini", Operation::unknown},
      {"GET", "/v1/models/m", "gemini", Operation::model},
      {"GET", "/v1beta/models", "gemini", Operation::models},
      {"POST", "/v1/interactions", "gemini", Operation::unknown},
      {"GET", "/v1/interactions/a/b", "gemini", Operation::unknown},
      {"GET", "/v1/files", "gemini", Operation::unknown},
      {"POST", "/v1/models/m:generateContent", "gemini", Operation::chat},
      {"GET", "/v1/models/m:generateContent", "gemini", Operation::unknown},
      {"POST", "/v1/chat/completions", "openai", Operation::unknown},
      {"POST", "/v1/embeddings", "openai", Operation::unknown},
  };
  for (const auto& [method, path, dialect, as] : cases) {
    INFO(method << " " << path);
    const dialect::Route route = match(method, path);
    CHECK(route.dialect->label == dialect);
    CHECK(route.as == as);
  }
  CHECK(match("GET", "/v1/models/m").listed() == "m");
  CHECK(match("GET", "/v1/files").use == dialect::Use::resource);
  CHECK(match("POST", "/upload/v1/files").use == dialect::Use::upload);
  head.headers = {};
  CHECK(match("GET", "/v1/models").dialect->label == "openai");
  CHECK(match("GET", "/v1/interactions").dialect->label == "openai");
  CHECK(match("POST", "/v1beta/models/m:embedContent").as == Operation::embeddings);
  CHECK(match("POST", "/v1beta/models/m:countTokens").as == Operation::count_tokens);
  CHECK(match("POST", "/v1beta/models/m:predict").as == Operation::unknown);
  CHECK(dialect::operation_of(match("GET", "/v1beta/models"), gemini::upstream) == Operation::native);
  CHECK(dialect::operation_of(match("GET", "/v1beta/models"), openai::upstream) == Operation::models);
}
