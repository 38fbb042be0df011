// Answers on their way out; see client_side.h.
#include "exchange/client_side.h"

#include "base/text.h"
#include "dialect/gemini/error.h"
#include "dialect/openai/error.h"

namespace rota::exchange {

void ClientSide::open(http::Route route, Bytes request_id) {
  route_ = route;
  request_id_ = request_id;
}

void ClientSide::enter() {
  body_.clear();
  whole_ = begin_ = echo_ = abort_ = false;
  ended_before_ = ended_;
}

void ClientSide::leave(Actions& out) {
  if (whole_) {
    out.add(Kind::answer, 0, status_, head_.view(), body_.view());
    return;
  }
  if (begin_) out.add(Kind::stream, 0, status_, head_.view());
  if (echo_) out.add(Kind::echo);
  if (!body_.empty()) out.add(Kind::send, 0, 0, {}, body_.view());
  if (abort_) {
    out.add(Kind::abort);
  } else if (ended_ && !ended_before_) {
    out.add(Kind::finish);
  }
}

void ClientSide::common_headers() {
  if (!request_id_.empty()) header("x-request-id", request_id_);
  if (!key_label_.empty()) {
    header("x-rota-key", key_label_);
    header("x-rota-attempts", calls_);
  }
  if (http::is_client_route(route_.endpoint)) {
    // A key is demanded on these routes, never a cookie, so any origin may ask.
    header("access-control-allow-origin", "*");
    header("access-control-expose-headers",
           "x-request-id, retry-after, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset");
  }
}

void ClientSide::answer(std::uint16_t status, Bytes content_type, Bytes body) {
  if (begun_) return;
  status_ = status;
  if (!content_type.empty()) header("content-type", content_type);
  common_headers();
  if (body.data() != body_.data()) {
    body_.clear();
    body_.append(body);
  }
  begun_ = committed_ = ended_ = whole_ = true;
}

void ClientSide::begin(std::uint16_t status, StreamForm form) {
  if (begun_) return;
  status_ = status;
  form_ = form;
  common_headers();
  begun_ = begin_ = true;
}

void ClientSide::stream(std::uint16_t status, StreamForm form) {
  begin(status, form);
  committed_ = true;
}

void ClientSide::resume(StreamForm form) {
  form_ = form;
  begun_ = committed_ = true;
}

void ClientSide::fail(const Failure& failure, Arena& arena) {
  if (ended_) return;
  if (begun_) {
    fail_in_stream(failure);
    return;
  }
  if (failure.retry_after_ms > 0) {
    const auto seconds = static_cast<std::int64_t>((failure.retry_after_ms + 999) / 1000);
    header("retry-after", text::decimal(arena, seconds));
  }
  if (failure.status == 401) header("www-authenticate", "Bearer");
  if (failure.status == 405 && !route_.allow.empty()) header("allow", route_.allow);
  body_.clear();
  if (route_.dialect == http::Dialect::gemini) {
    gemini::write_error(failure, body_);
  } else {
    openai::write_error(failure, body_);
  }
  answer(failure.status, "application/json; charset=utf-8", body_.view());
}

void ClientSide::fail_in_stream(const Failure& failure) {
  ended_ = true;
  switch (form_) {
    case StreamForm::openai_events:
      openai::write_error_event(failure, body_);
      return;
    case StreamForm::gemini_events:
      // The upstream may have stopped in the middle of an event: a blank line ends whatever was begun.
      body_.append("\r\n\r\ndata: ");
      gemini::write_error(failure, body_);
      body_.append("\r\n\r\n");
      return;
    case StreamForm::opaque:
      abort_ = true;
      return;
  }
}

}  // namespace rota::exchange
