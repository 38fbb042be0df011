// Login: sessions begin and end here.
// Knows what a session's cookie is made of; refuses to count who guesses (sessions) and to let requests in (exchange).
#pragma once

#include "access/admin_session.h"
#include "admin/operation.h"

namespace rota::admin {

/// POST /admin/login {password}: 200 {expires_at} and the session's cookie. 401 for another password, 429 with
/// Retry-After while the address waits.
class LogIn final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_signature(Bytes signature, Step& step) override;

  access::Session session_;
};

/// POST /admin/logout {everywhere}: {ok}, and the cookie is gone; with `everywhere` true every session is void at once.
class LogOut final : public Operation {
 public:
  void begin(Step& step) override;
};

/// GET /admin/session: {expires_at, version}; `expires_at` is null for who came with the password.
class ShowSession final : public Operation {
 public:
  void begin(Step& step) override;
};

}  // namespace rota::admin
