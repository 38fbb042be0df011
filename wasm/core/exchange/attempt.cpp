// The exchange's attempts: leasing, calling, judging, and the answer on its way. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/error.h"
#include "exchange/exchange.h"

namespace rota::exchange {

namespace {

/// How much of the patience for failures that are nobody's key a failure uses up. A timeout has cost the client a
/// minute, a wrong location will be wrong again from the same place: one more try each.
std::int32_t patience_cost(pool::Cause cause) {
  switch (cause) {
    case pool::Cause::server_error:
    case pool::Cause::unreachable:
      return 1;
    case pool::Cause::timeout:
    case pool::Cause::location:
      return 2;
    default:
      return 0;
  }
}

Failure unreachable_failure() {
  return {Blame::upstream, Fault::upstream_unreachable, 502, "The upstream could not be reached.", {}, 0};
}

Failure timeout_failure() {
  return {Blame::upstream, Fault::upstream_timeout, 504, "The upstream did not answer in time.", {}, 0};
}

}  // namespace

Phase Exchange::call_upstream(Actions& out) {
  const UpstreamCall call = flow_->call();
  call_head_.clear();
  call_head_.append(call.method);
  call_head_.append(' ');
  call_head_.append(call.url);
  call_head_.append('\n');
  call_head_.append(call.headers);
  if (settings().upstream_dialect == http::Dialect::openai) {
    http::append_header(call_head_, "authorization", arena_.join("Bearer ", pick_.secret));
  } else {
    http::append_header(call_head_, "x-goog-api-key", pick_.secret);
  }
  ++attempts_;
  ++calls_;
  tell_attempt();
  upstream_status_ = 0;
  called_ms_ = last_byte_ms_ = now_ms_;
  first_byte_ms_ = 0;
  upstream_token_ = ++last_token_;
  out.add(Kind::fetch, upstream_token_, 0, call_head_.view(), call.body);
  last_beat_ms_ = now_ms_;
  set_timer(settings().config.request_timeout_ms, out);
  return Phase::calling;
}

Phase Exchange::on_upstream_head(const Event& event, Actions&) {
  if (event.token != upstream_token_) return Phase::calling;
  upstream_status_ = static_cast<std::uint16_t>(event.number);
  first_byte_ms_ = now_ms_ - called_ms_;
  last_byte_ms_ = now_ms_;
  const http::Headers headers = http::read_headers(arena_.copy(event.head), arena_);
  if (upstream_status_ < 200 || upstream_status_ > 399) {
    upstream_retry_after_ = http::find(headers, "retry-after");
    error_body_.clear();
    return Phase::judging;
  }
  flow_->accept(upstream_status_, headers, now_ms_, client_);
  return client_.committed() ? Phase::streaming : Phase::buffering;
}

Phase Exchange::on_error_body(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return Phase::judging;
  last_byte_ms_ = now_ms_;
  const std::size_t room = limits::error_body_bytes - error_body_.size();
  error_body_.append(event.body.substr(0, room));
  if (event.body.size() < room) return Phase::judging;
  out.add(Kind::cancel, upstream_token_);
  return on_error_end(event, out);
}

Phase Exchange::on_error_end(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return Phase::judging;
  const chat::UpstreamError error =
      gemini::read_error(upstream_status_, upstream_retry_after_, error_body_.view(), reader_, arena_);
  const pool::Verdict verdict = pool::classify(error, arena_);
  if (attempts_ < settings().config.max_attempts && flow_->amend(error)) {
    report(verdict);
    return call_upstream(out);
  }
  // Google's canonical status tells its envelope from OpenAI's.
  const bool in_dialect = error.structured && error.status.empty() == (client_.dialect() == http::Dialect::openai);
  if (verdict.cause == pool::Cause::client_error && flow_->passes_errors() && in_dialect) {
    report(verdict);
    client_.answer(upstream_status_, "application/json; charset=utf-8", text::redact(arena_, error_body_.view()));
    return settle(out);
  }
  return attempt_failed(verdict, gemini::to_failure(error, arena_, !grant_.own_key.empty()), out);
}

Phase Exchange::on_answer_body(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  last_byte_ms_ = now_ms_;
  return progress(flow_->take(event.body, client_), out);
}

Phase Exchange::on_answer_end(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  return progress(flow_->end(client_), out);
}

/// What a flow made of a piece of the answer.
Phase Exchange::progress(const Result<Next>& next, Actions& out) {
  if (!next.ok()) {
    const chat::UpstreamError* error = flow_->upstream_error();
    pool::Verdict verdict;
    if (error != nullptr) {
      verdict = pool::classify(*error, arena_);
    } else {
      verdict.cause = pool::Cause::server_error;
      verdict.retry = true;
    }
    out.add(Kind::cancel, upstream_token_);
    return attempt_failed(verdict, next.failure(), out);
  }
  switch (next.value()) {
    case Next::again:
      report(pool::Verdict{});
      attempts_ = 0;  // the next page or batch is a call of its own, with its own attempts
      return call_upstream(out);
    case Next::finished:
      return finish_call(out);
    case Next::desk:
      report(pool::Verdict{});
      request_.body = flow_->desk_request();
      return ask_pool(Errand::admin, out);
    case Next::wait:
      break;
  }
  return client_.committed() ? Phase::streaming : Phase::buffering;
}

/// The answer is whole.
Phase Exchange::finish_call(Actions& out) {
  report(pool::Verdict{});
  Ending ending;
  ending.status = upstream_status_;
  ending.ms = now_ms_ - called_ms_;
  static_cast<void>(flow_->conclude(ending, client_));
  return settle(out);
}

Phase Exchange::on_upstream_failed(const Event& event, Actions& out) {
  if (event.token != upstream_token_) return phase_;
  pool::Verdict verdict;
  verdict.cause = pool::Cause::unreachable;
  verdict.retry = true;
  Failure failure = unreachable_failure();
  if (phase_ != Phase::calling) {
    failure = {
        Blame::upstream, Fault::stream_truncated, 502, "The upstream broke off in the middle of its answer.", {}, 0};
  }
  if (settings().debug_errors) {
    failure.message = text::redact(arena_, arena_.join(failure.message, " ", event.head));
  }
  return attempt_failed(verdict, failure, out);
}

/// Wakes when the upstream has been silent for too long, or the client for long enough to be told that nothing is
/// broken.
void Exchange::set_timer(double bound_ms, Actions& out) {
  if (settings().config.heartbeat_ms > 0 && flow_->can_beat()) {
    const double beat_ms = last_sign_ms() + settings().config.heartbeat_ms - now_ms_;
    if (beat_ms < bound_ms) bound_ms = beat_ms;
  }
  timer_token_ = ++last_token_;
  out.add(Kind::wake, timer_token_, bound_ms > 1 ? bound_ms : 1);
}

Phase Exchange::on_timer(const Event& event, Actions& out) {
  if (event.token != timer_token_) return phase_;
  const double bound_ms = phase_ == Phase::streaming ? limits::upstream_idle_ms : settings().config.request_timeout_ms;
  if (now_ms_ < last_byte_ms_) last_byte_ms_ = last_beat_ms_ = now_ms_;  // the clock has stepped back
  const double quiet_ms = now_ms_ - last_byte_ms_;
  if (quiet_ms < bound_ms) {
    if (flow_->can_beat() && settings().config.heartbeat_ms > 0 && now_ms_ - last_sign_ms() >= settings().config.heartbeat_ms) {
      flow_->heartbeat(client_);
      last_beat_ms_ = now_ms_;
    }
    set_timer(bound_ms - quiet_ms, out);
    return phase_;
  }
  out.add(Kind::cancel, upstream_token_);
  pool::Verdict verdict;
  verdict.cause = pool::Cause::timeout;
  verdict.retry = true;
  return attempt_failed(verdict, timeout_failure(), out);
}

bool Exchange::may_retry(const pool::Verdict& verdict) {
  if (!verdict.retry || client_.committed() || !grant_.own_key.empty() || !flow_->may_change_key()) return false;
  if (attempts_ >= settings().config.max_attempts) return false;
  upstream_patience_ -= patience_cost(verdict.cause);
  return upstream_patience_ >= 0;
}

Phase Exchange::attempt_failed(const pool::Verdict& verdict, const Failure& failure, Actions& out) {
  report(verdict);
  upstream_token_ = timer_token_ = 0;
  last_failure_ = failure;
  has_failed_ = true;
  if (may_retry(verdict)) return lease(out);
  const Ending ending{verdict, failure, upstream_status_, now_ms_ - called_ms_};
  if (!flow_->conclude(ending, client_)) client_.fail(failure, arena_);
  return settle(out);
}

Phase Exchange::out_of_keys(const pool::Reply& reply, Actions& out) {
  Failure failure{Blame::key, Fault::rate_limited, 429, reply.reason, {}, reply.retry_after_ms};
  switch (reply.shortage) {
    case pool::Shortage::cooling:
      break;
    case pool::Shortage::exhausted:
    case pool::Shortage::unavailable:
      failure.fault = Fault::quota_exhausted;
      break;
    case pool::Shortage::no_keys:
      failure.fault = Fault::no_keys;
      failure.status = 503;
      break;
    case pool::Shortage::tried:
    case pool::Shortage::none:
      if (has_failed_) failure = last_failure_;
      break;
  }
  client_.fail(failure, arena_);
  return settle(out);
}

}  // namespace rota::exchange
