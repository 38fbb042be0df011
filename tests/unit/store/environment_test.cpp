// Environment: every variable is read by its name, and what does not parse changes nothing.
#include <catch2/catch_all.hpp>
#include <string>

#include "store/environment.h"

using namespace rota;
using store::Environment;

namespace {

struct Fixture {
  Environment read(const std::string& json) {
    const auto environment = store::read_environment(json, reader, arena);
    REQUIRE(environment.ok());
    return *environment;
  }
  json::Reader reader;
  Arena arena;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "an empty environment has nothing set and one shard") {
  for (const char* body : {"{}", R"({"UNKNOWN":"x"})", R"({"API_KEYS":7,"POOL_SHARDS":2,"PUBLIC_STAT":true})"}) {
    const Environment environment = read(body);
    for (const Bytes text : {environment.upstream_api_url, environment.upstream_dialect, environment.api_keys.reveal(),
                             environment.client_api_keys.reveal(), environment.admin_password.reveal(), environment.pool_name,
                             environment.pool_location}) {
      CHECK(text.empty());
    }
    CHECK_FALSE((environment.allow_anonymous || environment.allow_own_key || environment.debug_errors ||
                 environment.public_stat || environment.has_session_secret_key || environment.has_db ||
                 environment.has_kv));
    CHECK(environment.pool_shards == 1);
    CHECK(environment.presets.max_attempts == 5);
  }
}

TEST_CASE_METHOD(Fixture, "every variable has its field, without white space at its ends") {
  const Environment environment = read(R"({
    "UPSTREAM_API_URL": " https://h.test ", "UPSTREAM_DIALECT": "openai", "API_KEYS": "\nAIzaFAKE-1,AIzaFAKE-2 ",
    "CLIENT_API_KEYS": "sk-1", "ALLOW_ANONYMOUS": "1", "ALLOW_CLIENT_GEMINI_KEY": " TRUE ", "ADMIN_PASSWORD": " x y ",
    "SESSION_SECRET_KEY": "s", "DEBUG_ERRORS": "true", "PUBLIC_STAT": "1", "POOL_NAME": "blue",
    "POOL_LOCATION": "weur", "POOL_SHARDS": "3", "EGRESS_LOCATION": "apac", "bindings": "DB, EGRESS, CONFIG_KV", "MAX_ATTEMPTS": "7",
    "DEFAULT_MODEL": "m"})");
  CHECK(environment.upstream_api_url == "https://h.test");
  CHECK(environment.upstream_dialect == "openai");
  CHECK(environment.api_keys.reveal() == "AIzaFAKE-1,AIzaFAKE-2");
  CHECK(environment.client_api_keys.reveal() == "sk-1");
  CHECK(environment.allow_anonymous);
  CHECK(environment.allow_own_key);
  CHECK(environment.admin_password.reveal() == "x y");
  CHECK(environment.has_session_secret_key);
  CHECK(environment.debug_errors);
  CHECK(environment.public_stat);
  CHECK(environment.pool_name == "blue");
  CHECK(environment.pool_location == "weur");
  CHECK(environment.pool_shards == 3);
  CHECK(environment.egress_location == "apac");
  CHECK(environment.has_egress);
  CHECK(environment.has_db);
  CHECK(environment.has_kv);
  CHECK(environment.presets.max_attempts == 7);
  CHECK(environment.presets.default_model == "m");
}

TEST_CASE_METHOD(Fixture, "shards out of bounds, and switches that say neither 1 nor true, leave the default") {
  for (const char* shards : {"0", "65", "-1", "1.5", "two", ""}) {
    CHECK(read(std::string(R"({"POOL_SHARDS":")") + shards + "\"}").pool_shards == 1);
  }
  for (const char* no : {"0", "yes", "on", "11", ""}) {
    CHECK_FALSE(read(std::string(R"({"DEBUG_ERRORS":")") + no + "\"}").debug_errors);
  }
}

TEST_CASE_METHOD(Fixture, "what is no JSON object is no environment") {
  for (const char* body : {"", "[]", "7", "{", "\"x\""}) CHECK_FALSE(store::read_environment(body, reader, arena).ok());
}

TEST_CASE("settings copied into another arena owe nothing to where they came from") {
  store::Config copy;
  Arena arena;
  {
    json::Reader reader;
    Arena source;
    const auto environment =
        store::read_environment(R"({"DEFAULT_MODEL":"m","MODEL_ALIASES":"{\"a\":\"b\"}"})", reader, source);
    REQUIRE(environment.ok());
    copy = store::copy_config(environment->presets, arena);
  }
  CHECK(copy.default_model == "m");
  REQUIRE(copy.model_aliases.size() == 1);
  CHECK(copy.model_aliases[0].name == "a");
  CHECK(copy.model_aliases[0].model == "b");
}
