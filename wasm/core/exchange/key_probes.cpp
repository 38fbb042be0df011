// One probe after the other; see key_probes.h.
#include "exchange/key_probes.h"

#include "dialect/table.h"
#include "exchange/probe_request.h"

namespace rota::exchange {

void KeyProbes::add(const List<pool::Pick>& doubted, Bytes model, Actions& out) {
  if (doubted.empty()) return;
  for (const pool::Pick& pick : doubted) waiting_.push(context_.arena, pick);
  asked_ = model;
  if (idle()) begin_next(out);
}

/// Nothing of the client's, where there is any other: not even the name of its model.
void KeyProbes::choose_model() {
  const Settings& settings = context_.settings();
  Bytes usual = usual_model(settings);
  if (usual.empty()) usual = context_.arena.copy(context_.gateway.served_model());
  clients_model_ = usual.empty() && !asked_.empty();
  const auto model = probed_model(clients_model_ ? asked_ : usual, settings, context_.arena);
  model_ = model.ok() ? model.value() : Bytes();
}

void KeyProbes::begin_next(Actions& out) {
  if (begun_ == waiting_.size()) return;
  const pool::Pick& pick = waiting_[begun_++];
  choose_model();
  answer_.clear();
  tail_.clear();
  UpstreamRequest request = probe_request(model_, context_.settings(), body_, context_.arena);
  request.silence_ms = limits::key_probe_ms;
  call_.begin(request, pick.secret, false, out);
  calling_ = true;
}

void KeyProbes::take(const Event& event, Actions& out) {
  if (!calling_) {
    const PoolLink::Heard heard = link_.take(event);
    if (heard == PoolLink::Heard::nothing) return;
    for (const pool::Pick& pick : link_.take_doubted()) waiting_.push(context_.arena, pick);
    return begin_next(out);
  }
  pool::Verdict undecided;
  undecided.cause = pool::Cause::unreachable;
  switch (call_.take(event, out)) {
    case UpstreamCall::Outcome::nothing:
    case UpstreamCall::Outcome::heartbeat:
    case UpstreamCall::Outcome::accepted:
      return;
    case UpstreamCall::Outcome::piece:
      if (collect()) return;
      call_.cancel(out);
      return conclude({}, out);
    case UpstreamCall::Outcome::ended:
      return conclude(collect() ? judge_answer() : pool::Verdict{}, out);
    case UpstreamCall::Outcome::refused:
      return conclude(judge(context_.settings().dialect->read_error(
                          call_.status(), call_.headers(), call_.error_body(), context_.reader, context_.arena)),
                      out);
    case UpstreamCall::Outcome::timed_out:
      undecided.cause = pool::Cause::timeout;
      break;
    case UpstreamCall::Outcome::broken:
      break;
  }
  conclude(undecided, out);
}

/// The next piece of the answer, without the key. False when there is too much of it for a probe's.
bool KeyProbes::collect() {
  tail_.feed(call_.piece());
  return answer_.take(call_.piece()).ok();
}

pool::Verdict KeyProbes::judge_answer() {
  const auto root = context_.reader.read(answer_.view(), context_.arena, json::HalfPairs::replaced);
  const chat::UpstreamError* error =
      root.ok() ? context_.settings().dialect->error_in(*root, context_.arena) : nullptr;
  return error != nullptr ? judge(*error) : pool::Verdict{};
}

pool::Verdict KeyProbes::judge(const chat::UpstreamError& error) {
  dialect::Asked asked;
  asked.model = model_;
  const chat::Diagnosis diagnosis =
      dialect::classify(*context_.settings().dialect, error, asked, context_.arena);
  pool::Verdict verdict = pool::verdict_of(diagnosis, context_.now_ms);
  // The smallest request with the usual model: nobody but the key is left to blame.
  if (verdict.cause == pool::Cause::client_error && verdict.retry) verdict.cause = pool::Cause::refused;
  // That an account cannot pay for a model that a client has chosen says nothing of the models that cost less.
  if (verdict.cause == pool::Cause::billing && clients_model_) {
    verdict.cause = pool::Cause::model_denied;
    verdict.cool_ms = limits::billing_cooldown_ms;
  }
  return verdict;
}

void KeyProbes::note_cost(pool::Report& report) {
  const chat::Usage usage = tail_.read(*context_.settings().dialect, context_.reader, context_.arena);
  const auto counted = [](std::int64_t tokens) { return tokens < 0 ? 0 : tokens; };
  report.prompt_tokens = counted(usage.prompt_tokens);
  report.thinking_tokens = counted(usage.thinking_tokens);
  report.completion_tokens = counted(usage.completion_tokens - report.thinking_tokens);
}

void KeyProbes::conclude(const pool::Verdict& verdict, Actions& out) {
  const pool::Pick& pick = waiting_[begun_ - 1];
  calling_ = false;
  pool::Report report;
  report.key = pick.key;
  report.shard = pick.shard;
  report.model = model_;
  report.verdict = verdict;
  report.status = call_.status();
  report.unlent = true;
  report.test = true;
  note_cost(report);
  report.first_byte_ms = call_.first_byte_ms();
  report.total_ms = call_.took_ms();
  report.ended_ms = context_.now_ms;
  report.endpoint = dialect::name_of(dialect::Operation::key_test);
  report.dialect = context_.settings().dialect->label;
  report.attempt = 1;
  context_.gateway.queue(report);
  call_.release();
  pool::Call call;
  link_.ask(call, pick.shard, out);
}

}  // namespace rota::exchange
