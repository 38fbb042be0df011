// The exchange's gate for administrators. Every route of theirs comes through knock_admin(), before anything of it is
// looked at: the password as a bearer, or a session's cookie whose signature the host takes. What the isolate cannot
// know (whether the session has been ended, whether the address guesses) the pool object says. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "exchange/local_pages.h"

namespace rota::exchange {

namespace {

using http::Endpoint;

Failure no_admin() {
  return {Blame::rota,
          Fault::unsupported,
          503,
          "Administration is off: set the secrets ADMIN_PASSWORD and SESSION_SECRET_KEY (for example with `wrangler "
          "secret put ADMIN_PASSWORD`).",
          {},
          0};
}

Failure too_many_wrong(double wait_ms) {
  return {Blame::client,
          Fault::rate_limited,
          429,
          "Too many wrong passwords or API keys have come from this address. Try again in a minute.",
          {},
          wait_ms};
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

}  // namespace

Phase Exchange::knock_admin(Actions& out) {
  const Endpoint endpoint = request_.route.endpoint;
  if (!has_admin(settings())) {
    if (!wants_page()) return refuse(no_admin(), out);
    return answer_page(503, no_admin().message);
  }
  if (endpoint == Endpoint::asset || endpoint == Endpoint::sign_in) {
    if (!request_.route.method_allowed) return refuse(wrong_method(), out);
    return endpoint == Endpoint::asset ? serve_file(request_.route.tail.substr(6), out) : knock_sign_in(out);
  }
  if (settings().public_stat && request_.route.tail == "/stat" && request_.route.method_allowed) return serve_panel(out);
  const http::RequestHead& head = *request_.head;
  if (const Bytes password = access::bearer(head); !password.empty()) return knock_bearer(password, out);
  const Bytes cookie = access::session_cookie(head.headers);
  if (cookie.empty()) return no_session(out);
  admin_.came_with_cookie = true;
  if (!access::read_session(cookie, admin_.cookie)) return no_session(out);
  if (!access::is_in_force(admin_.cookie.session, now_ms_)) return no_session(out);
  return ask_signature(Door::signing, admin_.cookie.payload, out);
}

/// Whoever wants to log in is let through to the desk that counts; but no page elsewhere may guess in its visitors' name.
Phase Exchange::knock_sign_in(Actions& out) {
  if (access::is_from_foreign_page(*request_.head)) return refuse(foreign_page(), out);
  const double shut_ms = gateway_.door().shut_ms(address(), now_ms_);
  if (shut_ms > 0) return refuse(too_many_wrong(shut_ms), out);
  return let_admin_in(out);
}

/// A wrong password is told to the pool object, which counts the address's; only a flood of them ends here.
Phase Exchange::knock_bearer(Bytes password, Actions& out) {
  const double shut_ms = gateway_.door().shut_ms(address(), now_ms_);
  if (shut_ms > 0) return refuse(too_many_wrong(shut_ms), out);
  const bool right = text::constant_time_equal(password, settings().admin_password);
  admin_.proof = right ? pool::Proof::password : pool::Proof::wrong;
  if (right) return let_admin_in(out);
  gateway_.door().count_refusal(address(), now_ms_);
  return ask_pool(Errand::permit, out);
}

Phase Exchange::ask_signature(Door door, Bytes payload, Actions& out) {
  door_ = door;
  digest_token_ = ++last_token_;
  out.add(Kind::sign, digest_token_, 0, {}, access::text_to_sign(payload, settings().admin_password, arena_));
  return phase_;
}

Phase Exchange::on_signed(const Event& event, Actions& out) {
  if (event.token != digest_token_) return phase_;
  if (door_ == Door::renewing) {
    admin_.set_cookie = access::set_cookie(admin_.session, event.body, arena_);
    return let_admin_in(out);
  }
  if (door_ != Door::signing) return phase_;
  if (!access::is_signed(admin_.cookie, event.body)) return no_session(out);
  const http::RequestHead& head = *request_.head;
  if (!access::is_reading(head.method) && !access::is_from_own_page(head)) return refuse(foreign_page(), out);
  admin_.proof = pool::Proof::session;
  admin_.session = admin_.cookie.session;
  if (!access::is_renewal_due(admin_.session, now_ms_)) return let_admin_in(out);
  admin_.session = access::renew_session(admin_.session, now_ms_);
  return ask_signature(Door::renewing, access::payload_of(admin_.session, arena_), out);
}

Phase Exchange::no_session(Actions& out) {
  door_ = Door::shut;
  const bool reads_stat = request_.route.tail == "/stat.json" && access::is_reading(request_.head->method);
  if (settings().public_stat && reads_stat) {
    admin_.guest = true;
    return let_admin_in(out);
  }
  if (admin_.came_with_cookie) client_.header("set-cookie", access::clear_cookie(arena_));
  if (!wants_page()) return refuse(not_logged_in(admin_.came_with_cookie), out);
  if (request_.route.tail == "/login") return serve_panel(out);
  return answer_elsewhere("/login");
}

Phase Exchange::let_admin_in(Actions& out) {
  door_ = Door::open;
  return ended_ ? enter_admin(out) : Phase::received;
}

/// The request is whole. The desk looks at the proof itself; before anything else is done the pool object is asked.
Phase Exchange::enter_admin(Actions& out) {
  const Endpoint endpoint = request_.route.endpoint;
  const bool for_desk = endpoint == Endpoint::admin || endpoint == Endpoint::sign_in;
  return for_desk || (endpoint == Endpoint::page && !wants_page()) ? begin_admin(out) : ask_pool(Errand::permit, out);
}

Phase Exchange::permitted(const pool::Reply& reply, Actions& out) {
  const bool well = reply.admin.status == 200;
  if (well && admin_.proof == pool::Proof::wrong) return refuse(not_logged_in(false), out);  // whatever the pool says
  if (!well) {
    const bool ended = reply.admin.status == 401 && admin_.proof == pool::Proof::session;
    return ended && wants_page() ? no_session(out) : answer_admin(reply, out);
  }
  if (!admin_.set_cookie.empty()) client_.header("set-cookie", admin_.set_cookie);
  if (request_.route.endpoint != Endpoint::page) return begin_admin(out);
  return request_.route.tail == "/login" ? answer_elsewhere("/admin") : serve_panel(out);
}

pool::AdminCall Exchange::admin_call(Errand errand) {
  pool::AdminCall call;
  const http::RequestHead& head = *request_.head;
  if (errand == Errand::permit) {
    call.method = "GET";
    call.path = "/admin/session";
  } else {
    // HEAD is GET without the body, which the platform leaves out.
    call.method = head.method == "HEAD" ? Bytes("GET") : head.method;
    call.path = head.path;
    call.query = head.query;
    call.body = request_.body;
  }
  const Bytes again = text::trim(http::find(head.headers, "x-admin-password"));
  call.confirmed = !again.empty() && text::constant_time_equal(again, settings().admin_password);
  call.guest = admin_.guest;
  call.proof = admin_.proof;
  call.address = address();
  call.epoch = admin_.session.epoch;
  call.expires_ms = admin_.session.expires_ms;
  return call;
}

Phase Exchange::answer_admin(const pool::Reply& reply, Actions& out) {
  const pool::AdminAnswer& answer = reply.admin;
  const bool refused = answer.status == 401 || answer.status == 429;
  if (refused && request_.route.endpoint == Endpoint::sign_in) gateway_.door().count_refusal(address(), now_ms_);
  bool sets_cookie = false;
  for (const http::Header& header : http::read_headers(answer.headers, arena_)) {
    client_.header(header.name, header.value);
    sets_cookie = sets_cookie || header.name == "set-cookie";
  }
  if (!sets_cookie && admin_.proof == pool::Proof::session) {
    const Bytes cookie = answer.status == 401 ? access::clear_cookie(arena_) : admin_.set_cookie;
    if (!cookie.empty()) client_.header("set-cookie", cookie);
  }
  client_.header("cache-control", "no-store");
  client_.header("x-content-type-options", "nosniff");
  if (!answer.allow.empty()) client_.header("allow", answer.allow);
  client_.answer(answer.status != 0 ? answer.status : std::uint16_t{502},
                 answer.content_type.empty() ? Bytes("application/json") : answer.content_type, answer.body);
  return flow_ == nullptr ? end_unserved(out) : settle(out);
}

}  // namespace rota::exchange
