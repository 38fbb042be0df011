// The model desk and the config desk: models are offered, settings edited, and both take effect.
#include "admin_testing.h"

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
  CHECK(world.pool->config().rotation_strategy == store::Rotation::random);
  CHECK(world.db.value("SELECT value FROM pool_config WHERE key = 'model_aliases'") == "{\"best\":\"gemini-2.5-pro\"}");
  CHECK(world.kv["rota:snapshot"].find("\"max_attempts\":\"3\"") != std::string::npos);

  world.ask("POST", "/admin/config", "{\"max_attempts\":null}");
  CHECK(world.pool->config().max_attempts == 9);
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
  CHECK(world.db.value("SELECT COUNT(*) FROM pool_config") == "0");
  CHECK(world.pool->config().max_attempts == 5);
}
