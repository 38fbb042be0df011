// Admin session: the cookie's format, its times, and the rule of origins (B6, F2).
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "access/admin_session.h"
#include "base/limits.h"

using namespace rota;
using namespace rota::access;

namespace {

constexpr double now_ms = 1782932400000;
const std::string signature(32, '\xFB');

Bytes value_of(Bytes set) { return set.substr(20, set.find(';') - 20); }

struct Sent {
  explicit Sent(const std::string& headers, const std::string& url = "https://rota.test/admin/config") {
    text = "POST " + url + "\n" + headers;
    head = http::read_request_head(text, arena).value();
  }
  std::string text;
  Arena arena;
  http::RequestHead* head;
};

}  // namespace

TEST_CASE("B6: a session's cookie is read back as it was set, and only with its signature") {
  Arena arena;
  const Session session = begin_session(7, now_ms);
  const Bytes set = set_cookie(session, signature, true, arena);
  CHECK(set == "__Host-rota_session=v1.1782932400000.1782975600000.1782932400000.7.-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s; "
               "HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=43200");
  SessionCookie cookie;
  REQUIRE(read_session(value_of(set), cookie));
  CHECK(cookie.payload == payload_of(session, arena));
  CHECK(cookie.session.epoch == 7);
  CHECK(cookie.session.expires_ms == now_ms + limits::session_ms);
  CHECK(is_signed(cookie, signature));
  CHECK(!is_signed(cookie, std::string(32, 'x')));
  CHECK(!is_signed(cookie, {}));
  cookie.mac = {};
  CHECK(!is_signed(cookie, signature));
  CHECK(!is_signed(cookie, {}));
}

TEST_CASE("B6: what is no cookie of ours is not read") {
  SessionCookie cookie;
  for (Bytes value : {Bytes(""), Bytes("x"), Bytes("v1"), Bytes("v1.1.2.3"), Bytes("v1.1.2.3.mac"), Bytes("v2.1.2.3.4.mac"),
                      Bytes("v1.-1.2.3.4.mac"), Bytes("v1.1.2.3.4.5.mac"), Bytes("v1.1.2.x.4.mac"),
                      Bytes("v1.99999999999999999999.2.3.4.mac"), Bytes("....."), Bytes("v1.....")}) {
    INFO(value);
    CHECK(!read_session(value, cookie));
  }
  CHECK(read_session("v1.1.2.3.4.mac", cookie));
}

TEST_CASE("B6: a session holds for twelve hours, is renewed after thirty minutes, and for seven days at the most") {
  const Session first = begin_session(0, now_ms);
  CHECK(is_in_force(first, now_ms));
  CHECK(is_in_force(first, now_ms + limits::session_ms - 1));
  CHECK(!is_in_force(first, now_ms + limits::session_ms));
  CHECK(is_in_force(first, now_ms - 60000));
  CHECK(!is_in_force(first, now_ms - 60001));
  Session endless = first;
  endless.expires_ms += 1;
  CHECK(!is_in_force(endless, now_ms));

  CHECK(!is_renewal_due(first, now_ms + limits::session_renew_ms - 1));
  CHECK(is_renewal_due(first, now_ms + limits::session_renew_ms));
  Session last = first;
  double at_ms = now_ms;
  int renewals = 0;
  for (; is_in_force(last, at_ms); at_ms += limits::session_renew_ms) {
    if (!is_renewal_due(last, at_ms)) continue;
    last = renew_session(last, at_ms);
    ++renewals;
  }
  CHECK(last.login_ms == now_ms);
  CHECK(last.expires_ms == now_ms + limits::session_whole_ms);
  CHECK(renewals == 312);  // every half hour until twelve hours before the end
}

TEST_CASE("F2: the password is part of what is signed") {
  Arena arena;
  CHECK(text_to_sign("v1.1.2.3.4", Secret("secret"), arena).reveal() == "v1.1.2.3.4\nsecret");
}

TEST_CASE("B6: the cookie is found among others") {
  CHECK(session_cookie(*Sent("cookie: a=b; __Host-rota_session=v1.x ; c=d\n").head) == "v1.x");
  CHECK(session_cookie(*Sent("cookie: x__Host-rota_session=no; __Host-rota_session=yes\n").head) == "yes");
  CHECK(session_cookie(*Sent("cookie: __Host-rota_sessio=no\n").head).empty());
  CHECK(session_cookie(*Sent("cookie: rota_session=of-any-host\n").head).empty());
  CHECK(session_cookie(*Sent("cookie: rota_session=yes\n", "http://localhost:8787/admin").head) == "yes");
  CHECK(session_cookie(*Sent("cookie: __Host-rota_session=no\n", "http://localhost:8787/admin").head).empty());
  CHECK(session_cookie(*Sent("").head).empty());
}

TEST_CASE("B6: on http, which is for localhost, the cookie has no prefix that browsers would refuse there") {
  Arena arena;
  CHECK(clear_cookie(false, arena) == "rota_session=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0");
  CHECK(clear_cookie(true, arena) == "__Host-rota_session=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0");
}

TEST_CASE("B6: a password of any language comes percent-encoded, or as it is") {
  Arena arena;
  const Sent encoded("authorization: Bearer UTF-8''%E5%AF%86%E7%A0%81%20-%27\n");
  CHECK(bearer(*encoded.head, arena).reveal() == "\xE5\xAF\x86\xE7\xA0\x81 -'");
  const Sent lower("authorization: bearer utf-8''p%c3%a4ss\n");
  CHECK(bearer(*lower.head, arena).reveal() == "p\xC3\xA4ss");
  const Sent plain("authorization: Bearer p\xC3\xA4ss%20word\n");
  CHECK(bearer(*plain.head, arena).reveal() == "p\xC3\xA4ss%20word");
}

TEST_CASE("B6: a bearer stands in Authorization and nowhere else") {
  Arena arena;
  CHECK(bearer(*Sent("authorization: bearer  secret \n").head, arena).reveal() == "secret");
  CHECK(bearer(*Sent("authorization: Basic secret\n").head, arena).empty());
  CHECK(bearer(*Sent("authorization: basic secret\n").head, arena).empty());
  CHECK(bearer(*Sent("authorization: se cret\n").head, arena).reveal() == "se cret");  // as older systems took it
  CHECK(bearer(*Sent("x-api-key: secret\n", "https://rota.test/?key=secret").head, arena).empty());
}

TEST_CASE("F2: only a page of the same origin changes anything") {
  const auto own = [](const std::string& headers) { return is_from_own_page(*Sent(headers).head); };
  CHECK(own("origin: https://rota.test\n"));
  CHECK(own("origin: https://rota.test\nsec-fetch-site: cross-site\n"));
  CHECK(own("sec-fetch-site: same-origin\n"));
  CHECK(!own(""));
  CHECK(!own("sec-fetch-site: same-site\n"));
  CHECK(!own("sec-fetch-site: none\n"));
  for (const char* origin : {"null", "http://rota.test", "https://rota.test:8443", "https://rota.test.evil.example",
                             "https://evil.example", "https://rota.tes", "https://a.rota.test"}) {
    INFO(origin);
    CHECK(!own(std::string("origin: ") + origin + "\nsec-fetch-site: same-origin\n"));
    CHECK(is_from_foreign_page(*Sent(std::string("origin: ") + origin + "\n").head));
  }
  CHECK(!is_from_foreign_page(*Sent("").head));
  CHECK(!is_from_foreign_page(*Sent("origin: https://rota.test\n").head));
}
