// Settings: names, defaults, bounds and the spellings of a base URL.
#include "exchange/settings.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;
using exchange::Settings;

namespace {

struct Fixture {
  Settings read(const std::string& json) { return exchange::read_settings(json, reader, arena); }
  Settings with(const std::string& name, const std::string& value) {
    return read("{\"" + name + "\":\"" + value + "\"}");
  }
  json::Reader reader;
  Arena arena;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "without settings everything has its default") {
  for (const char* body :
       {"{}", "", "[]", "7", "{", "{\"UNKNOWN\":\"x\"}", "{\"MAX_ATTEMPTS\":7,\"POOL_NAME\":null}"}) {
    INFO(body);
    const Settings settings = read(body);
    CHECK(settings.upstream == "https://generativelanguage.googleapis.com");
    CHECK(settings.dialect == &gemini::upstream);
    CHECK(settings.access.client_keys.empty());
    CHECK(!settings.access.anonymous);
    CHECK(settings.access.looks_like_own_key == nullptr);
    CHECK(!settings.debug_errors);
    CHECK(settings.pool_name == "default");
    CHECK(settings.pool_location.empty());
    CHECK(settings.config.max_attempts == 5);
    CHECK(settings.config.request_timeout_ms == 60000);
  }
}

TEST_CASE_METHOD(Fixture, "base URLs are taken as people paste them") {
  struct {
    const char* url;
    const char* upstream;
    const dialect::UpstreamDialect* dialect;
  } cases[] = {
      {"https://h.test", "https://h.test", &gemini::upstream},
      {" https://h.test/ ", "https://h.test", &gemini::upstream},
      {"https://h.test//", "https://h.test", &gemini::upstream},
      {"https://h.test/v1beta", "https://h.test", &gemini::upstream},
      {"https://h.test/v1beta/", "https://h.test", &gemini::upstream},
      {"https://h.test/v1", "https://h.test", &gemini::upstream},
      {"https://h.test/v1alpha", "https://h.test", &gemini::upstream},
      {"https://h.test/proxy/v1beta", "https://h.test/proxy", &gemini::upstream},
      {"https://h.test/v1beta/openai", "https://h.test/v1beta/openai", &openai::upstream},
      {"https://h.test/v1beta/openai/", "https://h.test/v1beta/openai", &openai::upstream},
      {"https://api.groq.com/openai/v1", "https://api.groq.com/openai/v1", &openai::upstream},
      {"https://api.openai.com/v1/", "https://api.openai.com/v1", &openai::upstream},
      {"https://API.DeepSeek.com", "https://API.DeepSeek.com", &openai::upstream},
      {"https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1", &openai::upstream},
      {"https://api.openai.com.h.test/v1", "https://api.openai.com.h.test", &gemini::upstream},
      {"", "https://generativelanguage.googleapis.com", &gemini::upstream},
  };
  for (const auto& one : cases) {
    INFO(one.url);
    const Settings settings = with("UPSTREAM_API_URL", one.url);
    CHECK(settings.upstream == one.upstream);
    CHECK(settings.dialect == one.dialect);
  }
}

TEST_CASE_METHOD(Fixture, "UPSTREAM_DIALECT has the last word") {
  const Settings said = read(R"({"UPSTREAM_API_URL":"https://h.test/v1/","UPSTREAM_DIALECT":"openai"})");
  CHECK(said.upstream == "https://h.test/v1");
  CHECK(said.dialect == &openai::upstream);
  CHECK(read(R"({"UPSTREAM_API_URL":"https://h.test/openai","UPSTREAM_DIALECT":"gemini"})").dialect ==
        &gemini::upstream);
}

TEST_CASE_METHOD(Fixture, "switches take 1 and true") {
  for (const char* on : {"1", "true", "TRUE", " 1 "}) CHECK(with("ALLOW_ANONYMOUS", on).access.anonymous);
  for (const char* off : {"0", "", "false", "yes", "11"}) CHECK(!with("ALLOW_ANONYMOUS", off).access.anonymous);
  REQUIRE(with("ALLOW_CLIENT_GEMINI_KEY", "1").access.looks_like_own_key != nullptr);
  CHECK(with("ALLOW_CLIENT_GEMINI_KEY", "1").access.looks_like_own_key(Secret("AIzaFAKE")));
  CHECK(with("DEBUG_ERRORS", "true").debug_errors);
}

TEST_CASE_METHOD(Fixture, "numbers outside their bounds leave the default") {
  CHECK(with("MAX_ATTEMPTS", "1").config.max_attempts == 1);
  CHECK(with("MAX_ATTEMPTS", "20").config.max_attempts == 20);
  for (const char* bad : {"0", "21", "-1", "5.5", "x", "", "99999999999999999999"}) {
    CHECK(with("MAX_ATTEMPTS", bad).config.max_attempts == 5);
  }
  CHECK(with("REQUEST_TIMEOUT_MS", "100").config.request_timeout_ms == 100);
  CHECK(with("REQUEST_TIMEOUT_MS", "600000").config.request_timeout_ms == 600000);
  CHECK(with("REQUEST_TIMEOUT_MS", "99").config.request_timeout_ms == 60000);
  CHECK(with("REQUEST_TIMEOUT_MS", "600001").config.request_timeout_ms == 60000);
}

TEST_CASE_METHOD(Fixture, "G5 calls may go out from the west of North America, from where EGRESS_LOCATION says, or from nowhere else") {
  CHECK(read("{}").egress_place.empty());
  CHECK(read(R"({"EGRESS_LOCATION":"weur"})").egress_place.empty());  // no object is bound
  CHECK(read(R"({"bindings":"DB,EGRESS"})").egress_place == "wnam");
  CHECK(read(R"({"bindings":"DB,EGRESS","EGRESS_LOCATION":" weur "})").egress_place == "weur");
  CHECK(read(R"({"bindings":"DB,EGRESS","EGRESS_LOCATION":"off"})").egress_place.empty());
}

TEST_CASE_METHOD(Fixture, "what is read outlives the text it was read from") {
  Settings settings;
  {
    std::string body = R"({"CLIENT_API_KEYS":"sk-\u0061,sk-b","POOL_NAME":"eu","POOL_LOCATION":"weur"})";
    settings = read(body);
    body.assign(body.size(), '#');
  }
  REQUIRE(settings.access.client_keys.size() == 2);
  CHECK(settings.access.client_keys[0].reveal() == "sk-a");
  CHECK(settings.access.client_keys[1].reveal() == "sk-b");
  CHECK(settings.pool_name == "eu");
  CHECK(settings.pool_location == "weur");
}
