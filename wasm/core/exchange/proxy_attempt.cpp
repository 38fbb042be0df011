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
  quote_ = {};
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
  if (chain_.any()) context_.client.show_model(header_text(flow_->model(), context_.arena));
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
  if (!flow_->needs_request()) {
    context_.request.body = {};
    context_.body.release();
  }
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
  const chat::UpstreamError error = upstream.read_error(call_.status(), call_.headers(), call_.error_body(), context_.reader, arena);
  const dialect::Asked asked = asked_of(context_, *flow_);
  const chat::Diagnosis diagnosis = dialect::classify(upstream, error, asked, arena);
  pool::Verdict verdict = pool::verdict_of(diagnosis, context_.now_ms);
  if (diagnosis.cause == chat::Cause::location) context_.gateway.egress().note_refusal(context_.now_ms);
  // An answer in one piece was slow to come, and would be again.
  const bool slow = diagnosis.cause == chat::Cause::deadline && call_.took_ms() >= limits::slow_answer_ms;
  if (slow && flow_->answers_whole()) verdict.retry = false;
  if (policy_.has_attempts() && flow_->amend(error)) {
    report(verdict);
    return call(on, out);
  }
  const Failure failure = dialect::failure_of(diagnosis, asked, arena);
  // When all models of a chain were given up, no one's words are the last.
  const bool of_many = chain_.has_gone_on() && leads_on(verdict, failure);
  const bool in_dialect = error.structured && error.envelope == context_.client.dialect().label;
  const bool quotes = verdict.cause == pool::Cause::client_error && flow_->passes_errors() && in_dialect && !of_many;
  if (quotes && (asked.clients_key || dialect::may_quote(diagnosis))) {
    quote_.body = arena.copy(text::redact(arena, call_.error_body()));
    quote_.status = call_.status();
  }
  return fail_attempt(on, verdict, failure, out);
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
    case Next::lease:
      report({});
      policy_.begin_question();
      return lease(on, out);
    case Next::learned:
      // Who has brought a key knows whose it is.
      if (!context_.grant.own_key.empty()) {
        flow_->confirm(context_.client);
        return finish(on, out);
      }
      break;
    case Next::desk:
      break;
  }
  return ask_pool(on, *next, out);
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
  leads_on_ = leads_on(verdict, failure);
  const double since_ms = context_.now_ms - context_.began_ms;
  const bool may_ask_again = !context_.client.committed() && flow_->may_change_key();
  const bool pooled = may_ask_again && context_.grant.own_key.empty();
  // The owner of what the request names may be asked once more, where it is not to blame.
  const bool may_change_key = pooled && !lease_.is_bound();
  const Blame blame = pool::blame_of(verdict.cause);
  const bool is_blameless = blame == Blame::upstream || blame == Blame::egress;
  if ((may_change_key || (pooled && is_blameless)) && policy_.may_retry(verdict, since_ms)) {
    // Every key would be told so at this moment, and the same key something else in a while.
    if (failure.fault == Fault::upstream_overloaded) lease_.absolve();
    const double pause_ms = policy_.pause_ms(verdict);
    if (pause_ms <= 0) return lease(on, out);
    pause_timer_ = context_.next_token();
    out.wake(pause_timer_, pause_ms);
    return move(on, Phase::pausing);
  }
  Ending ending{verdict, failure, call_.status(), call_.took_ms()};
  if (may_change_key && verdict.retry) {
    ending.failure = when_used_up(verdict.cause, failure, flow_->model(), context_.arena);
  }
  if (may_ask_again && leads_on_ && chain_.may_go_on(since_ms)) return next_model(on, ending.failure, out);
  if (leads_on_) ending.failure = chain_.last_word(ending.failure, context_.arena);
  if (!flow_->conclude(ending, context_.client)) answer_failure(ending.failure);
  return settle(on, out);
}

/// The client hears the last refusal: as the upstream said it, where both speak one dialect and it is about the client.
void ProxyJob::answer_failure(const Failure& failure) {
  if (quote_.body.empty() || context_.client.committed()) return context_.client.fail(failure, context_.arena);
  context_.client.answer(quote_.status, "application/json; charset=utf-8", quote_.body);
}

/// The upstream has said all: the desk answers the client, or hears what the upstream keeps from now on, and the client has
/// the end of its answer then: whoever asks for it next, of whatever isolate, finds its owner.
bool ProxyJob::ask_pool(Kind on, Next what, Actions& out) {
  asked_ = what;
  pool::Call asked;
  if (what == Next::desk) {
    report({});
    context_.request.body = flow_->desk_request();
    asked.admin = desk_call(context_, gate_);
    link_.ask(asked, 0, out);
  } else {
    const std::uint64_t client = context_.grant.client != nullptr ? context_.grant.client->id : 0;
    for (const dialect::Resource& resource : flow_->learned()) {
      asked.learned.push(context_.arena, pool::Learned{resource.name, pick_.key, client, resource.life_ms});
    }
    link_.ask(asked, pick_.shard, out);
  }
  return move(on, Phase::asking);
}

/// A pool that cannot be told leaves the answer as it is: what it tells of exists, and its owner is not known here.
bool ProxyJob::take_answer_of_pool(const Event& event, Actions& out) {
  const PoolLink::Heard heard = link_.take(event);
  if (heard == PoolLink::Heard::nothing) return true;
  if (asked_ == Next::learned) {
    if (heard == PoolLink::Heard::failure) out.log("the pool could not be told who owns what a client has made upstream");
    flow_->confirm(context_.client);
    return finish(event.kind, out);
  }
  if (heard == PoolLink::Heard::failure) return refuse(event.kind, link_.failure(), out);
  answer_from_desk(link_.reply().admin, context_, gate_);
  return settle(event.kind, out);
}

}  // namespace rota::exchange
