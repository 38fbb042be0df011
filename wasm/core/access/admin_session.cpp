// Cookies and origins; see admin_session.h.
#include "access/admin_session.h"

#include "base/base64.h"
#include "base/limits.h"
#include "base/text.h"

namespace rota::access {

namespace {

constexpr Bytes cookie_name = "rota_session";
constexpr Bytes version = "v1";
constexpr double clock_skew_ms = 60 * 1000.0;

bool read_number(Bytes& rest, std::uint64_t& out) { return text::parse_unsigned(text::split(rest, '.'), out); }

/// One spelling, or a browser would keep the cookie that it is told to forget.
Bytes cookie_with(Bytes value, std::int64_t age_s, Arena& arena) {
  return arena.join(cookie_name, "=", value, "; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=",
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

Bytes session_cookie(const http::Headers& headers) {
  Bytes cookies = http::find(headers, "cookie");
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
  if (text::split(rest, '.') != version) return false;
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
  return arena.join(version, ".", number(session.issued_ms), ".", number(session.expires_ms), ".",
                    number(session.login_ms), ".", text::decimal(arena, session.epoch));
}

Bytes text_to_sign(Bytes payload, Bytes password, Arena& arena) { return arena.join(payload, "\n", password); }

bool is_signed(const SessionCookie& cookie, Bytes signature) {
  Buffer mac;
  append_base64url(mac, signature);
  return !signature.empty() && text::constant_time_equal(cookie.mac, mac.view());
}

Bytes set_cookie(const Session& session, Bytes signature, Arena& arena) {
  Buffer mac;
  append_base64url(mac, signature);
  const auto seconds = static_cast<std::int64_t>((session.expires_ms - session.issued_ms) / 1000);
  return cookie_with(arena.join(payload_of(session, arena), ".", mac.view()), seconds, arena);
}

Bytes clear_cookie(Arena& arena) { return cookie_with({}, 0, arena); }

Bytes bearer(const http::RequestHead& head) {
  const Bytes value = text::trim(http::find(head.headers, "authorization"));
  return text::iequals(value.substr(0, 7), "bearer ") ? text::trim(value.substr(7)) : Bytes{};
}

bool is_reading(Bytes method) { return method == "GET" || method == "HEAD"; }

bool is_from_own_page(const http::RequestHead& head) {
  const Bytes origin = text::trim(http::find(head.headers, "origin"));
  if (!origin.empty()) return text::iequals(origin, head.origin);
  return http::find(head.headers, "sec-fetch-site") == "same-origin";
}

bool is_from_foreign_page(const http::RequestHead& head) {
  const bool told = !http::find(head.headers, "origin").empty() || !http::find(head.headers, "sec-fetch-site").empty();
  return told && !is_from_own_page(head);
}

}  // namespace rota::access
