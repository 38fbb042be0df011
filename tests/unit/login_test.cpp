// The login desk and its watch: the password opens, guessing is slow, and an eviction forgets nothing (B6, F2).
#include "access/admin_session.h"
#include "admin_testing.h"

using namespace admin_testing;

namespace {

constexpr const char* settings = ",\"ADMIN_PASSWORD\":\" open sesame \",\"SESSION_SECRET_KEY\":\"s\"";
constexpr double minute_ms = 60 * 1000.0;

Answer log_in(World& world, const std::string& password, std::uint64_t address = 1) {
  world.caller = {};
  world.caller.address = address;
  return world.ask("POST", "/admin/login", "{\"password\":" + quoted(password) + "}");
}

Answer with(World& world, pool::Proof proof, std::uint64_t address = 1, std::int64_t epoch = 0) {
  world.caller = {};
  world.caller.proof = proof;
  world.caller.address = address;
  world.caller.epoch = epoch;
  return world.ask("GET", "/admin/session");
}

bool has(const Answer& answer, Bytes text) { return answer.headers.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("B6: the password is answered with a session's cookie, signed with the password") {
  World world(settings);
  const Answer answer = log_in(world, "open sesame");
  REQUIRE(answer.status == 200);
  Json body(answer.body);
  CHECK(body.number(body["expires_at"]) == static_cast<std::int64_t>(noon_ms + limits::session_ms));
  const std::string begin = "set-cookie: rota_session=";
  REQUIRE(answer.headers.rfind(begin, 0) == 0);
  const std::string value = answer.headers.substr(begin.size(), answer.headers.find(';') - begin.size());
  access::SessionCookie cookie;
  REQUIRE(access::read_session(value, cookie));
  CHECK(access::is_signed(cookie, digest_of(std::string(cookie.payload) + "\nopen sesame")));
  CHECK(cookie.session.login_ms == noon_ms);
  CHECK(cookie.session.epoch == 0);
  CHECK(!world.has_emitted("open sesame"));
}

TEST_CASE("B6: what is no password is refused: 401, 400, 422, 503") {
  World world(settings);
  check_error(log_in(world, "open sesamf"), 401);
  check_error(log_in(world, "open"), 401);
  check_error(log_in(world, ""), 422, "password");
  check_error(world.ask("POST", "/admin/login", "{}"), 422, "password");
  check_error(world.ask("POST", "/admin/login", "{\"password\":1}"), 422, "password");
  check_error(world.ask("POST", "/admin/login", "open sesame"), 400);
  world.secret_set = false;
  check_error(log_in(world, "open sesame"), 503);
  World nothing_set;
  check_error(log_in(nothing_set, "x"), 401);
}

TEST_CASE("F2: after five wrong passwords an address waits, longer each time, and an eviction forgets nothing") {
  World world(settings);
  for (int i = 0; i < 5; ++i) check_error(log_in(world, "wrong"), 401);
  const Answer refused = log_in(world, "open sesame");
  check_error(refused, 429);
  CHECK(has(refused, "retry-after: 60\n"));
  CHECK(log_in(world, "open sesame", 2).status == 200);
  world.restart();
  CHECK(log_in(world, "open sesame").status == 429);
  world.pass(minute_ms);
  check_error(log_in(world, "wrong"), 401);
  CHECK(has(log_in(world, "open sesame"), "retry-after: 120\n"));
  for (const int waited : {2, 4, 8, 15, 15}) {
    world.pass(waited * minute_ms - 1);
    CHECK(log_in(world, "wrong").status == 429);
    world.pass(1);
    CHECK(log_in(world, "wrong").status == 401);
  }
  world.pass(15 * minute_ms);
  CHECK(log_in(world, "open sesame").status == 200);
  for (int i = 0; i < 4; ++i) CHECK(log_in(world, "wrong").status == 401);
  CHECK(log_in(world, "open sesame").status == 200);  // forgiven before: these were the first
}

TEST_CASE("F2: after fifty wrong passwords in all, strangers wait, and who has known the password does not") {
  World world(settings);
  CHECK(log_in(world, "open sesame", 7).status == 200);
  CHECK(with(world, pool::Proof::password, 8).status == 200);
  for (std::uint64_t i = 0; i < 50; ++i) CHECK(log_in(world, "wrong", 100 + i % 13).status == 401);
  const Answer stranger = log_in(world, "open sesame", 9);
  check_error(stranger, 429);
  CHECK(has(stranger, "retry-after: 900\n"));
  check_error(with(world, pool::Proof::password, 9), 429);
  world.restart();
  CHECK(log_in(world, "open sesame", 9).status == 429);
  CHECK(log_in(world, "open sesame", 7).status == 200);
  CHECK(with(world, pool::Proof::password, 8).status == 200);
  CHECK(with(world, pool::Proof::session, 9).status == 200);
  world.pass(15 * minute_ms);
  CHECK(log_in(world, "open sesame", 9).status == 200);
}

TEST_CASE("F2: a bearer is watched like a login, a session is not") {
  World world(settings);
  for (int i = 0; i < 5; ++i) {
    const Answer wrong = with(world, pool::Proof::wrong);
    check_error(wrong, 401);
    CHECK(has(wrong, "www-authenticate: Bearer\n"));
  }
  check_error(with(world, pool::Proof::wrong), 429);
  check_error(with(world, pool::Proof::password), 429);
  CHECK(log_in(world, "open sesame").status == 429);
  CHECK(with(world, pool::Proof::session).status == 200);
  CHECK(with(world, pool::Proof::password, 2).status == 200);
}

TEST_CASE("B6: a session says when it ends; the password has no end") {
  World world(settings);
  Json bearer(with(world, pool::Proof::password).body);
  CHECK(bearer["expires_at"].is_null());
  CHECK(!bearer.text(bearer["version"]).empty());
  world.caller.expires_ms = noon_ms + 5;
  Json session(world.ask("GET", "/admin/session").body);
  CHECK(session.number(session["expires_at"]) == static_cast<std::int64_t>(noon_ms + 5));
}

TEST_CASE("B6: logging out clears the cookie; everywhere voids all sessions, for good") {
  World world(settings);
  world.caller.proof = pool::Proof::session;
  const Answer here = world.ask("POST", "/admin/logout");
  CHECK(here.status == 200);
  CHECK(has(here, "rota_session=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0\n"));
  CHECK(with(world, pool::Proof::session).status == 200);
  CHECK(world.ask("POST", "/admin/logout", "{\"everywhere\":false}").status == 200);
  check_error(world.ask("POST", "/admin/logout", "{\"everywhere\":7}"), 422, "everywhere");
  CHECK(with(world, pool::Proof::session).status == 200);
  CHECK(world.ask("POST", "/admin/logout", "{\"everywhere\":true}").status == 200);
  check_error(with(world, pool::Proof::session), 401);
  CHECK(with(world, pool::Proof::session, 1, 1).status == 200);
  world.restart();
  check_error(with(world, pool::Proof::session), 401);
  CHECK(log_in(world, "open sesame").headers.find(".1.") != std::string::npos);
}

TEST_CASE("F9: a stored row of another version is not taken for the watch's") {
  admin::LoginWatch watch;
  Arena arena;
  json::Reader reader;
  watch.fail(1, noon_ms);
  for (Bytes row : {Bytes(""), Bytes("{"), Bytes("[]"), Bytes("{}"), Bytes("{\"guessers\":{},\"known\":[]}")}) {
    CHECK(!watch.load(row, reader, arena));
  }
  CHECK(watch.load("{\"guessers\":[{\"address\":1},{\"address\":\"0000000000000001\",\"failures\":9,\"failed_ms\":1782932400000}],"
                   "\"known\":[]}", reader, arena));
  CHECK(watch.wait_ms(1, noon_ms) == limits::login_wait_max_ms);
  CHECK(watch.wait_ms(2, noon_ms) == 0);
}
