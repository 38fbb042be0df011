// See sessions.h.
#include "admin/sessions.h"

#include "base/text.h"

namespace rota::admin {

namespace {

constexpr Bytes watch_row = "admin/watch";

Failure must_wait(double wait_ms) {
  return {Blame::client, Fault::rate_limited, 429, "Too many wrong passwords have come. Try again later: see Retry-After.",
          {},            wait_ms};
}

}  // namespace

bool Sessions::recall(Bytes name, Bytes value) {
  json::Reader reader;
  Arena arena;
  const LoginWatch meanwhile = watch_;
  if (name != watch_row || !watch_.load(value, reader, arena)) return false;
  watch_.join(meanwhile);
  return true;
}

void Sessions::miss_row(double now_ms) { watch_.void_sessions_until(now_ms); }

void Sessions::join_row(Actions& out) { store(out); }

void Sessions::store(Actions& out) {
  Buffer row;
  watch_.save(row);
  rows_.store(watch_row, row, out);
}

Status Sessions::authenticate(const pool::Credentials& sender, double now_ms, Actions& out) {
  if (sender.proof == pool::Proof::none) return Done{};
  if (sender.proof != pool::Proof::session) {
    return take_password(sender.proof == pool::Proof::password, sender.address, now_ms, out);
  }
  if (sender.epoch == watch_.epoch() && !watch_.has_ended(sender.login_ms)) return Done{};
  return client_failure(Fault::unauthorized, 401, "This session has been ended. Log in again.");
}

Status Sessions::check_wait(std::uint64_t address, double now_ms) const {
  const double wait_ms = watch_.wait_ms(address, now_ms);
  if (wait_ms > 0) return must_wait(wait_ms);
  return Done{};
}

Status Sessions::take_password(bool right, std::uint64_t address, double now_ms, Actions& out) {
  if (const Status open = check_wait(address, now_ms); !open) return open;
  if (right) {
    if (watch_.succeed(address, now_ms)) store(out);
    return Done{};
  }
  watch_.fail(address, now_ms);
  store(out);
  return client_failure(Fault::unauthorized, 401, "That is not the administrator's password.");
}

Status Sessions::confirm(bool right, const pool::Credentials& sender, double now_ms, Actions& out) {
  if (sender.proof != pool::Proof::session) return take_password(right, sender.address, now_ms, out);
  Arena& arena = out.arena();
  const std::uint64_t guesser =
      text::fingerprint(arena.join("session ", text::decimal(arena, static_cast<std::int64_t>(sender.login_ms))));
  if (const double wait_ms = watch_.own_wait_ms(guesser, now_ms); wait_ms > 0) return must_wait(wait_ms);
  if (right) return Done{};
  watch_.fail(guesser, now_ms);
  store(out);
  return client_failure(Fault::unauthorized, 401, "That is not the administrator's password.");
}

void Sessions::end_session(double login_ms, double now_ms, Actions& out) {
  watch_.end_session(login_ms, now_ms);
  store(out);
}

void Sessions::end_all(Actions& out) {
  watch_.void_sessions();
  store(out);
}

}  // namespace rota::admin
