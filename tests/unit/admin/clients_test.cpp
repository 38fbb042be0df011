// The client desk: client keys are made, shown once, limited and taken away.
#include "admin/admin_testing.h"

using namespace admin_testing;

namespace {
constexpr Bytes clients_path = "/admin/keys/user";
const std::string drawn = "sk-" + std::string("5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a");

std::string hex_of(const std::string& bytes) {
  std::string hex;
  for (const char byte : bytes) {
    hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}
std::string path_of(const std::string& key) {
  return std::string(clients_path) + "/" + hex_of(digest_of(key)).substr(0, 16);
}
}  // namespace

TEST_CASE("F2: a client key is drawn, shown once and kept as its digest") {
  World world;
  const Answer made = world.ask("POST", clients_path, "{\"name\":\"laptop\"}");
  CHECK(made.status == 201);
  Json answer(made.body);
  CHECK(answer.text(answer["key"]) == drawn);
  CHECK(answer.text(answer["id"]) == hex_of(digest_of(drawn)).substr(0, 16));
  CHECK(answer.text(answer["hint"]) == "5a5a");
  CHECK(world.db->value("SELECT digest FROM client_keys") == hex_of(digest_of(drawn)));
  CHECK(world.kv["rota:snapshot"].find(hex_of(digest_of(drawn))) != std::string::npos);

  const std::size_t at = world.emitted.find(drawn);
  REQUIRE(at != std::string::npos);
  CHECK(world.emitted.find(drawn, at + 1) == std::string::npos);  // in that answer and nowhere else
  Json list(world.ask("GET", clients_path).body);
  CHECK(list.number(list["total"]) == 1);
  const json::Value client = list["keys"].at(0);
  CHECK(list.text(client["name"]) == "laptop");
  CHECK(list.text(client["hint"]) == "5a5a");
  CHECK(client["enabled"].is_true());
  CHECK(client["safety_enabled"].is_true());
  CHECK(client["expires_at"].is_null());
  CHECK(client["requests_per_minute"].is_null());
  CHECK(client["requests_per_day"].is_null());
  CHECK(client["tokens_per_day"].is_null());
  CHECK(client["models"].count() == 0);
  CHECK(!client["key"]);
  CHECK(!client["digest"]);
  CHECK(world.emitted.find(drawn, at + 1) == std::string::npos);
}

TEST_CASE("a client key may be given, with its limits; the same one again is 409") {
  World world;
  const std::string key = "my-own-client-key-1";
  const std::string body = "{\"key\":" + quoted(key) +
                           ",\"expires_at\":1782932500000,\"models\":[\"a\",\"b\"],\"requests_per_minute\":0,"
                           "\"requests_per_day\":5,\"tokens_per_day\":6,\"safety_enabled\":false}";
  CHECK(world.ask("POST", clients_path, body).status == 201);
  check_error(world.ask("POST", clients_path, body), 409, "key");
  Json list(world.ask("GET", clients_path).body);
  const json::Value client = list["keys"].at(0);
  CHECK(list.number(client["expires_at"]) == 1782932500000);
  CHECK(list.text(client["models"].at(1)) == "b");
  CHECK(list.number(client["requests_per_minute"]) == 0);
  CHECK(list.number(client["requests_per_day"]) == 5);
  CHECK(list.number(client["tokens_per_day"]) == 6);
  CHECK(!client["safety_enabled"].is_true());

  // null is the default again, what is not named stays.
  CHECK(
      world
          .ask("PATCH", path_of(key),
               "{\"requests_per_minute\":null,\"requests_per_day\":7,\"expires_at\":null,\"models\":[],\"name\":\"n\","
               "\"enabled\":false,\"safety_enabled\":true}")
          .status == 200);
  Json after(world.ask("GET", clients_path).body);
  const json::Value changed = after["keys"].at(0);
  CHECK(changed["requests_per_minute"].is_null());
  CHECK(after.number(changed["requests_per_day"]) == 7);
  CHECK(after.number(changed["tokens_per_day"]) == 6);
  CHECK(changed["expires_at"].is_null());
  CHECK(changed["models"].count() == 0);
  CHECK(!changed["enabled"].is_true());
  CHECK(changed["safety_enabled"].is_true());

  Json gone(world.ask("DELETE", path_of(key)).body);
  CHECK(gone.number(gone["deleted"]) == 1);
  check_error(world.ask("DELETE", path_of(key)), 404);
  check_error(world.ask("PATCH", path_of(key), "{}"), 404);
  check_error(world.ask("PATCH", "/admin/keys/user/nobody", "{}"), 404);
  CHECK(world.db->value("SELECT COUNT(*) FROM client_keys") == "0");
}

TEST_CASE("bad fields of a client key are named") {
  World world;
  check_error(world.ask("POST", clients_path, "{\"key\":\"fifteen-chars-x\"}"), 422, "key");
  check_error(world.ask("POST", clients_path, "{\"key\":\"sixteen chars ok\"}"), 422, "key");
  check_error(world.ask("POST", clients_path, "{\"key\":\"" + std::string(513, 'k') + "\"}"), 422, "key");
  check_error(world.ask("POST", clients_path, "{\"expires_at\":1782932400}"), 422, "expires_at");
  check_error(world.ask("POST", clients_path, "{\"expires_at\":\"tomorrow\"}"), 422, "expires_at");
  check_error(world.ask("POST", clients_path, "{\"models\":\"a\"}"), 422, "models");
  check_error(world.ask("POST", clients_path, "{\"models\":[\"\"]}"), 422, "models");
  check_error(world.ask("POST", clients_path, "{\"requests_per_minute\":-1}"), 422, "requests_per_minute");
  check_error(world.ask("POST", clients_path, "{\"safety_enabled\":\"off\"}"), 422, "safety_enabled");
  check_error(world.ask("POST", clients_path, "{\"rpm\":1}"), 422, "rpm");
  CHECK(world.db->value("SELECT COUNT(*) FROM client_keys") == "0");
}
