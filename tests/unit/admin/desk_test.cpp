// The desk itself: routes, turns of writers, questions that fail, and what is shown of the pool as a whole.
#include "admin/routes.h"
#include "admin/admin_testing.h"
#include "pool/object_actions.h"
#include "base/version.h"

using namespace admin_testing;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("unknown routes are 404, known ones with another method 405 with Allow") {
  World world;
  for (const Bytes path : {"/admin", "/admin/keys", "/admin/keys/gemini/a/b", "/admin/keys/gemini//reset", "/statusx",
                           "/admin/keys/user/a/b"}) {
    check_error(world.ask("GET", path), 404);
  }
  check_error(world.ask("PUT", "/admin/keys/gemini"), 405);
  CHECK(world.ask("PUT", "/admin/keys/gemini").allow == "GET, POST, PATCH, DELETE");
  CHECK(world.ask("GET", "/admin/keys/gemini/0123456789abcdef").allow == "PATCH, DELETE");
  CHECK(world.ask("GET", "/admin/keys/gemini/0123456789abcdef/reset").allow == "POST");
  CHECK(world.ask("GET", "/admin/models/a/b").allow == "DELETE");
  CHECK(world.ask("DELETE", "/metrics").allow == "GET");
  CHECK(world.ask("GET", "/admin/keys/gemini/").status == 200);
}

TEST_CASE("a body past the bound is refused before it is read") {
  World world;
  check_error(world.ask("POST", "/admin/keys/import", std::string(limits::admin_body_bytes + 1, 'x')), 413);
}

TEST_CASE("D1 away: 503 for what only D1 knows, and the next request works") {
  World world;
  world.fail = "D1_ERROR: no such thing, AIzaFAKE-canary-000001";
  const Answer answer = world.ask("GET", "/admin/keys/user");
  check_error(answer, 503);
  CHECK_THAT(answer.body, ContainsSubstring("D1"));
  CHECK(answer.body.find("FAKE") == std::string::npos);
  check_error(world.ask("POST", "/admin/config", "{\"max_attempts\":3}"), 503);
  check_error(world.ask("GET", "/admin/stats"), 503);
  check_error(world.ask("POST", "/admin/keys/user", "{}"), 503);
  world.fail.clear();
  CHECK(world.ask("POST", "/admin/config", "{\"max_attempts\":3}").status == 200);
  CHECK(world.ask("GET", "/status").status == 200);
}

TEST_CASE("without SESSION_SECRET_KEY no key is stored, and the answer says what to set") {
  World world;
  world.secret_set = false;
  const Answer answer = world.ask("POST", "/admin/keys/gemini", "{\"key\":" + quoted(fake_key(1)) + "}");
  check_error(answer, 503);
  CHECK_THAT(answer.body, ContainsSubstring("SESSION_SECRET_KEY"));
  check_error(world.ask("POST", "/admin/keys/import", fake_key(1)), 503);
  CHECK(world.db->value("SELECT COUNT(*) FROM api_keys") == "0");
}

TEST_CASE("writers take turns: of two changes on one version the second is refused") {
  World world;
  const std::uint32_t first = world.begin("POST", "/admin/config", "{\"max_attempts\":3,\"version\":0}");
  const std::uint32_t second = world.begin("POST", "/admin/config", "{\"max_attempts\":4,\"version\":0}");
  const std::uint32_t reader = world.begin("GET", "/admin/keys/gemini");
  CHECK(world.questions.size() == 2);  // the second writer has not begun
  world.pump();
  CHECK(world.answers[first].status == 200);
  CHECK(world.answers[second].status == 409);
  CHECK(world.answers[reader].status == 200);
  CHECK(world.config().max_attempts == 3);
}

TEST_CASE("a change is answered once it is in effect, even while the pool is loading already") {
  World world;
  world.tell(event::configure("{\"bindings\":\"DB, CONFIG_KV\"}"));
  const std::uint32_t call = world.begin("POST", "/admin/config", "{\"max_attempts\":3}");
  REQUIRE(world.questions.size() == 3);  // D1 and KV for the load, then the change
  std::swap(world.questions[1], world.questions[2]);
  while (world.answers.count(call) == 0) {
    REQUIRE(!world.questions.empty());
    world.answer_one();
  }
  CHECK(world.config().max_attempts == 3);
  CHECK_THAT(world.answers[call].body, ContainsSubstring("\"name\":\"max_attempts\",\"value\":\"3\""));
}

TEST_CASE("more operations at once than the desk holds: 429, and none is lost") {
  World world;
  std::vector<std::uint32_t> calls;
  for (std::size_t i = 0; i < limits::admin_operations; ++i) calls.push_back(world.begin("GET", "/admin/keys/gemini"));
  const std::uint32_t refused = world.begin("GET", "/admin/keys/gemini");
  check_error(world.answers[refused], 429);
  world.pump();
  for (const std::uint32_t call : calls) CHECK(world.answers[call].status == 200);
  CHECK(world.ask("GET", "/admin/keys/gemini").status == 200);
}

TEST_CASE("writers in a row each get their turn, and a pool may end with operations under way") {
  World world;
  std::vector<std::uint32_t> calls;
  for (int i = 0; i < 10; ++i) {
    calls.push_back(
        world.begin("POST", "/admin/keys/user", "{\"key\":\"client-key-number-" + std::to_string(i) + "\"}"));
  }
  world.pump();
  for (const std::uint32_t call : calls) CHECK(world.answers[call].status == 201);
  CHECK(world.db->value("SELECT COUNT(*) FROM client_keys") == "10");
  world.begin("POST", "/admin/keys/user", "{}");
  world.begin("POST", "/admin/keys/user", "{}");
}

TEST_CASE("answers that nobody asked for are ignored") {
  World world;
  const std::uint32_t call = world.begin("GET", "/admin/keys/gemini");
  world.tell(event::queried(pool::first_desk_token + 5, "[]"));
  world.tell(event::queried(pool::first_desk_token + 500, "[]"));
  world.tell(event::failed(4'000'000'000, "x"));
  world.pump();
  CHECK(world.answers[call].status == 200);
}

TEST_CASE("D4: the status tells keys by state, versions and times") {
  World world(",\"API_KEYS\":" + quoted(fake_key(1) + "," + fake_key(2)));
  world.report(fake_key(1), "gemini-3.1-pro", pool::Cause::key_invalid);
  world.now_ms += hour_ms;
  for (const Bytes path : {"/status", "/admin/status"}) {
    Json status(world.ask("GET", path).body);
    CHECK(status.text(status["status"]) == "ok");
    CHECK(status.text(status["version"]) == version);
    CHECK(status.number(status["started_ms"]) == static_cast<std::int64_t>(noon_ms));
    CHECK(status.number(status["uptime_ms"]) == static_cast<std::int64_t>(hour_ms));
    CHECK(status.number(status["next_reset_ms"]) == 1782975600000);
    CHECK(status.text(status["rotation_strategy"]) == "round_robin");
    CHECK(status.number(status["keys"]["total"]) == 2);
    CHECK(status.number(status["keys"]["ready"]) == 1);
    CHECK(status.number(status["keys"]["disabled"]) == 1);
  }
}

TEST_CASE("metrics are Prometheus text") {
  World world;
  const Answer answer = world.ask("GET", "/metrics");
  CHECK(answer.status == 200);
  CHECK(answer.type == "text/plain; version=0.0.4; charset=utf-8");
  CHECK_THAT(answer.body, ContainsSubstring("# TYPE rota_"));
}
