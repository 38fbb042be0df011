// The order of the questions; see admin_gate.h.
#include "access/admin_gate.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::access {

namespace {

using dialect::Operation;
using Decision = AdminDecision;

Failure no_admin() {
  return {Blame::rota,
          Fault::unsupported,
          503,
          "Administration is off: set the secrets ADMIN_PASSWORD and SESSION_SECRET_KEY (for example with `wrangler "
          "secret put ADMIN_PASSWORD`).",
          {},
          0};
}

Failure foreign_page() {
  return client_failure(Fault::forbidden, 403,
                        "A session changes nothing for a page of another origin. Programs send the password as "
                        "`Authorization: Bearer PASSWORD` instead.");
}

Failure not_logged_in(bool was) {
  return client_failure(Fault::unauthorized, 401,
                        was ? Bytes("The session is over. Log in again.")
                            : Bytes("Log in, or send the administrator's password as `Authorization: Bearer PASSWORD`."));
}

Decision refuse(const Failure& failure) { return {.kind = Decision::Kind::refuse, .failure = failure}; }

/// The phase that a decision leaves the gate in, where none was said.
AdminGatePhase phase_after(Decision::Kind kind) {
  switch (kind) {
    case Decision::Kind::admit: return AdminGatePhase::admitted;
    case Decision::Kind::permit: return AdminGatePhase::permitting;
    case Decision::Kind::open: return AdminGatePhase::open;
    default: return AdminGatePhase::decided;
  }
}

constexpr Bytes admin_root = "/admin";
constexpr Bytes login_path = "/login";
constexpr Bytes stat_path = "/stat";
constexpr Bytes stat_data_path = "/stat.json";

}  // namespace

Failure too_many_wrong(double wait_ms) {
  return {Blame::client,
          Fault::rate_limited,
          429,
          "Too many wrong passwords or API keys have come from this address. Try again in a minute.",
          {},
          wait_ms};
}

bool wants_page(const http::RequestHead& head, const dialect::Route& route) {
  if (route.operation != Operation::page || !route.method_allowed) return false;
  return route.tail == login_path || text::contains(http::find(head.headers, "accept"), "text/html");
}

bool AdminGate::wants_page() const { return access::wants_page(*head_, route_); }

AdminGate::Decision AdminGate::decide(Kind on, Decision decision) {
  track_.move(on, phase_after(decision.kind));
  return decision;
}

/// What PUBLIC_STAT shows to everybody, with all that its page is made of.
bool AdminGate::is_public() const {
  return route_.operation == Operation::asset || route_.tail == stat_path ||
         (route_.tail == stat_data_path && is_reading(head_->method));
}

AdminGate::Decision AdminGate::admit_guest(Kind on) {
  administrator_.guest = true;
  return admit(on);
}

AdminGate::Decision AdminGate::admit(Kind on) { return decide(on, {.kind = Decision::Kind::admit}); }

AdminGate::Decision AdminGate::begin(const http::RequestHead& head, const dialect::Route& route,
                                     const AdminDirectory& directory, double now_ms) {
  constexpr Kind on = Kind::request;
  head_ = &head;
  route_ = route;
  network_ = network_of(head.headers);
  if (!directory.has_admin && !(directory.public_stat && is_public())) {
    const auto kind = wants_page() ? Decision::Kind::page : Decision::Kind::refuse;
    return decide(on, {.kind = kind, .failure = no_admin()});
  }
  if (route.operation == Operation::asset || route.operation == Operation::sign_in) {
    if (!route.method_allowed) return decide(on, refuse(dialect::wrong_method(route, head.method, arena_)));
    if (route.operation == Operation::sign_in) return begin_sign_in(directory, now_ms);
    return decide(on, {.kind = Decision::Kind::file, .text = route.tail.substr(admin_root.size())});
  }
  if (directory.public_stat && route.tail == stat_path && route.method_allowed) {
    return decide(on, {.kind = Decision::Kind::panel});
  }
  if (!directory.has_admin) return admit_guest(on);
  if (const Secret password = bearer(head, arena_); !password.empty()) return begin_bearer(password, directory, now_ms);
  const Bytes cookie = session_cookie(head);
  came_with_cookie_ = !cookie.empty();
  const bool in_force = read_session(cookie, sent_) && is_in_force(sent_.session, now_ms);
  if (!in_force) return reject_session(on, directory.public_stat);
  return sign(on, Phase::checking, sent_.payload, directory);
}

/// Whoever wants to log in is let through to the desk that counts; but no page elsewhere may guess in its visitors' name.
AdminGate::Decision AdminGate::begin_sign_in(const AdminDirectory& directory, double now_ms) {
  constexpr Kind on = Kind::request;
  if (is_from_foreign_page(*head_)) return decide(on, refuse(foreign_page()));
  const double shut_ms = directory.door.admin_shut_ms(network_, now_ms);
  const double held_ms = directory.door.strangers().held_ms(network_, now_ms);
  const double wait_ms = shut_ms > held_ms ? shut_ms : held_ms;
  return wait_ms > 0 ? decide(on, refuse(too_many_wrong(wait_ms))) : admit(on);
}

/// The pool object hears of a wrong password, and counts the network's; only floods of them end here: one network's, and
/// all networks' together.
AdminGate::Decision AdminGate::begin_bearer(Secret password, const AdminDirectory& directory, double now_ms) {
  constexpr Kind on = Kind::request;
  const double shut_ms = directory.door.admin_shut_ms(network_, now_ms);
  if (shut_ms > 0) return decide(on, refuse(too_many_wrong(shut_ms)));
  const bool right = text::constant_time_equal(password, directory.password);
  administrator_.proof = right ? pool::Proof::password : pool::Proof::wrong;
  if (right) return admit(on);
  directory.door.count_refusal(network_, now_ms);
  StrangerWatch& strangers = directory.door.strangers();
  const double held_ms = strangers.held_ms(network_, now_ms);
  const double wait_ms = held_ms > 0 ? held_ms : strangers.full_ms(now_ms);
  if (wait_ms > 0) return decide(on, refuse(too_many_wrong(wait_ms)));
  return decide(on, {.kind = Decision::Kind::permit});
}

AdminGate::Decision AdminGate::sign(Kind on, Phase phase, Bytes payload, const AdminDirectory& directory) {
  track_.move(on, phase);
  return {.kind = Decision::Kind::sign, .to_sign = text_to_sign(payload, directory.password, arena_)};
}

AdminGate::Decision AdminGate::signed_with(Bytes signature, const AdminDirectory& directory, double now_ms) {
  constexpr Kind on = Kind::hmac;
  if (track_.is(Phase::renewing)) {
    administrator_.set_cookie = set_cookie(administrator_.session, signature, is_https(*head_), arena_);
    return admit(on);
  }
  if (!is_signed(sent_, signature)) return reject_session(on, directory.public_stat);
  if (!is_reading(head_->method) && !is_from_own_page(*head_)) return decide(on, refuse(foreign_page()));
  administrator_.proof = pool::Proof::session;
  administrator_.session = sent_.session;
  if (!is_renewal_due(sent_.session, now_ms)) return admit(on);
  administrator_.session = renew_session(sent_.session, now_ms);
  return sign(on, Phase::renewing, payload_of(administrator_.session, arena_), directory);
}

AdminGate::Decision AdminGate::unsigned_by_host() {
  return decide(Kind::failed,
                refuse({Blame::rota, Fault::internal, 503, "The session could not be checked. Try again.", {}, 0}));
}

AdminGate::Decision AdminGate::reject_session(Kind on, bool public_stat) {
  if (public_stat && is_public()) return admit_guest(on);
  if (came_with_cookie_) cookie_ = clear_cookie(is_https(*head_), arena_);
  if (!wants_page()) return decide(on, refuse(not_logged_in(came_with_cookie_)));
  if (route_.tail == login_path) return decide(on, {.kind = Decision::Kind::panel});
  return decide(on, {.kind = Decision::Kind::redirect, .text = login_path});
}

/// The desk looks at the proof itself; before anything else is done the pool object is asked.
AdminGate::Decision AdminGate::entered(Kind on) {
  const Operation operation = route_.operation;
  const bool for_desk = operation == Operation::desk || operation == Operation::sign_in ||
                        (operation == Operation::page && !wants_page());
  return decide(on, {.kind = for_desk ? Decision::Kind::open : Decision::Kind::permit});
}

AdminGate::Decision AdminGate::permitted(bool yes, std::uint16_t refusal, const AdminDirectory& directory) {
  constexpr Kind on = Kind::pool_reply;
  if (yes && administrator_.proof == pool::Proof::wrong) {
    return decide(on, refuse(not_logged_in(false)));  // whatever the pool says
  }
  if (!yes) {
    const bool ended = refusal == 401 && administrator_.proof == pool::Proof::session;
    return ended && wants_page() ? reject_session(on, directory.public_stat)
                                 : decide(on, {.kind = Decision::Kind::pass_on});
  }
  cookie_ = administrator_.set_cookie;
  if (route_.operation != Operation::page) return decide(on, {.kind = Decision::Kind::open});
  if (route_.tail == login_path) return decide(on, {.kind = Decision::Kind::redirect, .text = admin_root});
  return decide(on, {.kind = Decision::Kind::panel});
}

AdminGate::Decision AdminGate::unpermitted(Kind on, const Failure& failure) { return decide(on, refuse(failure)); }

}  // namespace rota::access
