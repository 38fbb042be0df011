// Config: every setting's default, range, spelling and preset.
#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "store/config.h"

using namespace rota;
using namespace rota::store;

namespace {

struct Fixture {
  bool allowed(Bytes name, Bytes value) { return check(name, value, arena).ok(); }
  std::string refusal(Bytes name, Bytes value) {
    const Status status = check(name, value, arena);
    REQUIRE(!status.ok());
    CHECK(status.failure().status == 422);
    CHECK(status.failure().blame == Blame::client);
    CHECK(status.failure().param == name);
    return std::string(status.failure().message);
  }
  std::string value(Bytes name) { return std::string(value_of(config, name, arena)); }
  Config presets(const std::string& json) {
    const auto read = reader.read(arena.copy(json), arena);
    REQUIRE(read.ok());
    return read_presets(read.value(), arena);
  }
  Config config;
  json::Reader reader;
  Arena arena;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "E1: every setting of the table has its default in Config, and a description") {
  for (const Setting& setting : settings) {
    INFO(setting.name);
    CHECK(value(setting.name) == setting.standard);
    CHECK(allowed(setting.name, setting.standard));
    CHECK(find_setting(setting.name) == &setting);
    CHECK(text::ends_with(setting.description, "."));
    for (const Setting& other : settings) CHECK((&other == &setting || other.name != setting.name));
  }
  CHECK(find_setting("") == nullptr);
  CHECK(find_setting("MAX_ATTEMPTS") == nullptr);
}

TEST_CASE_METHOD(Fixture, "numbers have a range") {
  for (const Setting& setting : settings) {
    if (setting.kind != Setting::Kind::number) continue;
    INFO(setting.name);
    CHECK(allowed(setting.name, text::decimal(arena, setting.low)));
    CHECK(allowed(setting.name, text::decimal(arena, setting.high)));
    CHECK(!allowed(setting.name, text::decimal(arena, std::int64_t{setting.high} + 1)));
    CHECK((setting.low == 0 || !allowed(setting.name, text::decimal(arena, setting.low - 1))));
    for (const char* wrong : {"", " ", "-1", "1.5", "1e2", "x", "99999999999999999999", "1 "}) {
      CHECK(!allowed(setting.name, wrong));
    }
  }
  CHECK(refusal("max_attempts", "21") == "max_attempts must be a whole number from 1 to 20.");
}

TEST_CASE_METHOD(Fixture, "what a setting refuses is told, with the name as the field") {
  CHECK(refusal("enable_usage_tracking", "maybe") == "enable_usage_tracking must be 1 or 0.");
  CHECK(refusal("rotation_strategy", "fastest") ==
        "rotation_strategy must be one of round_robin|least_used|random|adaptive.");
  CHECK(refusal("rotation_strategy", "") == "rotation_strategy must be one of round_robin|least_used|random|adaptive.");
  CHECK(refusal("rotation_strategy", "round_robin|random").size() > 0);
  CHECK(refusal("safety_default", "maybe") == "safety_default must be empty or one of off|on.");
  CHECK(refusal("include_thoughts", "") == "include_thoughts must be one of auto|on|off.");
  CHECK(refusal("default_model", "two words").size() > 0);
  CHECK(refusal("default_model", std::string(limits::model_name_bytes + 1, 'm')).size() > 0);
  CHECK(refusal("config_version", "7") == "There is no setting of that name.");
  for (const char* wrong : {"", "[]", "{", "7", "{\"a\":7}", "{\"a\":\"\"}", "{\"\":\"m\"}", "{\"a b\":\"m\"}"}) {
    INFO(wrong);
    CHECK(refusal("model_aliases", wrong).size() > 0);
  }
  CHECK(refusal("thinking_default", "on") ==
        "thinking_default must be empty, one of off|auto, or a whole number up to 1000000.");
  const std::string long_aliases = "{\"a\":\"m\"" + std::string(limits::setting_bytes, ' ') + "}";
  CHECK(refusal("model_aliases", long_aliases).size() > 0);
}

TEST_CASE_METHOD(Fixture, "what is applied is read back, whatever memory it came from") {
  const auto set = [this](std::string name, std::string value) { apply(config, name, value, arena); };
  set("rotation_strategy", "adaptive");
  CHECK(config.rotation_strategy == Rotation::adaptive);
  set("rotation_strategy", "least_used");
  CHECK(config.rotation_strategy == Rotation::least_used);
  set("enable_usage_tracking", "0");
  CHECK(!config.enable_usage_tracking);
  set("enable_usage_tracking", "TRUE");
  CHECK(value("enable_usage_tracking") == "1");
  set("heartbeat_ms", "0");
  CHECK(config.heartbeat_ms == 0);
  set("request_timeout_ms", "1500");
  CHECK(config.request_timeout_ms == 1500);
  CHECK(value("request_timeout_ms") == "1500");
  set("answer_timeout_ms", "3600000");
  CHECK(config.answer_timeout_ms == 3600000);
  for (const char* how : {"off", "auto", "", "0", "8192"}) {
    set("thinking_default", how);
    CHECK(value("thinking_default") == how);
  }
  set("thinking_default", "much");
  set("thinking_default", "1000001");
  set("thinking_default", "-1");
  CHECK(value("thinking_default") == "8192");
  set("safety_default", "off");
  CHECK(config.safety_default == SafetyDefault::off);
  CHECK(value("safety_default") == "off");
  set("safety_default", "");
  CHECK(config.safety_default == SafetyDefault::by_client);
  set("include_thoughts", "off");
  CHECK(config.include_thoughts == Thoughts::off);
  set("default_model", "gemini-3.6-flash");
  CHECK(config.default_model == "gemini-3.6-flash");
  set("model_aliases", R"({"gpt-4o":"gemini-3.1-pro", "a\"b":"gemini-3.6-flash"})");
  REQUIRE(config.model_aliases.size() == 2);
  CHECK(config.model_aliases[0].name == "gpt-4o");
  CHECK(config.model_aliases[0].model == "gemini-3.1-pro");
  CHECK(value("model_aliases") == R"({"gpt-4o":"gemini-3.1-pro","a\"b":"gemini-3.6-flash"})");
}

TEST_CASE_METHOD(Fixture, "H9: an alias may name a chain of models") {
  const std::string chain = R"({"smart":["gemini-3.1-pro","gemini-3.6-flash"],"fast":"gemini-3.6-flash"})";
  CHECK(allowed("model_aliases", chain));
  apply(config, "model_aliases", chain, arena);
  const store::Config copy = copy_config(config, arena);
  REQUIRE(copy.model_aliases.size() == 2);
  CHECK(copy.model_aliases[0].model == "gemini-3.1-pro");
  REQUIRE(copy.model_aliases[0].later.size() == 1);
  CHECK(copy.model_aliases[0].later[0] == "gemini-3.6-flash");
  CHECK(copy.model_aliases[1].later.empty());
  CHECK(value("model_aliases") == chain);
  apply(config, "model_aliases", R"({"one":["m"]})", arena);
  CHECK(value("model_aliases") == R"({"one":"m"})");
}

TEST_CASE_METHOD(Fixture, "H9: a chain has as many models as may be, each once") {
  const auto chain_of = [](std::size_t models) {
    std::string text = R"({"smart":[)";
    for (std::size_t i = 0; i < models; ++i) text += (i == 0 ? "\"m" : ",\"m") + std::to_string(i) + "\"";
    return text + "]}";
  };
  CHECK(allowed("model_aliases", chain_of(limits::chain_models - 1)));
  CHECK(allowed("model_aliases", chain_of(limits::chain_models)));
  CHECK(refusal("model_aliases", chain_of(limits::chain_models + 1)) ==
        "model_aliases must be a JSON object of names, {\"alias\":\"model\"} or {\"alias\":[\"model\",\"next\"]} of at most 5 "
        "models, at most 16384 bytes.");
  for (const char* wrong : {R"({"a":[]})", R"({"a":["m","m"]})", R"({"a":["m",""]})", R"({"a":["m",7]})", R"({"a":[["m"]]})",
                            R"({"a":{"m":"n"}})", R"({"a":["m","two words"]})"}) {
    INFO(wrong);
    CHECK(refusal("model_aliases", wrong).size() > 0);
  }
}

TEST_CASE_METHOD(Fixture, "what is refused or unknown changes nothing") {
  apply(config, "max_attempts", "0", arena);
  apply(config, "rotation_strategy", "fastest", arena);
  apply(config, "default_model", "two words", arena);
  apply(config, "model_aliases", "{\"a\":7}", arena);
  apply(config, "unknown", "1", arena);
  for (const Setting& setting : settings) CHECK(value(setting.name) == setting.standard);
  CHECK(value("unknown").empty());
}

TEST_CASE_METHOD(Fixture, "the environment presets settings under their names in upper case") {
  config = presets(R"({"MAX_ATTEMPTS":" 7 ","ROTATION_STRATEGY":"random","PRO_DAILY_QUOTA":"100","LEASE_PICKS_MAX":"1",
    "HEARTBEAT_MS":"never","RETRY_EMPTY_ANSWERS":"false","REQUEST_TIMEOUT_MS":7,"DEFAULT_MODEL":"m",
    "max_errors_threshold":"9","API_KEYS":"AIzaFAKE-canary"})");
  CHECK(config.max_attempts == 7);
  CHECK(config.rotation_strategy == Rotation::random);
  CHECK(config.pro_daily_quota == 100);
  CHECK(config.lease_picks_max == 1);
  CHECK(config.heartbeat_ms == 15000);
  CHECK(!config.retry_empty_answers);
  CHECK(config.request_timeout_ms == 60000);
  CHECK(config.default_model == "m");
  CHECK(config.max_errors_threshold == 5);
  CHECK(presets("[]").max_attempts == 5);
}

TEST_CASE("E1: a setting writes its own field and no other") {
  Arena arena;
  const auto other_value = [](const store::Setting& setting) -> std::string {
    switch (setting.kind) {
      case store::Setting::Kind::number: return std::to_string(setting.high - 1);
      case store::Setting::Kind::flag: return setting.standard == "1" ? "0" : "1";
      case store::Setting::Kind::word: return std::string(setting.words.substr(setting.words.rfind('|') + 1));
      case store::Setting::Kind::choice: return std::to_string(setting.high);
      case store::Setting::Kind::text: return "some-model";
      case store::Setting::Kind::aliases: return R"({"a":"b"})";
    }
    return "";
  };
  for (const store::Setting& changed : store::settings) {
    store::Config config;
    const std::string value = other_value(changed);
    store::apply(config, changed.name, value, arena);
    for (const store::Setting& setting : store::settings) {
      INFO(changed.name << " and " << setting.name);
      const Bytes expected = setting.name == changed.name ? Bytes(value) : setting.standard;
      CHECK(store::value_of(config, setting.name, arena) == expected);
    }
  }
}
