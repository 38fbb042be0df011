// Cookies and origins; see admin_session.h.
#include "access/admin_session.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/time.h"

namespace rota::access {

namespace {

constexpr Bytes cookie_names[] = {"rota_session", "__Host-rota_session"};  // on http, on https
constexpr Bytes cookie_version = "v1";
constexpr double clock_skew_ms = minute_ms;

bool read_number(Bytes& rest, std::uint64_t& out) { return text::parse_unsigned(text::split(rest, '.'), out); }

/// One spelling, or a browser would keep the cookie that it is told to forget.
Bytes cookie_with(Bytes value, std::int64_t age_s, bool https, Arena& arena) {
  return arena.join(cookie_names[https ? 1 : 0], "=", value, "; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=",
                    text::decimal(arena, age_s));
}

double least(double a, double b) { return a < b ? a : b; }

}  // namespace

Session begin_session(std::int64_t epoch, double now_ms) {
  return {now_ms, now_ms + limits::session_ms, now_ms, epoch};
}

bool is_renewal_due(const Session& session, double now_ms) {
  return now_ms - session.issued_ms >= limits::session_renew_ms &&
         session.expires_ms < session.login_ms + limits::session_whole_ms;
}

Session renew_session(const Session& session, double now_ms) {
  Session renewed = session;
  renewed.issued_ms = now_ms;
  renewed.expires_ms = least(now_ms + limits::session_ms, session.login_ms + limits::session_whole_ms);
  return renewed;
}

bool is_in_force(const Session& session, double now_ms) {
  return session.issued_ms <= now_ms + clock_skew_ms && now_ms < session.expires_ms &&
         session.expires_ms <= session.issued_ms + limits::session_ms;
}

bool is_https(const http::RequestHead& head) { return text::starts_with(head.origin, "https://"); }

Bytes session_cookie(const http::RequestHead& head) {
  const Bytes cookie_name = cookie_names[is_https(head) ? 1 : 0];
  Bytes cookies = http::find(head.headers, "cookie");
  while (!cookies.empty()) {
    Bytes value = text::trim(text::split(cookies, ';'));
    if (text::split(value, '=') == cookie_name) return value;
  }
  return {};
}

bool read_session(Bytes value, SessionCookie& out) {
  const std::size_t dot = value.rfind('.');
  if (dot == Bytes::npos) return false;
  Bytes rest = value.substr(0, dot);
  std::uint64_t issued = 0;
  std::uint64_t expires = 0;
  std::uint64_t login = 0;
  std::uint64_t epoch = 0;
  if (text::split(rest, '.') != cookie_version) return false;
  if (!read_number(rest, issued) || !read_number(rest, expires) || !read_number(rest, login)) return false;
  if (!text::parse_unsigned(rest, epoch)) return false;
  out.session = {static_cast<double>(issued), static_cast<double>(expires), static_cast<double>(login),
                 static_cast<std::int64_t>(epoch)};
  out.payload = value.substr(0, dot);
  out.mac = value.substr(dot + 1);
  return true;
}

Bytes payload_of(const Session& session, Arena& arena) {
  const auto number = [&arena](double ms) { return text::decimal(arena, static_cast<std::int64_t>(ms)); };
  return arena.join(cookie_version, ".", number(session.issued_ms), ".", number(session.expires_ms), ".",
                    number(session.login_ms), ".", text::decimal(arena, session.epoch));
}

Secret text_to_sign(Bytes payload, Secret password, Arena& arena) {
  return Secret(arena.join(payload, "\n", password.reveal()));
}

bool is_signed(const SessionCookie& cookie, Bytes signature) {
  Buffer mac;
  append_base64url(mac, signature);
  return !signature.empty() && text::constant_time_equal(cookie.mac, mac.view());
}

Bytes set_cookie(const Session& session, Bytes signature, bool https, Arena& arena) {
  Buffer mac;
  append_base64url(mac, signature);
  const auto seconds = static_cast<std::int64_t>((session.expires_ms - session.issued_ms) / 1000);
  return cookie_with(arena.join(payload_of(session, arena), ".", mac.view()), seconds, https, arena);
}

Bytes clear_cookie(bool https, Arena& arena) { return cookie_with({}, 0, https, arena); }

Secret bearer(const http::RequestHead& head, Arena& arena) {
  const Bytes value = text::trim(http::find(head.headers, "authorization"));
  // A proxy's own login in front of the Worker is nobody's password here.
  if (text::istarts_with(value, "basic ")) return {};
  const bool named = text::istarts_with(value, "bearer ");
  return Secret(http::extended_value(named ? text::trim(value.substr(7)) : value, arena));
}

bool is_reading(Bytes method) { return method == "GET" || method == "HEAD"; }

bool is_from_own_page(const http::RequestHead& head) {
  const Bytes origin = text::trim(http::find(head.headers, "origin"));
  if (!origin.empty()) return text::iequals(origin, head.origin);
  return http::find(head.headers, "sec-fetch-site") == "same-origin";
}

bool is_from_foreign_page(const http::RequestHead& head) {
  const bool says_whose = !http::find(head.headers, "origin").empty() || !http::find(head.headers, "sec-fetch-site").empty();
  return says_whose && !is_from_own_page(head);
}

}  // namespace rota::access
