// See login_desk.h.
#include "admin/login_desk.h"

#include "access/admin_session.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/text.h"
#include "base/version.h"
#include "http/forward.h"
#include "json/writer.h"

namespace rota::admin {

namespace {

/// As the isolates read it (exchange/settings.cpp): both sign with it.
Bytes password_of(Operation& operation, Step& step) {
  const auto environment = operation.reader.read(step.pool.environment(), operation.arena);
  if (!environment) return {};
  return text::trim(operation.arena.copy((*environment)["ADMIN_PASSWORD"].text(operation.arena)));
}

void add_header(Operation& operation, Bytes name, Bytes value) { http::append_header(operation.headers, name, value); }

void answer_login(Operation& operation, Step& step) {
  const auto& session = *static_cast<const access::Session*>(operation.kept);
  add_header(operation, "set-cookie", access::set_cookie(session, step.event.body, operation.arena));
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("expires_at");
  json.integer(static_cast<std::int64_t>(session.expires_ms));
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

}  // namespace

Failure must_wait(double wait_ms) {
  return {Blame::client, Fault::rate_limited, 429, "Too many wrong passwords have come. Try again later: see Retry-After.",
          {},            wait_ms};
}

Failure wrong_password() {
  return client_failure(Fault::unauthorized, 401, "That is not the administrator's password.");
}

void log_in(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  const double now_ms = step.event.now_ms;
  const double wait_ms = step.pool.watch().wait_ms(operation.request.address, now_ms);
  if (wait_ms > 0) return refuse(operation, step, must_wait(wait_ms));
  Form form(operation.request.body, operation.reader, arena, {"password"});
  Bytes given;
  form.text("password", limits::client_key_bytes, given);
  if (form.ok() && given.empty()) form.refuse("password", "Give the administrator's password.");
  if (!form.ok()) return refuse(operation, step, form.failure());
  given = arena.copy(given);
  const Bytes password = password_of(operation, step);
  if (password.empty() || !text::constant_time_equal(given, password)) {
    step.pool.watch().fail(operation.request.address, now_ms);
    step.pool.store_watch(step.out);
    return refuse(operation, step, wrong_password());
  }
  if (step.pool.watch().succeed(operation.request.address, now_ms)) step.pool.store_watch(step.out);
  auto* session = arena.make<access::Session>(access::begin_session(step.pool.watch().epoch(), now_ms));
  operation.kept = session;
  operation.question.clear();
  operation.question.append(access::text_to_sign(access::payload_of(*session, arena), password, arena));
  ask_signature(operation, step, answer_login);
}

void log_out(Operation& operation, Step& step) {
  bool everywhere = false;
  if (!operation.request.body.empty()) {
    Form form(operation.request.body, operation.reader, operation.arena, {"everywhere"});
    form.flag("everywhere", everywhere);
    if (!form.ok()) return refuse(operation, step, form.failure());
  }
  if (everywhere) {
    step.pool.watch().void_sessions();
    step.pool.store_watch(step.out);
  }
  add_header(operation, "set-cookie", access::clear_cookie(operation.arena));
  answer_json(operation, step, 200, "{\"ok\":true}");
}

void show_session(Operation& operation, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("expires_at");
  if (operation.request.expires_ms > 0) {
    json.integer(static_cast<std::int64_t>(operation.request.expires_ms));
  } else {
    json.null();
  }
  json.key("version");
  json.string(version);
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

}  // namespace rota::admin
