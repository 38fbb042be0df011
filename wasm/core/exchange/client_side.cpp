// Answers on their way out; see client_side.h.
#include "exchange/client_side.h"

#include "base/text.h"
#include "exchange/debug.h"

namespace rota::exchange {

void ClientSide::open(const dialect::Route& route, Bytes request_id, bool debug) {
  route_ = route;
  request_id_ = request_id;
  debug_ = debug;
}

void ClientSide::begin_step(Bytes event_body, bool at_once) {
  event_body_ = event_body;
  at_once_ = at_once;
  body_.clear();
  whole_ = begin_ = echo_ = abort_ = false;
  ended_before_ = ended_;
}

void ClientSide::end_step(Actions& out) {
  if (whole_) {
    out.answer(status_, head_.view(), body_.view());
    return;
  }
  if (at_once_ && begin_ && ended_ && !abort_ && !(echo_ && !body_.empty())) {
    echo_ ? out.answer_echo(status_, head_.view()) : out.answer(status_, head_.view(), body_.view());
    return;
  }
  if (begin_) out.stream(status_, head_.view());
  if (echo_) out.echo();
  if (!body_.empty()) out.send(body_.view());
  if (abort_) {
    out.abort();
  } else if (ended_ && !ended_before_) {
    out.finish();
  }
}

void ClientSide::model_header() {
  if (!model_.empty() && status_ < 400) header("x-rota-model", model_);
}

void ClientSide::limit_headers() {
  if (limit_.empty()) return;
  header("x-ratelimit-limit", limit_);
  header("x-ratelimit-remaining", remaining_);
  header("x-ratelimit-reset", reset_);
}

void ClientSide::common_headers() {
  if (!request_id_.empty()) {
    if (const Bytes own = route_.dialect->request_id_header; !own.empty()) header(own, request_id_);
    header("x-request-id", request_id_);
  }
  if (!key_label_.empty()) {
    header("x-rota-key", key_label_);
    header("x-rota-attempts", calls_);
  }
  if (route_.audience == dialect::Audience::client) {
    // A key is demanded on these routes, never a cookie, so any origin may ask.
    header("access-control-allow-origin", "*");
    header("access-control-expose-headers",
           "x-request-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset");
    // What upstreams and clients write must not run in the panel's origin, should a browser show it all the same.
    header("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
    header("x-content-type-options", "nosniff");
  }
}

void ClientSide::answer(std::uint16_t status, Bytes content_type, Bytes body) {
  if (begun_) return;
  status_ = status;
  limit_headers();
  model_header();
  if (!content_type.empty()) header("content-type", content_type);
  common_headers();
  if (body.data() != body_.data()) {
    body_.clear();
    body_.append(body);
  }
  begun_ = committed_ = ended_ = whole_ = true;
}

void ClientSide::begin(std::uint16_t status, const dialect::ClientDialect* events) {
  if (begun_) return;
  status_ = status;
  events_ = events;
  limit_headers();
  common_headers();
  begun_ = begin_ = true;
}

void ClientSide::pass(Bytes piece) {
  echo_ = body_.empty() && piece.data() == event_body_.data() && piece.size() == event_body_.size();
  if (!echo_) body_.append(piece);
}

void ClientSide::stream(std::uint16_t status, const dialect::ClientDialect* events) {
  begin(status, events);
  if (begin_ && !committed_) model_header();
  committed_ = true;
}

void ClientSide::resume(const dialect::ClientDialect* events) {
  events_ = events;
  begun_ = committed_ = in_event_ = true;
}

void ClientSide::fail(const Failure& cause, Arena& arena) {
  if (ended_) return;
  Failure failure = debug_ ? with_place(cause, arena) : cause;
  failure.request_id = request_id_;
  if (begun_) {
    fail_in_stream(failure);
    return;
  }
  if (failure.retry_after_ms > 0) {
    const auto seconds = static_cast<std::int64_t>((failure.retry_after_ms + 999) / 1000);
    const Bytes wait = text::decimal(arena, seconds);
    header("retry-after", wait);
    reset_ = wait;  // whatever refuses: a client comes again once
  }
  if (failure.status == 401) header("www-authenticate", "Bearer");
  if (failure.status == 405 && !route_.allow.empty()) header("allow", route_.allow);
  body_.clear();
  const dialect::ClientDialect& dialect = *route_.dialect;
  dialect.write_error(failure, body_);
  if (dialect.error_headers != nullptr) dialect.error_headers(failure, head_);
  const std::uint16_t status = dialect.error_status != nullptr ? dialect.error_status(failure) : failure.status;
  answer(status, "application/json; charset=utf-8", body_.view());
}

void ClientSide::fail_in_stream(const Failure& failure) {
  ended_ = true;
  if (events_ == nullptr) {
    abort_ = true;
  } else if (writer_ == nullptr || !writer_->fail(failure, body_)) {
    if (in_event_) body_.append("\n\n");  // a blank line ends whatever was begun
    events_->write_late_error(failure, body_);
  }
}

}  // namespace rota::exchange
