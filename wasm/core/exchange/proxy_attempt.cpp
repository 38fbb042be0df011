// The proxy job's attempts: a call, what has come of it, and what follows. See proxy_job.h.
#include "base/limits.h"
#include "base/text.h"
#include "dialect/complaints.h"
#include "dialect/table.h"
#include "exchange/debug.h"
#include "exchange/desk_job.h"
#include "exchange/proxy_job.h"

namespace rota::exchange {

namespace {

/// A label without what a header may not hold: "#3 ...wxyz".
Bytes plain_label(Bytes label, Arena& arena) {
  constexpr Bytes ellipsis = "\xE2\x80\xA6";
  const std::size_t at = label.find(ellipsis);
  if (at == Bytes::npos) return label;
  return arena.join(label.substr(0, at), "...", label.substr(at + ellipsis.size()));
}

pool::Verdict retryable(pool::Cause cause) {
  pool::Verdict verdict;
  verdict.cause = cause;
  verdict.retry = true;
  return verdict;
}

/// Neither the key nor the upstream has failed.
pool::Verdict says_nothing_of_the_key() {
  pool::Verdict verdict;
  verdict.cause = pool::Cause::client_error;
  return verdict;
}

dialect::Asked asked_of(const Context& context, const Flow& flow) {
  dialect::Asked asked;
  asked.client = context.client.dialect().label;
  asked.model = flow.model();
  asked.clients_key = !context.grant.own_key.empty();
  flow.describe(asked);
  return asked;
}

/// What the client hears when its attempts are used up, and keys that it has not tried may serve: to come back, not what
/// one key of many was told.
Failure when_used_up(pool::Cause cause, const Failure& failure, Bytes model, Arena& arena) {
  if (failure.fault == Fault::upstream_overloaded && failure.retry_after_ms <= 0) {
    Failure later = failure;
    later.retry_after_ms = limits::overloaded_retry_ms;
    return later;
  }
  if (pool::blame_of(cause) != Blame::key || cause == pool::Cause::refused) return failure;
  constexpr double soon_ms = second_ms;
  if (pool::concerns_key(cause)) {
    Failure later = failure;
    later.retry_after_ms = soon_ms;
    return later;
  }
  const Bytes for_model = model.empty() ? Bytes() : arena.join(" for ", model);
  return {Blame::key,
          Fault::rate_limited,
          429,
          arena.join("The keys that were tried are over their limits", for_model, "; others may serve. Try again."),
          {},
          soon_ms};
}

}  // namespace

bool ProxyJob::call(Kind on, Actions& out) {
  const Result<UpstreamRequest> written = flow_->call();
  UpstreamRequest request = written.ok() ? *written : UpstreamRequest();
  // An answer in one piece is silent for as long as the model takes.
  if (flow_->answers_whole()) {
    request.silence_ms = context_.settings().config.answer_timeout_ms;
    request.at_once_bytes = limits::answer_at_once_bytes;
  }
  quoted_ = {};
  spending_ = {};
  spending_.asked_bytes = request.body.size();
  policy_.count();
  journal_.call_began(pick_.label);
  if (!written.ok()) return fail_attempt(on, says_nothing_of_the_key(), written.failure(), out);
  // Administrators see which key is at work, with the head of the answer: also when that must go out before the answer
  // itself, and another key serves in the end.
  if (context_.request.route.operation == dialect::Operation::playground) {
    context_.client.show_attempt(plain_label(pick_.label, context_.arena),
                                 text::decimal(context_.arena, journal_.calls()));
  }
  call_.begin(request, pick_.secret, flow_->can_beat(), out);
  return move(on, Phase::calling);
}

bool ProxyJob::take_call(const Event& event, Actions& out) {
  flow_->sent();
  const bool answering = call_.phase() == UpstreamCallPhase::answering;
  switch (call_.take(event, out)) {
    case UpstreamCall::Outcome::nothing:
      return true;
    case UpstreamCall::Outcome::heartbeat:
      flow_->heartbeat(context_.client);
      return true;
    case UpstreamCall::Outcome::accepted:
      flow_->accept(call_.status(), call_.headers(), context_.now_ms, context_.client);
      return true;
    case UpstreamCall::Outcome::piece:
      return progress(event.kind, take_piece(), out);
    case UpstreamCall::Outcome::ended:
      return take_end(event.kind, out);
    case UpstreamCall::Outcome::refused:
      return take_refusal(event.kind, out);
    case UpstreamCall::Outcome::broken:
      return broke(event.kind, event.head, answering, out);
    case UpstreamCall::Outcome::timed_out:
      break;
  }
  return timed_out(event.kind, out);
}

Result<Next> ProxyJob::take_piece() {
  if (counts_tokens(context_)) spending_.take(call_.piece());
  const Result<Next> next = flow_->take(call_.piece(), context_.client);
  if (!flow_->needs_request()) give_request_back();
  return next;
}

/// What the call has held back comes before the end.
bool ProxyJob::take_end(Kind on, Actions& out) {
  if (!call_.piece().empty()) {
    const Result<Next> next = take_piece();
    if (!next.ok() || *next != Next::wait) return progress(on, next, out);
  }
  return progress(on, flow_->end(context_.client), out);
}

void ProxyJob::give_request_back() {
  context_.request.body = {};
  context_.body.release();
}

void ProxyJob::report(const pool::Verdict& verdict) {
  const chat::Usage usage = flow_->usage();
  const bool charged = verdict.cause == pool::Cause::ok || verdict.cause == pool::Cause::abandoned;
  journal_.attempt_ended({.pick = pick_,
                          .verdict = verdict,
                          .usage = usage,
                          .estimated_tokens = charged ? unsaid_tokens(context_, *flow_, usage, spending_) : 0,
                          .status = call_.status(),
                          .first_byte_ms = call_.first_byte_ms(),
                          .took_ms = call_.took_ms(),
                          .unlent = lent_calls_++ != 0,
                          .test = pin_ != 0,
                          .conversation = lease_.placed()});
}

bool ProxyJob::take_refusal(Kind on, Actions& out) {
  const dialect::UpstreamDialect& upstream = *context_.settings().dialect;
  Arena& arena = context_.arena;
  const chat::UpstreamError error = upstream.read_error(call_.status(), http::find(call_.headers(), "retry-after"),
                                                        call_.error_body(), context_.reader, arena);
  const dialect::Asked asked = asked_of(context_, *flow_);
  const chat::Diagnosis diagnosis = dialect::classify(upstream, error, asked, arena);
  pool::Verdict verdict = pool::verdict_of(diagnosis, context_.now_ms);
  // An answer in one piece was slow to come, and would be again.
  const bool slow = diagnosis.cause == chat::Cause::deadline && call_.took_ms() >= limits::slow_answer_ms;
  if (slow && flow_->answers_whole()) verdict.retry = false;
  if (policy_.has_attempts() && flow_->amend(error)) {
    report(verdict);
    return call(on, out);
  }
  const bool in_dialect = error.structured && error.envelope == context_.client.dialect().label;
  const bool quotes = verdict.cause == pool::Cause::client_error && flow_->passes_errors() && in_dialect;
  if (quotes && (asked.clients_key || dialect::may_quote(diagnosis))) {
    quoted_ = arena.copy(text::redact(arena, call_.error_body()));
    quoted_status_ = call_.status();
  }
  return fail_attempt(on, verdict, dialect::failure_of(diagnosis, asked, arena), out);
}

/// What the flow made of a piece of the answer.
bool ProxyJob::progress(Kind on, const Result<Next>& next, Actions& out) {
  if (!next.ok()) return fail_answer(on, next.failure(), out);
  switch (*next) {
    case Next::wait:
      return true;
    case Next::again:
      report({});
      policy_.begin_question();
      return call(on, out);
    case Next::finished:
      return finish(on, out);
    case Next::desk:
      break;
  }
  return ask_desk(on, out);
}

/// An answer that began well turned out to be none.
bool ProxyJob::fail_answer(Kind on, const Failure& failure, Actions& out) {
  call_.cancel(out);
  const chat::UpstreamError* error = flow_->upstream_error();
  if (failure.blame == Blame::rota) return fail_attempt(on, says_nothing_of_the_key(), failure, out);
  if (error == nullptr) return fail_attempt(on, retryable(pool::Cause::server_error), failure, out);
  const dialect::Asked asked = asked_of(context_, *flow_);
  const chat::Diagnosis diagnosis = dialect::classify(*context_.settings().dialect, *error, asked, context_.arena);
  return fail_attempt(on, pool::verdict_of(diagnosis, context_.now_ms), dialect::failure_of(diagnosis, asked, context_.arena), out);
}

bool ProxyJob::finish(Kind on, Actions& out) {
  report({});
  Ending ending;
  ending.status = call_.status();
  ending.ms = call_.took_ms();
  static_cast<void>(flow_->conclude(ending, context_.client));
  return settle(on, out);
}

bool ProxyJob::broke(Kind on, Bytes why, bool answering, Actions& out) {
  Failure failure{Blame::upstream, Fault::upstream_unreachable, 502, "The upstream could not be reached.", {}, 0};
  if (answering) {
    failure.fault = Fault::stream_truncated;
    failure.message = "The upstream broke off in the middle of its answer.";
  }
  if (context_.settings().debug_errors) {
    failure = with_platform_words(failure, call_.masked(why), context_.arena);
  }
  return fail_attempt(on, retryable(pool::Cause::unreachable), failure, out);
}

bool ProxyJob::timed_out(Kind on, Actions& out) {
  const Failure failure{Blame::upstream, Fault::upstream_timeout, 504, "The upstream did not answer in time.", {}, 0};
  pool::Verdict verdict = retryable(pool::Cause::timeout);
  if (flow_->answers_whole()) verdict.retry = false;
  return fail_attempt(on, verdict, failure, out);
}

bool ProxyJob::fail_attempt(Kind on, const pool::Verdict& verdict, const Failure& failure, Actions& out) {
  pool::Verdict reported = verdict;
  if (reported.said.empty()) reported.said = text::redact(context_.arena, failure.message);
  report(reported);
  last_failure_ = failure;
  has_failed_ = true;
  const bool may_change_key =
      !context_.client.committed() && context_.grant.own_key.empty() && flow_->may_change_key();
  if (may_change_key && policy_.may_retry(verdict, context_.now_ms - context_.began_ms)) {
    // Every key would be told so at this moment, and the same key something else in a while.
    if (failure.fault == Fault::upstream_overloaded) lease_.absolve();
    const double pause_ms = policy_.pause_ms(verdict);
    return pause_ms > 0 ? pause(on, pause_ms, out) : lease(on, out);
  }
  Ending ending{verdict, failure, call_.status(), call_.took_ms()};
  if (may_change_key && verdict.retry) {
    ending.failure = when_used_up(verdict.cause, failure, flow_->model(), context_.arena);
  }
  if (!flow_->conclude(ending, context_.client)) answer_failure(ending.failure);
  return settle(on, out);
}

bool ProxyJob::pause(Kind on, double pause_ms, Actions& out) {
  pause_timer_ = context_.next_token();
  out.wake(pause_timer_, pause_ms);
  return move(on, Phase::pausing);
}

/// The client hears the last refusal: as the upstream said it, where both speak one dialect and it is about the client.
void ProxyJob::answer_failure(const Failure& failure) {
  if (quoted_.empty() || context_.client.committed()) return context_.client.fail(failure, context_.arena);
  context_.client.answer(quoted_status_, "application/json; charset=utf-8", quoted_);
}

/// The upstream has said all: the desk answers the client.
bool ProxyJob::ask_desk(Kind on, Actions& out) {
  report({});
  context_.request.body = flow_->desk_request();
  pool::Call asked;
  asked.admin = desk_call(context_, gate_);
  link_.ask(asked, 0, out);
  return move(on, Phase::asking);
}

bool ProxyJob::take_desk(const Event& event, Actions& out) {
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return true;
  if (heard == PoolLink::Heard::failure) return refuse(event.kind, link_.failure(), out);
  answer_from_desk(link_.reply().admin, context_, gate_);
  return settle(event.kind, out);
}

}  // namespace rota::exchange
