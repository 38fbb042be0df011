// Questions and ends; see operation.h.
#include "admin/operation.h"

#include "admin/key_pool.h"
#include "base/text.h"
#include "http/forward.h"

namespace rota::admin {

namespace {

void ask(Operation& operation, Step& step, Kind kind, Handler next, double number = 0) {
  operation.next = next;
  operation.asked = kind;
  step.out.add(kind, operation.token, number, {}, operation.question.view());
}

void end(Operation& operation, Step& step, pool::AdminAnswer answer) {
  operation.ended = true;
  answer.headers = operation.headers.view();
  step.pool.answer(answer, operation.call_token, step.out);
}

/// What the host says of a failed question holds no parameters, so no secret; keys are taken out of it all the same.
Bytes explain(const Operation& operation, Bytes told, Arena& arena) {
  switch (operation.asked) {
    case Kind::query:
      return arena.join("The database D1 failed: ", text::redact(arena, told));
    case Kind::seal:
      if (text::contains(told, "SESSION_SECRET_KEY")) {
        return "SESSION_SECRET_KEY is not set. Pool keys are stored encrypted under it: set it with `npx wrangler "
               "secret put SESSION_SECRET_KEY`, then try again. Nothing was changed.";
      }
      return "The keys could not be encrypted. Nothing was changed.";
    default:
      return "The runtime's cryptography failed. Nothing was changed.";
  }
}

}  // namespace

void ask_record(Operation& operation, Step& step, Handler next) { ask(operation, step, Kind::query, next); }
void ask_seal(Operation& operation, Step& step, Handler next) { ask(operation, step, Kind::seal, next); }
void ask_digest(Operation& operation, Step& step, Handler next) { ask(operation, step, Kind::digest, next); }
void ask_signature(Operation& operation, Step& step, Handler next) { ask(operation, step, Kind::sign, next); }
void ask_random(Operation& operation, Step& step, std::uint32_t bytes, Handler next) {
  operation.question.clear();
  ask(operation, step, Kind::draw, next, bytes);
}

void publish(Operation& operation, Step& step, Handler next) {
  operation.next = next;
  operation.asked = Kind::none;
  operation.publishing = true;
  step.pool.reload(step.event.now_ms, step.out);
}

void answer_json(Operation& operation, Step& step, std::uint16_t status, Bytes json) {
  end(operation, step, {status, json_type, {}, json, {}});
}

void answer_text(Operation& operation, Step& step, Bytes content_type, Bytes body) {
  end(operation, step, {200, content_type, {}, body, {}});
}

void answer_file(Operation& operation, Step& step, Bytes content_type, Bytes file_name, Bytes body) {
  http::append_header(operation.headers, "content-disposition",
                      operation.arena.join("attachment; filename=\"", file_name, "\""));
  end(operation, step, {200, content_type, {}, body, {}});
}

void refuse(Operation& operation, Step& step, const Failure& failure) {
  Buffer body;
  write_error(failure, body);
  write_error_headers(failure, operation.headers, operation.arena);
  end(operation, step, {failure.status, json_type, {}, body.view(), {}});
}

void answer_failed(Operation& operation, Step& step) {
  refuse(operation, step, unavailable(explain(operation, step.event.head, operation.arena)));
}

}  // namespace rota::admin
