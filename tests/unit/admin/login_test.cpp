// The login desk and its watch: the password opens, guessing is slow, and an eviction forgets nothing (B6, F2).
#include "access/admin_session.h"
#include "admin/admin_testing.h"

using namespace admin_testing;

namespace {

constexpr const char* settings = ",\"ADMIN_PASSWORD\":\" open sesame \",\"SESSION_SECRET_KEY\":\"s\"";

Answer log_in(World& world, const std::string& password, std::uint64_t address = 1) {
  world.caller = {};
  world.caller.sender.address = address;
  return world.ask("POST", "/admin/login", "{\"password\":" + quoted(password) + "}");
}

Answer with(World& world, pool::Proof proof, std::uint64_t address = 1, std::int64_t epoch = 0) {
  world.caller = {};
  world.caller.sender.proof = proof;
  world.caller.sender.address = address;
  world.caller.sender.epoch = epoch;
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

TEST_CASE("B6: whether somebody may go on is told as the desk's own requests would be, and counts alike") {
  World world(settings);
  CHECK(world.permits({pool::Proof::password, 1, 0}));
  CHECK(world.refusal.status == 0);
  CHECK(world.permits({pool::Proof::session, 1, 0}));
  CHECK_FALSE(world.permits({pool::Proof::session, 1, 1}));
  check_error(world.refusal, 401);
  CHECK(has(world.refusal, "www-authenticate: Bearer"));
  for (std::uint32_t i = 0; i < limits::login_failures; ++i) CHECK_FALSE(world.permits({pool::Proof::wrong, 2, 0}));
  check_error(world.refusal, 401);
  CHECK_FALSE(world.permits({pool::Proof::password, 2, 0}));
  check_error(world.refusal, 429);
  CHECK(has(world.refusal, "retry-after: 60"));
  check_error(with(world, pool::Proof::password, 2), 429);
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
  world.caller.sender.proof = pool::Proof::session;
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

TEST_CASE("B6: a plain logout ends that session everywhere, and no other") {
  World world(settings);
  const auto session = [&](double login_ms, const char* method = "GET", const char* path = "/admin/session") {
    world.caller = {};
    world.caller.sender.proof = pool::Proof::session;
    world.caller.sender.login_ms = login_ms;
    return world.ask(method, path);
  };
  CHECK(session(noon_ms - 5).status == 200);
  CHECK(session(noon_ms - 5, "POST", "/admin/logout").status == 200);
  check_error(session(noon_ms - 5), 401);  // a copy of the cookie, in whatever isolate
  CHECK(session(noon_ms - 4).status == 200);
  world.restart();
  check_error(session(noon_ms - 5), 401);
  CHECK(session(noon_ms - 6).status == 200);
  CHECK(log_in(world, "open sesame").status == 200);
}

TEST_CASE("B6: logouts past what is remembered end the older sessions too, and none comes back") {
  admin::LoginWatch watch;
  constexpr double most = limits::sessions_ended;
  for (double i = 1; i <= most; ++i) watch.end_session(noon_ms + i, noon_ms + i);
  CHECK(!watch.has_ended(noon_ms));
  CHECK(watch.has_ended(noon_ms + 1));
  CHECK(!watch.has_ended(noon_ms + most + 2));
  watch.end_session(noon_ms + most + 1, noon_ms + most + 1);
  CHECK(watch.has_ended(noon_ms));  // older than the one that was forgotten
  for (double i = 1; i <= most + 1; ++i) CHECK(watch.has_ended(noon_ms + i));
  CHECK(!watch.has_ended(noon_ms + most + 2));
  Buffer row;
  watch.save(row);
  admin::LoginWatch restored;
  Arena arena;
  json::Reader reader;
  REQUIRE(restored.load(row.view(), reader, arena));
  CHECK(restored.has_ended(noon_ms));
  CHECK(restored.has_ended(noon_ms + most));
  CHECK(!restored.has_ended(noon_ms + most + 2));
  // A week later all of them are over by themselves, and their places are free.
  watch.end_session(noon_ms + 8 * day_ms, noon_ms + 8 * day_ms);
  CHECK(!watch.has_ended(noon_ms + 8 * day_ms - 1));
}

TEST_CASE("B6: the password that comes along once more is counted as a login's, against the session") {
  World world(settings);
  const auto exported = [&](pool::Confirmation confirmation, pool::Proof proof, double login_ms, std::uint64_t address) {
    world.caller = {};
    world.caller.sender.proof = proof;
    world.caller.sender.address = address;
    world.caller.sender.login_ms = login_ms;
    world.caller.confirmation = confirmation;
    return world.ask("GET", "/admin/keys/export", {}, "reveal=1");
  };
  using pool::Confirmation;
  using pool::Proof;
  check_error(exported(Confirmation::none, Proof::session, noon_ms, 1), 403);
  for (std::uint32_t i = 0; i < limits::login_failures; ++i) {
    check_error(exported(Confirmation::wrong, Proof::session, noon_ms, 1), 403);
  }
  const Answer waits = exported(Confirmation::wrong, Proof::session, noon_ms, 2);
  check_error(waits, 429);
  CHECK(has(waits, "retry-after: 60\n"));
  check_error(exported(Confirmation::right, Proof::session, noon_ms, 1), 429);
  CHECK(exported(Confirmation::right, Proof::session, noon_ms - 1, 1).status == 200);  // another's session
  CHECK(exported(Confirmation::none, Proof::session, noon_ms, 1).status == 403);       // which still holds
  check_error(exported(Confirmation::wrong, Proof::password, 0, 3), 403);
  world.pass(minute_ms);
  CHECK(exported(Confirmation::right, Proof::session, noon_ms, 1).status == 200);
}

TEST_CASE("F2: however many addresses guess, a session and a known address go on") {
  World world(settings);
  CHECK(log_in(world, "open sesame", 7).status == 200);
  for (std::uint64_t i = 0; i < 900; ++i) static_cast<void>(log_in(world, "wrong", 1000 + i));
  check_error(log_in(world, "open sesame", 9), 429);
  CHECK(log_in(world, "open sesame", 7).status == 200);
  CHECK(with(world, pool::Proof::password, 7).status == 200);
  CHECK(with(world, pool::Proof::session, 9).status == 200);
  world.caller = {};
  world.caller.sender = {pool::Proof::session, 9, 0, noon_ms - 1};
  world.caller.confirmation = pool::Confirmation::right;
  CHECK(world.ask("GET", "/admin/keys/export", {}, "reveal=1").status == 200);
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
