// Calling the upstream; see upstream_call.h.
#include "exchange/upstream_call.h"

#include "base/limits.h"
#include "base/saturated.h"
#include "base/text.h"

namespace rota::exchange {

void UpstreamCall::send(const UpstreamRequest& request, Secret key, Actions& out) {
  const Bytes place = context_.settings().egress_place;
  const bool elsewhere = !place.empty() && context_.gateway.egress().is_refused(context_.now_ms);
  head_.clear();
  if (elsewhere) {
    head_.append(place);
    head_.append('-');
    text::append_decimal(head_, context_.gateway.egress().next_object());
    head_.append('\n');
    head_.append(place);
    head_.append('\n');
  }
  http::append_request_line(head_, request.method, request.url);
  head_.append(request.headers);
  context_.settings().dialect->authorize(key, head_);
  token_ = context_.next_token();
  if (elsewhere) return out.fetch_from(token_, request.at_once_bytes, head_.view(), request.body);
  out.fetch(token_, request.at_once_bytes, head_.view(), request.body);
}

void UpstreamCall::begin(const UpstreamRequest& request, Secret key, bool beats, Actions& out) {
  mask_.begin(key);
  beats_ = beats && context_.settings().config.heartbeat_ms > 0;
  status_ = 0;
  called_ms_ = last_byte_ms_ = last_beat_ms_ = context_.now_ms;
  first_byte_ms_ = 0;
  send(request, key, out);
  silence_ms_ = request.silence_ms;
  const double usual_ms = context_.settings().config.request_timeout_ms;
  set_timer(silence_bound_ms() < usual_ms ? silence_bound_ms() : usual_ms, out);
  sent_.hold(request.body.size());
  if (Account* account = context_.arena.account()) account->expect(0);  // all that was expected is here
  track_.move(started, Phase::calling);
}

UpstreamCall::Outcome UpstreamCall::take(const Event& event, Actions& out) {
  if (!track_.hears(event.kind)) return Outcome::nothing;
  if (event.kind == Kind::timer) return event.token == timer_token_ ? take_timer(out) : Outcome::nothing;
  if (event.token != token_) return Outcome::nothing;
  switch (track_.phase()) {
    case Phase::calling:
      sent_.hold(0);
      if (event.kind == Kind::upstream_head) return take_head(event);
      track_.move(event.kind, Phase::idle);
      return Outcome::broken;
    case Phase::judging:
      return take_error(event, out);
    default:
      return take_answer(event);
  }
}

UpstreamCall::Outcome UpstreamCall::take_head(const Event& event) {
  status_ = saturated<std::uint16_t>(event.number);
  first_byte_ms_ = context_.now_ms - called_ms_;
  last_byte_ms_ = context_.now_ms;
  headers_ = http::read_headers(masked(context_.arena.copy(event.head)), context_.arena);
  const bool well = status_ >= 200 && status_ <= 399;
  track_.move(event.kind, well ? Phase::answering : Phase::judging);
  if (!well) error_body_.clear();
  return well ? Outcome::accepted : Outcome::nothing;
}

/// An error that breaks off says what has come of it.
UpstreamCall::Outcome UpstreamCall::take_error(const Event& event, Actions& out) {
  last_byte_ms_ = context_.now_ms;
  if (event.kind == Kind::upstream_body) {
    append_error(mask_.take(event.body));
    if (error_body_.size() < limits::error_body_bytes) return Outcome::nothing;
    out.cancel(token_);
  }
  append_error(mask_.end());
  track_.move(event.kind, Phase::idle);
  return Outcome::refused;
}

void UpstreamCall::append_error(Bytes text) {
  error_body_.append(text.substr(0, limits::error_body_bytes - error_body_.size()));
}

UpstreamCall::Outcome UpstreamCall::take_answer(const Event& event) {
  if (event.kind == Kind::upstream_body) {
    last_byte_ms_ = context_.now_ms;
    piece_ = mask_.take(event.body);
    return piece_.empty() && !event.body.empty() ? Outcome::nothing : Outcome::piece;
  }
  piece_ = mask_.end();
  track_.move(event.kind, Phase::idle);
  return event.kind == Kind::upstream_end ? Outcome::ended : Outcome::broken;
}

/// When the client last had reason to believe that somebody is at work.
double UpstreamCall::last_sign_ms() const { return last_byte_ms_ > last_beat_ms_ ? last_byte_ms_ : last_beat_ms_; }

double UpstreamCall::silence_bound_ms() const {
  if (silence_ms_ > 0) return silence_ms_;
  return context_.client.committed() ? limits::upstream_idle_ms : context_.settings().config.request_timeout_ms;
}

/// Wakes when the upstream has been silent for too long, or the client has.
void UpstreamCall::set_timer(double bound_ms, Actions& out) {
  if (beats_) {
    const double beat_ms = last_sign_ms() + context_.settings().config.heartbeat_ms - context_.now_ms;
    if (beat_ms < bound_ms) bound_ms = beat_ms;
  }
  timer_token_ = context_.next_token();
  out.wake(timer_token_, bound_ms > 1 ? bound_ms : 1);
}

UpstreamCall::Outcome UpstreamCall::take_timer(Actions& out) {
  const double now_ms = context_.now_ms;
  if (now_ms < last_byte_ms_) last_byte_ms_ = last_beat_ms_ = now_ms;  // the clock has stepped back
  const double quiet_ms = now_ms - last_byte_ms_;
  if (quiet_ms >= silence_bound_ms()) {
    cancel(out);
    return Outcome::timed_out;
  }
  const bool beat = beats_ && now_ms - last_sign_ms() >= context_.settings().config.heartbeat_ms;
  if (beat) last_beat_ms_ = now_ms;
  set_timer(silence_bound_ms() - quiet_ms, out);
  return beat ? Outcome::heartbeat : Outcome::nothing;
}

void UpstreamCall::cancel(Actions& out) {
  out.cancel(token_);
  sent_.hold(0);
  if (!track_.is(Phase::idle)) track_.move(started, Phase::idle);
}

}  // namespace rota::exchange
