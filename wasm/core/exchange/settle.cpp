// The exchange's end: reports, the log line, and the delivery of what no request takes along. See exchange.h.
#include "base/limits.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

std::int64_t counted(std::int64_t tokens) { return tokens < 0 ? 0 : tokens; }

/// Clocks may step back.
std::int64_t whole(double ms) { return ms > 0 ? static_cast<std::int64_t>(ms) : 0; }

void write_told(Bytes key, std::uint16_t status, pool::Cause cause, double took_ms, json::Writer& json) {
  json.begin_object();
  json.key("key");
  json.string(key);
  json.key("status");
  json.integer(status);
  json.key("verdict");
  json.string(pool::name_of(cause));
  json.key("ms");
  json.integer(whole(took_ms));
  json.end_object();
}

}  // namespace

pool::Report Exchange::make_report(const pool::Verdict& verdict) {
  const chat::Usage usage = flow_->usage();
  pool::Report report;
  report.key = pick_.key;
  report.shard = pick_.shard;
  report.model = flow_->model();
  report.verdict = verdict;
  report.status = upstream_status_;
  report.unlent = lent_calls_++ != 0;
  report.test = pin_ != 0;
  report.prompt_tokens = counted(usage.prompt_tokens);
  // The record adds thinking to what else was said; an answer's usage has it inside.
  const std::int64_t thinking = counted(usage.thinking_tokens);
  const std::int64_t completion = counted(usage.completion_tokens);
  report.completion_tokens = completion > thinking ? completion - thinking : 0;
  report.cached_tokens = counted(usage.cached_tokens);
  report.thinking_tokens = thinking;
  report.first_byte_ms = first_byte_ms_;
  report.total_ms = now_ms_ - called_ms_;
  report.told_ms = now_ms_;
  report.client = client_id();
  report.endpoint = http::name_of(request_.route.endpoint);
  report.dialect = http::name_of(request_.route.dialect);
  report.attempt = static_cast<std::uint8_t>(calls_ < 0xFF ? calls_ : 0xFF);
  return report;
}

Bytes Exchange::client_id() {
  if (grant_.client == nullptr) return {};
  return arena_.copy(text::hex_id(grant_.client->id).view());
}

void Exchange::report(const pool::Verdict& verdict) {
  const chat::Usage usage = flow_->usage();
  told_.push(arena_, Told{pick_.label, upstream_status_, verdict.cause, now_ms_ - called_ms_});
  prompt_tokens_ += counted(usage.prompt_tokens);
  completion_tokens_ += counted(usage.completion_tokens);
  upstream_ms_ += now_ms_ - called_ms_;
  if (!grant_.own_key.empty()) return;
  const pool::Report report = make_report(verdict);
  if (verdict.cause == pool::Cause::client_error && verdict.retry) {
    suspects_.push(arena_, report);  // another key will tell whose fault it is
    return;
  }
  if (verdict.cause == pool::Cause::ok) settle_suspects(true);
  send_report(report);
}

void Exchange::send_report(const pool::Report& report) {
  gateway_.queue(report);
  step_reported_ = true;
  if (pool::blame_of(report.verdict.cause) != Blame::key) return;
  urgent_report_ = true;
  const bool whole = pool::concerns_key(report.verdict.cause);
  gateway_.bank().drop(whole ? pick_.key : pick_.group, whole ? Bytes() : report.model);
}

/// Refusals that blamed nobody: once another key has served the same request, they were the keys' own (E3).
void Exchange::settle_suspects(bool served) {
  for (pool::Report& suspect : suspects_) {
    if (served) suspect.verdict.cause = pool::Cause::refused;
    gateway_.queue(suspect);
    step_reported_ = true;
  }
  suspects_ = {};
}

/// The newest report says how the request ended; without one in this step, a report of its own does.
void Exchange::report_end() {
  if (!grant_.own_key.empty()) return;
  settle_suspects(false);
  const double took_ms = now_ms_ - began_ms_;
  pool::Report end;
  end.last = true;
  end.client_status = client_.status();
  end.overhead_ms = took_ms > upstream_ms_ ? took_ms - upstream_ms_ : 0;
  if (step_reported_ && gateway_.end_newest(end)) return;
  end.model = flow_->model();
  end.shard = shard_;
  end.verdict.cause = pool::Cause::client_error;
  end.told_ms = now_ms_;
  end.client = client_id();
  end.endpoint = http::name_of(request_.route.endpoint);
  end.dialect = http::name_of(request_.route.dialect);
  end.attempt = static_cast<std::uint8_t>(calls_ < 0xFF ? calls_ : 0xFF);
  gateway_.queue(end);
}

Phase Exchange::refuse(const Failure& failure, Actions& out) {
  client_.fail(failure, arena_);
  return flow_ == nullptr ? end_unserved(out) : settle(out);
}

Phase Exchange::on_client_gone(const Event&, Actions& out) {
  gathering_.cancel(out);
  if (phase_ == Phase::leasing) return leave_lease(out);
  if (phase_ != Phase::gathering) {
    out.add(Kind::cancel, upstream_token_);
    pool::Verdict verdict;
    // Once the upstream has answered well the key has proven itself, and what it said of the cost so far counts.
    const bool answered = phase_ == Phase::buffering || phase_ == Phase::streaming;
    verdict.cause = answered ? pool::Cause::ok : pool::Cause::abandoned;
    report(verdict);
  }
  return flow_ == nullptr ? Phase::closed : settle(out);
}

/// Picks that are on their way are others' to use: the exchange stays until they are in the bank.
Phase Exchange::leave_lease(Actions& out) {
  if (wait_token_ != 0) {
    gateway_.bank().remove_waiter(wait_token_);
    wait_token_ = 0;
  }
  if (flow_ == nullptr) return Phase::closed;
  if (errand_ != Errand::lease || pool_token_ == 0) return settle(out);
  leased_model_ = arena_.copy(flow_->model());
  timer_token_ = ++last_token_;  // nobody's: what was to wake before is stale
  log_line(out);
  report_end();
  end_flow();
  return Phase::settling;
}

void Exchange::end_flow() {
  flow_->~Flow();
  flow_ = nullptr;
  body_.release();
  error_body_.release();
}

/// The client has all it will get. What is left is to tell the pool: at once when others should know, else with
/// whichever request calls the pool next, else after a moment.
Phase Exchange::settle(Actions& out) {
  log_line(out);
  report_end();
  end_flow();
  upstream_token_ = pool_token_ = timer_token_ = ++last_token_;  // nobody's: what was asked for before is stale
  return deliver(out);
}

/// Outcomes that wait go at once, or with the next call, or after a moment with this exchange.
Phase Exchange::deliver(Actions& out) {
  if (!gateway_.has_outcomes()) return Phase::closed;
  if (urgent_report_ || pin_ != 0) return ask_pool(Errand::delivery, out);  // who tests looks at the key next
  delivery_ = gateway_.claim_delivery(now_ms_);
  if (delivery_ == 0) return Phase::closed;
  timer_token_ = ++last_token_;
  out.add(Kind::wake, timer_token_, limits::report_delay_ms);
  return Phase::settling;
}

Phase Exchange::on_delivery_timer(const Event& event, Actions& out) {
  if (event.token != timer_token_) return Phase::settling;
  if (!gateway_.end_delivery(delivery_) || !gateway_.has_outcomes()) return Phase::closed;
  return ask_pool(Errand::delivery, out);
}

Phase Exchange::on_delivery_done(const Event& event, Actions& out) {
  if (event.token != pool_token_) return Phase::settling;
  pool_token_ = ++last_token_;  // nobody's
  const auto reply = reply_of(event);
  if (!reply.ok()) {
    miss_reply(out);
    return Phase::closed;
  }
  take_reply(**reply, 0, out);
  if (errand_ == Errand::lease) return deliver(out);
  // With several shards, the others want to hear theirs.
  const bool others = gateway_.has_outcomes() && gateway_.reported_shard() != shard_;
  return others ? ask_pool(Errand::delivery, out) : Phase::closed;
}

/// An answer that no upstream had a part in.
Phase Exchange::end_unserved(Actions& out) {
  log_line(out);
  return Phase::closed;
}

/// One JSON line a request: enough to follow each rotation, and nothing of a key but its label (C4, F1).
void Exchange::log_line(Actions& out) {
  const store::LogLevel level = settings().config.log_level;
  if (level == store::LogLevel::off || (level == store::LogLevel::errors && client_.status() < 400)) return;
  Buffer line;
  json::Writer json(line);
  json.begin_object();
  json.key("id");
  json.string(request_.id);
  json.key("method");
  json.string(read_head_ != nullptr ? read_head_->method : Bytes());
  json.key("route");
  json.string(read_head_ != nullptr ? text::redact(arena_, read_head_->path) : Bytes());
  json.key("status");
  json.integer(client_.status());
  if (flow_ != nullptr) {
    json.key("model");
    json.string(flow_->model());
    json.key("key");
    json.string(pick_.label);
    json.key("attempts");
    json.integer(calls_);
    json.key("verdicts");
    json.begin_array();
    for (const Told& told : told_) write_told(told.key, told.status, told.cause, told.took_ms, json);
    json.end_array();
    json.key("prompt_tokens");
    json.integer(prompt_tokens_);
    json.key("completion_tokens");
    json.integer(completion_tokens_);
    json.key("first_byte_ms");
    json.integer(whole(first_byte_ms_));
    json.key("upstream_ms");
    json.integer(whole(upstream_ms_));
    json.key("pool_ms");
    json.integer(whole(waited_for_pool_ms()));
  }
  json.key("total_ms");
  json.integer(whole(now_ms_ - began_ms_));
  json.end_object();
  out.add(Kind::log, 0, 0, arena_.copy(line.view()));
}

double Exchange::waited_for_pool_ms() const {
  return pool_ms_ + (leasing_since_ms_ > 0 ? now_ms_ - leasing_since_ms_ : 0);
}

/// How long the client has waited until the head of its answer, and for whom. The platform's clock moves only while it
/// waits for something, so computing is not in it.
void Exchange::tell_timing() {
  const bool calling = flow_ != nullptr && upstream_token_ != 0;
  const double upstream_ms = upstream_ms_ + (calling ? now_ms_ - called_ms_ : 0);
  client_.header("server-timing",
                 arena_.join("total;dur=", text::decimal(arena_, whole(now_ms_ - began_ms_)), ", pool;dur=",
                             text::decimal(arena_, whole(waited_for_pool_ms())), ", upstream;dur=",
                             text::decimal(arena_, whole(upstream_ms))));
}

}  // namespace rota::exchange
