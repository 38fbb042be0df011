// The exchange's end: reports, the log line, and the delivery of what no request takes along. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

std::int64_t counted(std::int64_t tokens) { return tokens < 0 ? 0 : tokens; }

}  // namespace

void Exchange::report(const pool::Verdict& verdict) {
  last_cause_ = verdict.cause;
  const chat::Usage usage = flow_->usage();
  prompt_tokens_ += counted(usage.prompt_tokens);
  completion_tokens_ += counted(usage.completion_tokens);
  if (!grant_.own_key.empty()) return;
  pool::Report report;
  report.key = pick_.key;
  report.model = flow_->model();
  report.verdict = verdict;
  report.status = upstream_status_;
  report.prompt_tokens = counted(usage.prompt_tokens);
  report.completion_tokens = counted(usage.completion_tokens);
  report.cached_tokens = counted(usage.cached_tokens);
  report.thinking_tokens = counted(usage.thinking_tokens);
  report.first_byte_ms = first_byte_ms_;
  report.total_ms = now_ms_ - called_ms_;
  gateway_.queue(report);
  if (pool::blame_of(verdict.cause) == Blame::key) urgent_report_ = true;
}

Phase Exchange::refuse(const Failure& failure, Actions& out) {
  client_.fail(failure, arena_);
  return flow_ == nullptr ? Phase::closed : settle(out);
}

Phase Exchange::on_client_gone(const Event&, Actions& out) {
  gathering_.cancel(out);
  if (phase_ != Phase::leasing && phase_ != Phase::gathering) {
    out.add(Kind::cancel, upstream_token_);
    pool::Verdict verdict;
    // Once the upstream has answered well the key has proven itself, and what it said of the cost so far counts.
    const bool answered = phase_ == Phase::buffering || phase_ == Phase::streaming;
    verdict.cause = answered ? pool::Cause::ok : pool::Cause::abandoned;
    report(verdict);
  }
  if (errand_ != Errand::lease || flow_ == nullptr) return Phase::closed;
  return settle(out);
}

/// The client has all it will get. What is left is to tell the pool: at once when others should know, else with
/// whichever request calls the pool next, else after a moment.
Phase Exchange::settle(Actions& out) {
  log_line(out);
  flow_->~Flow();
  flow_ = nullptr;
  body_.release();
  error_body_.release();
  upstream_token_ = pool_token_ = timer_token_ = ++last_token_;  // nobody's: what was asked for before is stale
  if (!gateway_.has_reports()) return Phase::closed;
  if (urgent_report_) return ask_pool(Errand::delivery, out);
  if (!gateway_.claim_delivery()) return Phase::closed;
  timer_token_ = ++last_token_;
  out.add(Kind::wake, timer_token_, limits::report_delay_ms);
  return Phase::settling;
}

Phase Exchange::on_delivery_timer(const Event& event, Actions& out) {
  if (event.token != timer_token_) return Phase::settling;
  gateway_.end_delivery();
  if (!gateway_.has_reports()) return Phase::closed;
  return ask_pool(Errand::delivery, out);
}

Phase Exchange::on_delivery_done(const Event& event, Actions&) {
  if (event.token != pool_token_) return Phase::settling;
  if (event.kind == Kind::failed) {
    for (const pool::Report& report : sent_reports_) gateway_.queue(report);
  }
  return Phase::closed;
}

/// One JSON line a proxied request: enough to follow each rotation, and nothing of a key but its label (C4, F1).
void Exchange::log_line(Actions& out) {
  Buffer line;
  json::Writer json(line);
  json.begin_object();
  json.key("id");
  json.string(request_.id);
  json.key("route");
  json.string(request_.head->path);
  json.key("model");
  json.string(flow_->model());
  json.key("status");
  json.integer(client_.status());
  json.key("key");
  json.string(pick_.label);
  json.key("attempts");
  json.integer(calls_);
  json.key("verdict");
  json.string(attempts_ == 0 ? Bytes("none") : pool::name_of(last_cause_));
  json.key("prompt_tokens");
  json.integer(prompt_tokens_);
  json.key("completion_tokens");
  json.integer(completion_tokens_);
  json.key("first_byte_ms");
  json.integer(static_cast<std::int64_t>(first_byte_ms_));
  json.key("total_ms");
  json.integer(static_cast<std::int64_t>(now_ms_ - began_ms_));
  json.end_object();
  out.add(Kind::log, 0, 0, arena_.copy(line.view()));
}

}  // namespace rota::exchange
