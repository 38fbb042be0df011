// The model desk and the config desk: models are offered, settings edited, and both take effect.
#include "admin/admin_testing.h"

using namespace admin_testing;

TEST_CASE("B4: models are put, listed and deleted") {
  World world;
  Json put(world
               .ask("POST", "/admin/models",
                    "{\"id\":\"models/gemini-2.5-pro\",\"daily_quota\":50,\"aliases\":[\"best\",\"gpt-4o\"]}")
               .body);
  CHECK(put.text(put["id"]) == "gemini-2.5-pro");
  CHECK(world.ask("POST", "/admin/models", "{\"id\":\"tunedModels/my model\",\"category\":\"custom\"}").status == 200);
  Json list(world.ask("GET", "/admin/models").body);
  CHECK(list.number(list["total"]) == 2);
  const json::Value pro = list.with(list["models"], "id", "gemini-2.5-pro");
  CHECK(list.text(pro["category"]) == "Pro");
  CHECK(list.number(pro["daily_quota"]) == 50);
  CHECK(list.text(pro["aliases"].at(1)) == "gpt-4o");
  CHECK(list.with(list["models"], "id", "tunedModels/my model")["daily_quota"].is_null());

  world.ask("POST", "/admin/models", "{\"id\":\"gemini-2.5-pro\",\"category\":\"Flash\"}");
  Json replaced(world.ask("GET", "/admin/models").body);
  const json::Value flash = replaced.with(replaced["models"], "id", "gemini-2.5-pro");
  CHECK(replaced.text(flash["category"]) == "Flash");
  CHECK(flash["daily_quota"].is_null());
  CHECK(flash["aliases"].count() == 0);

  CHECK(world.ask("DELETE", "/admin/models/tunedModels/my%20model").status == 200);
  CHECK(world.ask("DELETE", "/admin/models/gemini%2D2.5-pro").status == 200);
  check_error(world.ask("DELETE", "/admin/models/gemini-2.5-pro"), 404);
  check_error(world.ask("POST", "/admin/models", "{}"), 422, "id");
  check_error(world.ask("POST", "/admin/models", "{\"id\":\"m\",\"category\":\"Ultra\"}"), 422, "category");
  check_error(world.ask("POST", "/admin/models", "{\"id\":\"m\",\"daily_quota\":-1}"), 422, "daily_quota");
  check_error(world.ask("POST", "/admin/models", "{\"id\":\"m\",\"aliases\":[1]}"), 422, "aliases");
}

TEST_CASE("E1: settings are told with their rules, and a change is in effect when it is answered") {
  World world(",\"MAX_ATTEMPTS\":\"9\"");
  Json list(world.ask("GET", "/admin/config").body);
  CHECK(list["settings"].count() == std::size(store::settings));
  const json::Value attempts = list.with(list["settings"], "name", "max_attempts");
  CHECK(list.text(attempts["value"]) == "9");
  CHECK(list.text(attempts["default"]) == "9");
  CHECK(list.text(attempts["kind"]) == "number");
  CHECK(list.number(attempts["min"]) == 1);
  CHECK(list.number(attempts["max"]) == 20);
  CHECK(!list.text(attempts["description"]).empty());
  const json::Value rotation = list.with(list["settings"], "name", "rotation_strategy");
  CHECK(rotation["words"].count() == 4);
  CHECK(list.text(list.with(list["settings"], "name", "safety_default")["words"].at(0)).empty());

  const Answer changed =
      world.ask("POST", "/admin/config",
                "{\"max_attempts\":3,\"rotation_strategy\":\"random\",\"enable_usage_tracking\":false,"
                "\"model_aliases\":{\"best\": \"gemini-2.5-pro\"}}");
  CHECK(changed.status == 200);
  Json after(changed.body);
  CHECK(after.text(after.with(after["settings"], "name", "max_attempts")["value"]) == "3");
  CHECK(after.text(after.with(after["settings"], "name", "enable_usage_tracking")["value"]) == "0");
  CHECK(after.number(after["version"]) > list.number(list["version"]));
  CHECK(world.config().rotation_strategy == store::Rotation::random);
  CHECK(world.db->value("SELECT value FROM pool_config WHERE key = 'model_aliases'") ==
        "{\"best\":\"gemini-2.5-pro\"}");
  CHECK(world.kv["rota:snapshot"].find("\"max_attempts\":\"3\"") != std::string::npos);

  world.ask("POST", "/admin/config", "{\"max_attempts\":null}");
  CHECK(world.config().max_attempts == 9);
}

TEST_CASE("H19: names that other pools have for a setting are taken, with a note") {
  World world;
  const auto set = [&world](const char* body, const char* name, Bytes value) {
    INFO(body);
    const Answer answer = world.ask("POST", "/admin/config", body);
    REQUIRE(answer.status == 200);
    Json after(answer.body);
    CHECK(after.text(after.with(after["settings"], "name", name)["value"]) == value);
    return after["notes"].count();
  };
  CHECK(set(R"({"load_balance_strategy":"least_used"})", "rotation_strategy", "least_used") == 1);
  CHECK(set(R"({"default_model_name":"gemini-2.5-flash"})", "default_model", "gemini-2.5-flash") == 1);
  CHECK(set(R"({"request_timeout":"45"})", "request_timeout_ms", "45000") == 1);
  CHECK(set(R"({"request_timeout":30})", "request_timeout_ms", "30000") == 1);
  CHECK(set(R"({"max_retries":3})", "max_attempts", "4") == 1);
  CHECK(set(R"({"thinking_enabled":true})", "thinking_default", "auto") == 1);
  CHECK(set(R"({"thinking_enabled":"true","thinking_budget":"4096"})", "thinking_default", "4096") == 2);
  CHECK(set(R"({"thinking_budget":-1,"thinking_enabled":true})", "thinking_default", "auto") == 2);
  CHECK(set(R"({"thinking_budget":8192,"thinking_enabled":false})", "thinking_default", "off") == 2);
  CHECK(set(R"({"thinking_budget":0})", "thinking_default", "0") == 1);
  CHECK(set(R"({"rate_limit_requests":60,"rate_limit_window":30})", "client_requests_per_minute", "120") == 2);
  CHECK(set(R"({"rate_limit_requests":"7"})", "client_requests_per_minute", "7") == 1);
  CHECK(set(R"({"proQuota":50,"flashQuota":1500})", "flash_daily_quota", "1500") == 2);
  CHECK(set(R"({"cooldown_hours":24})", "max_attempts", "4") == 1);
  CHECK(set(R"({"include_thoughts":true})", "include_thoughts", "on") == 0);
  CHECK(set(R"({"include_thoughts":"false","max_attempts":6})", "include_thoughts", "off") == 0);
  Json noted(world.ask("POST", "/admin/config", R"({"load_balance_strategy":"adaptive"})").body);
  CHECK(noted.text(noted["notes"].at(0)) ==
        "load_balance_strategy is called rotation_strategy here, and was set to adaptive.");
  check_error(world.ask("POST", "/admin/config", R"({"load_balance_strategy":"fastest"})"), 422, "rotation_strategy");
  check_error(world.ask("POST", "/admin/config", R"({"request_timeout":"soon"})"), 422, "request_timeout_ms");
  check_error(world.ask("POST", "/admin/config", R"({"max_retries":{}})"), 422, "max_attempts");
}

TEST_CASE("a setting that is unknown or out of range changes nothing") {
  World world;
  check_error(world.ask("POST", "/admin/config", "{\"max_attempts\":3,\"heartbeat_ms\":-1}"), 422, "heartbeat_ms");
  check_error(world.ask("POST", "/admin/config", "{\"max_attempts\":21}"), 422, "max_attempts");
  check_error(world.ask("POST", "/admin/config", "{\"max_attempts\":[3]}"), 422, "max_attempts");
  check_error(world.ask("POST", "/admin/config", "{\"speed\":3}"), 422, "speed");
  check_error(world.ask("POST", "/admin/config", "{\"rotation_strategy\":\"best\"}"), 422, "rotation_strategy");
  check_error(world.ask("POST", "/admin/config", "{\"max_attempts\":3,\"version\":5}"), 409, "version");
  check_error(world.ask("POST", "/admin/config", "{}"), 400);
  check_error(world.ask("POST", "/admin/config", "3"), 400);
  CHECK(world.db->value("SELECT COUNT(*) FROM pool_config WHERE standard IS NULL") == "0");
  CHECK(world.config().max_attempts == 5);
}
