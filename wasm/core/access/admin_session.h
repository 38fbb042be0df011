// Admin session: what a session's cookie says, how long it holds, and whose requests may use it.
// Knows the cookie's format and the rule of origins; refuses to know the key that signs (the host) and which epoch holds
// (the pool object).
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "http/head.h"

namespace rota::access {

/// Times in ms since 1970.
struct Session {
  double issued_ms = 0;
  double expires_ms = 0;
  double login_ms = 0;     ///< when the password was given
  std::int64_t epoch = 0;  ///< logging out everywhere begins a new one
};

/// A cookie's value, taken apart: "v1.issued.expires.login.epoch.mac".
struct SessionCookie {
  Session session;
  Bytes payload;  ///< all before the last dot: what is signed
  Bytes mac;      ///< base64url
};

/// The session of somebody who has just given the password.
[[nodiscard]] Session begin_session(std::int64_t epoch, double now_ms);
/// Old enough to be issued anew, and not so old that the password must be given again.
[[nodiscard]] bool is_renewal_due(const Session& session, double now_ms);
[[nodiscard]] Session renew_session(const Session& session, double now_ms);
/// Issued by now (clocks may differ by a minute), and not over.
[[nodiscard]] bool is_in_force(const Session& session, double now_ms);

/// Whether the request came by https. There the cookie is named so that no other host and no page of http can set it
/// (the prefix __Host-, RFC 6265bis); on http, which is for localhost, browsers take no such name, and elsewhere they keep
/// no Secure cookie at all, so that nobody can log in.
[[nodiscard]] bool is_https(const http::RequestHead& head);
/// The value of the request's session cookie, or empty. A view into the headers.
[[nodiscard]] Bytes session_cookie(const http::RequestHead& head);
/// Takes the value apart; false for anything that payload_of() cannot have begun. Says nothing of the signature.
[[nodiscard]] bool read_session(Bytes value, SessionCookie& out);
[[nodiscard]] Bytes payload_of(const Session& session, Arena& arena);
/// What the host is to sign. The password is part of it, so another password voids every session.
[[nodiscard]] Secret text_to_sign(Bytes payload, Secret password, Arena& arena);
/// Compares in constant time. `signature`: the host's 32 bytes.
[[nodiscard]] bool is_signed(const SessionCookie& cookie, Bytes signature);

/// The value of Set-Cookie: for this session, or for none any more.
[[nodiscard]] Bytes set_cookie(const Session& session, Bytes signature, bool https, Arena& arena);
[[nodiscard]] Bytes clear_cookie(bool https, Arena& arena);

/// What stands in `Authorization`, with or without `Bearer` before it, decoded (http/head.h, extended_value). Empty: nothing,
/// or another login (Basic).
[[nodiscard]] Secret bearer(const http::RequestHead& head, Arena& arena);
/// A request that changes nothing, by its method.
[[nodiscard]] bool is_reading(Bytes method);
/// Sent by a page of the request's own origin, as the browser says: `Origin`, or without it `Sec-Fetch-Site`.
[[nodiscard]] bool is_from_own_page(const http::RequestHead& head);
/// Sent by a page of another origin, as the browser says. What no browser sent is from no page at all.
[[nodiscard]] bool is_from_foreign_page(const http::RequestHead& head);

}  // namespace rota::access
