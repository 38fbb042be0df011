// Sessions: who has proven to be the administrator, and who guesses.
// Knows what a proof is worth at this moment and which row remembers it; refuses to know routes and cookies (login).
#pragma once

#include "admin/login_watch.h"
#include "base/result.h"
#include "pool/pool_call.h"
#include "pool/row_keeper.h"

namespace rota::admin {

class Sessions {
 public:
  /// `rows` outlives it.
  explicit Sessions(pool::RowKeeper& rows) : rows_(rows) {}

  /// A stored row, before any call; false when it is another's, or says nothing to this version.
  [[nodiscard]] bool recall(Bytes name, Bytes value);
  /// The row cannot be read yet: which sessions have been ended is not known, so none from before now holds.
  void miss_row(double now_ms);
  /// It has been read, if there is one: what has happened meanwhile joins it.
  void join_row(Actions& out);

  /// Whether the sender's proof holds: 401 when not, 429 while the address waits. A proof by password is counted.
  [[nodiscard]] Status authenticate(const pool::Credentials& sender, double now_ms, Actions& out);
  /// A password that came in a form, 401 and 429 likewise. `right` is what comparing it gave.
  [[nodiscard]] Status take_password(bool right, std::uint64_t address, double now_ms, Actions& out);
  /// 429 while passwords of the address are not looked at, be they right or wrong.
  [[nodiscard]] Status check_wait(std::uint64_t address, double now_ms) const;

  /// A password that came along once more beside a proof that holds, likewise: guesses count against the session where
  /// there is one, so that nobody else's keep its owner out.
  [[nodiscard]] Status confirm(bool right, const pool::Credentials& sender, double now_ms, Actions& out);

  /// Of the sessions that begin now.
  [[nodiscard]] std::int64_t epoch() const { return watch_.epoch(); }
  /// This one is, wherever its cookie is.
  void end_session(double login_ms, double now_ms, Actions& out);
  /// Every session is void at once.
  void end_all(Actions& out);

 private:
  void store(Actions& out);

  pool::RowKeeper& rows_;
  LoginWatch watch_;
};

}  // namespace rota::admin
