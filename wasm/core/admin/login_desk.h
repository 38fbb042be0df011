// Login desk: sessions begin and end here.
// Knows the password and what a session's cookie is made of; refuses to count who guesses (login_watch.h) and to let
// requests in (exchange).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// POST /admin/login {password}: 200 {expires_at} and the session's cookie. 401 for another password, 429 with
/// Retry-After while the address waits.
void log_in(Operation& operation, Step& step);
/// POST /admin/logout {everywhere}: {ok}, and the cookie is gone; with `everywhere` true every session is void at once.
void log_out(Operation& operation, Step& step);
/// GET /admin/session: {expires_at, version}; `expires_at` is null for who came with the password.
void show_session(Operation& operation, Step& step);

/// Past its time: 429 with Retry-After.
[[nodiscard]] Failure must_wait(double wait_ms);
[[nodiscard]] Failure wrong_password();

}  // namespace rota::admin
