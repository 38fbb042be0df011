// The desk's part of a sync: which of the upstream's models are configured, and adding those that are not.
#include "admin/admin_testing.h"
#include "store/snapshot.h"

using namespace admin_testing;

namespace {

constexpr Bytes path = "/admin/models/sync";
constexpr Bytes found =
    R"("found":[{"id":"gemini-3.1-pro","display_name":"Pro","input_token_limit":1048576,"output_token_limit":65536},)"
    R"({"id":"gemini-3.6-flash"},{"id":"gemini-embedding-001"}])";

std::string body(const std::string& more = "") { return "{" + std::string(found) + more + "}"; }

}  // namespace

TEST_CASE("B4: a sync without `add` tells and changes nothing") {
  World world;
  world.ask("POST", "/admin/models", R"({"id":"gemini-3.1-pro","daily_quota":50,"category":"Custom"})");
  Json told(world.ask("POST", path, body()).body);
  CHECK(told["models"].count() == 3);
  CHECK(told.number(told["added"]) == 0);
  CHECK(told.number(told["version"]) == world.version());
  const json::Value pro = told.with(told["models"], "id", "gemini-3.1-pro");
  CHECK(pro["configured"].is_true());
  CHECK(told.text(pro["display_name"]) == "Pro");
  CHECK(told.text(pro["category"]) == "Pro");
  CHECK(told.number(pro["input_token_limit"]) == 1048576);
  CHECK(told.number(pro["output_token_limit"]) == 65536);
  const json::Value flash = told.with(told["models"], "id", "gemini-3.6-flash");
  CHECK(!flash["configured"].is_true());
  CHECK(flash["input_token_limit"].is_null());
  CHECK(world.db->value("SELECT COUNT(*) FROM models") == "1");
}

TEST_CASE("B4: all that is missing is added, in effect at once, and what is there stays as it is") {
  World world;
  world.ask("POST", "/admin/models", R"({"id":"gemini-3.1-pro","daily_quota":50,"category":"Custom"})");
  const std::int64_t before = world.version();
  Json told(world.ask("POST", path, body(",\"add\":\"all\",\"version\":" + std::to_string(before))).body);
  CHECK(told.number(told["added"]) == 2);
  CHECK(told.number(told["version"]) > before);
  for (const json::Value model : told["models"].elements()) CHECK(model["configured"].is_true());
  Json list(world.ask("GET", "/admin/models").body);
  CHECK(list.number(list["total"]) == 3);
  CHECK(list.number(list.with(list["models"], "id", "gemini-3.1-pro")["daily_quota"]) == 50);
  CHECK(list.text(list.with(list["models"], "id", "gemini-3.1-pro")["category"]) == "Custom");
  CHECK(list.text(list.with(list["models"], "id", "gemini-3.6-flash")["category"]) == "Flash");
  CHECK(list.text(list.with(list["models"], "id", "gemini-embedding-001")["category"]) == "Custom");
  CHECK(list.with(list["models"], "id", "gemini-3.6-flash")["daily_quota"].is_null());
  CHECK(world.kv[std::string(store::snapshot_name)].find("gemini-3.6-flash") != std::string::npos);
  // Once more: nothing is left to add, and nothing has changed.
  Json again(world.ask("POST", path, body(R"(,"add":"all")")).body);
  CHECK(again.number(again["added"]) == 0);
  CHECK(again.number(again["version"]) == told.number(told["version"]));
}

TEST_CASE("B4: what is configured and the upstream no longer lists is told: models, aliases, the default") {
  World world;
  world.ask("POST", "/admin/models", R"({"id":"gemini-3.1-pro"})");
  world.ask("POST", "/admin/models", R"({"id":"gemini-1.5-pro"})");
  world.ask("POST", "/admin/config",
            R"({"default_model":"gemini-1.0-pro","model_aliases":"{\"old\":\"gemini-1.5-flash\",)"
            R"(\"new\":\"models/gemini-3.6-flash\"}"})");
  Json told(world.ask("POST", path, body()).body);
  REQUIRE(told["unlisted"].count() == 3);
  CHECK(told.with(told["unlisted"], "id", "gemini-1.5-pro")["alias"].is_null());
  CHECK(told.with(told["unlisted"], "id", "gemini-1.0-pro")["alias"].is_null());
  CHECK(told.text(told.with(told["unlisted"], "id", "gemini-1.5-flash")["alias"]) == "old");
}

TEST_CASE("B4: some are added by name") {
  World world;
  Json told(world.ask("POST", path, body(R"(,"add":["gemini-3.6-flash","gemini-3.6-flash"])")).body);
  CHECK(told.number(told["added"]) == 1);
  CHECK(told.with(told["models"], "id", "gemini-3.6-flash")["configured"].is_true());
  CHECK(!told.with(told["models"], "id", "gemini-3.1-pro")["configured"].is_true());
  check_error(world.ask("POST", path, body(R"(,"add":["gemini-9"])")), 422, "add");
  check_error(world.ask("POST", path, body(R"(,"add":"some")")), 422, "add");
  check_error(world.ask("POST", path, body(R"(,"add":[7])")), 422, "add");
  check_error(world.ask("POST", path, body(R"(,"add":"all","version":7)")), 409, "version");
  CHECK(world.db->value("SELECT COUNT(*) FROM models") == "1");
}

TEST_CASE("F9: a list that is none, too long, or full of what no model can be called") {
  World world;
  check_error(world.ask("POST", path, "{}"), 422, "found");
  check_error(world.ask("POST", path, R"({"found":[],"x":1})"), 422, "x");
  std::string many = R"({"add":"all","found":[)";
  for (std::size_t i = 0; i <= limits::models_synced; ++i) {
    many += (i == 0 ? "" : ",") + (R"({"id":"m)" + std::to_string(i)) + "\"}";
  }
  check_error(world.ask("POST", path, many + "]}"), 422, "found");
  const std::string odd = R"({"add":"all","found":[{},7,{"id":""},{"id":")" +
                          std::string(limits::model_name_bytes + 1, 'm') + R"("},{"id":"a"},{"id":"a"}]})";
  Json told(world.ask("POST", path, odd).body);
  CHECK(told["models"].count() == 1);
  CHECK(told.number(told["added"]) == 1);
  world.fail = "D1_ERROR: away";
  check_error(world.ask("POST", path, body()), 503);
}
