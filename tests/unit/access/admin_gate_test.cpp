// The admin gate: who is asked what, and what a visitor is shown instead.
#include "access/admin_gate.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "access/gates_testing.h"

using namespace rota;
using Decided = access::AdminDecision::Kind;
using Phase = access::AdminGatePhase;

namespace {

constexpr double now_ms = 1767323045000;
/// 32 times 'a', as a cookie's signature.
const std::string signature(32, 'a');
const std::string mac = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE";

std::string session_issued(double ago_ms) {
  access::Session session = access::begin_session(3, now_ms - ago_ms);
  Arena arena;
  return "cookie: __Host-rota_session=" + std::string(access::payload_of(session, arena)) + "." + mac + "\n";
}

struct Visit {
  explicit Visit(const std::string& head) : visitor(head) { decided = gate.begin(*visitor.head, visitor.route, directory(), now_ms).kind; }
  access::AdminDirectory directory() { return {has_admin, public_stat, Secret("open sesame"), door}; }
  Decided sign(const std::string& with) { return gate.signed_with(with, directory(), now_ms).kind; }
  Decided permit(int status) { return gate.permitted(status == 200, static_cast<std::uint16_t>(status), directory()).kind; }

  static inline bool has_admin = true;
  static inline bool public_stat = false;
  test::Visitor visitor;
  Arena arena;
  access::AdminGate gate{arena};
  access::DoorWatch door;
  Decided decided;
};

std::string get(const std::string& path, const std::string& headers = "") {
  return "GET https://rota.test" + path + "\n" + headers;
}
const std::string browser = "accept: text/html\n";
const std::string own_page = "origin: https://rota.test\n";

}  // namespace

TEST_CASE("H19 B6: the password as a bearer is believed for the desk, and permitted by the pool object for all else") {
  Visit desk(get("/admin/config", "authorization: Bearer open sesame\n"));
  CHECK(desk.decided == Decided::admit);
  CHECK(desk.gate.administrator().proof == pool::Proof::password);
  CHECK(desk.gate.entered(Kind::request_end).kind == Decided::open);

  Visit sync("POST https://rota.test/admin/models/sync\nauthorization: Bearer open sesame\n");
  CHECK(sync.gate.entered(Kind::request_end).kind == Decided::permit);
  CHECK(sync.permit(200) == Decided::open);
}

TEST_CASE("B6: a wrong password is the pool object's to count, whatever it answers") {
  for (const int status : {200, 401, 429}) {
    Visit wrong(get("/admin/config", "authorization: Bearer guess\n"));
    CHECK(wrong.decided == Decided::permit);
    CHECK(wrong.gate.administrator().proof == pool::Proof::wrong);
    CHECK(wrong.permit(status) == (status == 200 ? Decided::refuse : Decided::pass_on));
  }
}

TEST_CASE("B6: a session is checked by its signature, and renewed when it is old") {
  Visit young(get("/admin/config", session_issued(1000)));
  CHECK(young.decided == Decided::sign);
  CHECK(young.sign(signature) == Decided::admit);
  CHECK(young.gate.administrator().proof == pool::Proof::session);
  CHECK(young.gate.administrator().session.epoch == 3);

  Visit old(get("/admin/config", session_issued(11 * 3600 * 1000.0)));
  CHECK(old.sign(signature) == Decided::sign);
  CHECK(old.gate.phase() == Phase::renewing);
  CHECK(old.sign(signature) == Decided::admit);
  CHECK(!old.gate.administrator().set_cookie.empty());

  Visit forged(get("/admin/config", session_issued(1000)));
  CHECK(forged.sign(std::string(32, 'b')) == Decided::refuse);
  CHECK(forged.gate.cookie().find("Max-Age=0") != Bytes::npos);

  Visit unsure(get("/admin/config", session_issued(1000)));
  CHECK(unsure.gate.unsigned_by_host().failure.status == 503);
}

TEST_CASE("F2: a session changes nothing for another origin's page") {
  Visit foreign("POST https://rota.test/admin/config\norigin: https://evil.test\n" + session_issued(1000));
  CHECK(foreign.sign(signature) == Decided::refuse);
  Visit own("POST https://rota.test/admin/config\n" + own_page + session_issued(1000));
  CHECK(own.sign(signature) == Decided::admit);
  CHECK(Visit("POST https://rota.test/admin/login\norigin: https://evil.test\n").decided == Decided::refuse);
  CHECK(Visit("POST https://rota.test/admin/login\n" + own_page).decided == Decided::admit);
}

TEST_CASE("B6: a browser without a session sees the way in, a program hears 401") {
  CHECK(Visit(get("/admin", browser)).decided == Decided::redirect);
  CHECK(Visit(get("/login")).decided == Decided::panel);
  CHECK(Visit(get("/admin")).decided == Decided::refuse);
  CHECK(Visit(get("/admin/config", browser)).decided == Decided::refuse);
  CHECK(Visit(get("/admin/assets/a.js")).decided == Decided::file);
}

TEST_CASE("B6: a page is shown once the session still holds, else the way in") {
  for (const int status : {200, 401, 429}) {
    Visit page(get("/admin", browser + session_issued(1000)));
    REQUIRE(page.sign(signature) == Decided::admit);
    REQUIRE(page.gate.entered(Kind::request_end).kind == Decided::permit);
    CHECK(page.permit(status) == (status == 200   ? Decided::panel
                                  : status == 401 ? Decided::redirect
                                                  : Decided::pass_on));
  }
  Visit login(get("/login", session_issued(1000)));
  REQUIRE(login.sign(signature) == Decided::admit);
  REQUIRE(login.gate.entered(Kind::request_end).kind == Decided::permit);
  CHECK(login.permit(200) == Decided::redirect);
}

TEST_CASE("A4: what everybody may see needs no session") {
  Visit::public_stat = true;
  CHECK(Visit(get("/stat")).decided == Decided::panel);
  Visit guest(get("/stat.json"));
  CHECK(guest.decided == Decided::admit);
  CHECK(guest.gate.administrator().guest);
  CHECK(guest.gate.entered(Kind::request_end).kind == Decided::open);
  CHECK(Visit("POST https://rota.test/stat.json\n").decided == Decided::refuse);
  Visit::public_stat = false;
  CHECK(Visit(get("/stat.json")).decided == Decided::refuse);
}

TEST_CASE("without its secrets there is no administration, and a page says so") {
  Visit::has_admin = false;
  CHECK(Visit(get("/admin", browser)).decided == Decided::page);
  CHECK(Visit(get("/admin/config", "authorization: Bearer open sesame\n")).decided == Decided::refuse);
  Visit::has_admin = true;
}

TEST_CASE("A4 H19: what everybody may see needs no administration either, and nothing else is seen without it") {
  Visit::has_admin = false;
  Visit::public_stat = true;
  CHECK(Visit(get("/stat", browser)).decided == Decided::panel);
  CHECK(Visit(get("/admin/assets/panel-0123.js")).decided == Decided::file);
  for (const char* headers : {"", "authorization: Bearer open sesame\n", "cookie: rota_session=x\n"}) {
    Visit guest(get("/stat.json", headers));
    CHECK(guest.decided == Decided::admit);
    CHECK(guest.gate.administrator().guest);
    CHECK(guest.gate.administrator().proof == pool::Proof::none);
    CHECK(guest.gate.entered(Kind::request_end).kind == Decided::open);
  }
  for (const std::string& closed : {get("/admin", browser), get("/status"), get("/admin/config"), get("/login", browser),
                                    std::string("POST https://rota.test/stat.json\n"),
                                    std::string("POST https://rota.test/admin/login\n")}) {
    INFO(closed);
    const Decided decided = Visit(closed).decided;
    CHECK((decided == Decided::refuse || decided == Decided::page));
  }
  Visit::public_stat = false;
  CHECK(Visit(get("/admin/assets/panel-0123.js")).decided == Decided::refuse);
  CHECK(Visit(get("/stat.json")).decided == Decided::refuse);
  Visit::has_admin = true;
}

TEST_CASE("D3: an address that guesses is not listened to until the minute ends") {
  Visit visit(get("/admin/config", "authorization: Bearer open sesame\n"));
  const std::uint64_t network = visit.gate.network();
  for (std::uint32_t i = 0; i < limits::refusals_per_minute; ++i) visit.door.count_refusal(network, now_ms);
  access::AdminGate next(visit.arena);
  const auto decision = next.begin(*visit.visitor.head, visit.visitor.route, visit.directory(), now_ms);
  CHECK(decision.kind == Decided::refuse);
  CHECK(decision.failure.status == 429);
  CHECK(decision.failure.retry_after_ms > 0);
}
