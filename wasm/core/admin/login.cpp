// See login.h.
#include "admin/login.h"

#include "admin/form.h"
#include "base/text.h"
#include "base/version.h"
#include "json/writer.h"

namespace rota::admin {

void LogIn::begin(Step& step) {
  if (const Status open = step.sessions.check_wait(request().address, step.now_ms); !open) {
    return refuse(open.failure(), step);
  }
  Form form(request().body, reader(), arena(), {"password"});
  Bytes given;
  form.text("password", limits::client_key_bytes, given);
  if (form.ok() && given.empty()) form.refuse("password", "Give the administrator's password.");
  if (!form.ok()) return refuse(form.failure(), step);
  given = arena().copy(given);
  const Secret password = step.pool.configuration.environment().admin_password;
  const bool right = !password.empty() && text::constant_time_equal(Secret(given), password);
  const Status taken = step.sessions.take_password(right, request().address, step.now_ms, step.out);
  if (!taken) return refuse(taken.failure(), step);
  session_ = access::begin_session(step.sessions.epoch(), step.now_ms);
  ask_signature(access::text_to_sign(access::payload_of(session_, arena()), password, arena()), step);
}

void LogIn::take_signature(Bytes signature, Step& step) {
  add_header("set-cookie", access::set_cookie(session_, signature, request().https, arena()));
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("expires_at");
  json.integer(static_cast<std::int64_t>(session_.expires_ms));
  json.end_object();
  answer_json(200, body.view(), step);
}

void LogOut::begin(Step& step) {
  bool everywhere = false;
  if (!request().body.empty()) {
    Form form(request().body, reader(), arena(), {"everywhere"});
    form.flag("everywhere", everywhere);
    if (!form.ok()) return refuse(form.failure(), step);
  }
  if (everywhere) {
    step.sessions.end_all(step.out);
  } else if (request().login_ms > 0) {
    step.sessions.end_session(request().login_ms, step.now_ms, step.out);
  }
  add_header("set-cookie", access::clear_cookie(request().https, arena()));
  answer_json(200, "{\"ok\":true}", step);
}

void ShowSession::begin(Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("expires_at");
  if (request().expires_ms > 0) {
    json.integer(static_cast<std::int64_t>(request().expires_ms));
  } else {
    json.null();
  }
  json.key("version");
  json.string(version);
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
