// Reports, the log line, the timing; see journal.h.
#include "exchange/journal.h"

#include "base/limits.h"
#include "base/text.h"
#include "http/secret_mask.h"
#include "json/writer.h"

namespace rota::exchange {

namespace {

std::int64_t counted(std::int64_t tokens) { return tokens < 0 ? 0 : tokens; }

/// Clocks may step back.
std::int64_t whole(double ms) { return ms > 0 ? static_cast<std::int64_t>(ms) : 0; }

std::uint8_t ordinal(std::uint32_t calls) { return static_cast<std::uint8_t>(calls < 0xFF ? calls : 0xFF); }

}  // namespace

void Journal::serves(const Subject& subject) {
  settle_suspects(false);  // another model is no proof against them
  proxied_ = true;
  subject_ = subject;
}

void Journal::end_waiting() {
  pool_ms_ = waited_for_pool_ms();
  waiting_since_ms_ = 0;
}

double Journal::waited_for_pool_ms() const {
  return pool_ms_ + (waiting_since_ms_ > 0 ? context_.now_ms - waiting_since_ms_ : 0);
}

void Journal::call_began(Bytes key_label) {
  hand_over();
  key_label_ = key_label;
  ++calls_;
  calling_ = true;
  called_ms_ = context_.now_ms;
  first_byte_ms_ = 0;
}

/// What every report of this exchange says.
void Journal::describe(pool::Report& report) const {
  report.model = subject_.model;
  report.asked = subject_.asked;
  report.ended_ms = context_.now_ms;
  if (context_.grant.client != nullptr) {
    report.client = context_.arena.copy(text::hex_id(context_.grant.client->id).view());
  }
  report.endpoint = dialect::name_of(dialect::operation_of(context_.request.route, *context_.settings().dialect));
  report.dialect = context_.request.route.dialect->label;
  report.attempt = ordinal(calls_);
}

pool::Report Journal::make_report(const EndedAttempt& attempt) const {
  pool::Report report;
  describe(report);
  report.key = attempt.pick.key;
  report.shard = attempt.pick.shard;
  report.verdict = attempt.verdict;
  if (attempt.verdict.of_kind) report.kind = subject_.kind;
  const bool of_size = attempt.verdict.cause == pool::Cause::minute_limit || attempt.verdict.cause == pool::Cause::too_large;
  if (of_size && subject_.text_bytes >= limits::large_request_bytes) report.text_bytes = static_cast<std::int64_t>(subject_.text_bytes);
  report.status = attempt.status;
  report.unlent = attempt.unlent;
  report.test = attempt.test;
  report.conversation = attempt.conversation;
  report.prompt_tokens = counted(attempt.usage.prompt_tokens);
  // The record adds thinking to what else was said; an answer's usage has it inside.
  const std::int64_t thinking = counted(attempt.usage.thinking_tokens);
  const std::int64_t completion = counted(attempt.usage.completion_tokens);
  report.completion_tokens = completion > thinking ? completion - thinking : 0;
  report.cached_tokens = counted(attempt.usage.cached_tokens);
  report.thinking_tokens = thinking;
  report.estimated_tokens = attempt.estimated_tokens;
  report.first_byte_ms = attempt.first_byte_ms;
  report.total_ms = attempt.took_ms;
  return report;
}

void Journal::attempt_ended(const EndedAttempt& attempt) {
  attempts_.push(context_.arena,
                 AttemptRecord{attempt.pick.label, subject_.asked.empty() ? Bytes() : subject_.model, attempt.status, attempt.verdict.cause, attempt.took_ms});
  prompt_tokens_ += counted(attempt.usage.prompt_tokens);
  completion_tokens_ += counted(attempt.usage.completion_tokens);
  upstream_ms_ += attempt.took_ms;
  first_byte_ms_ = attempt.first_byte_ms;
  calling_ = false;
  if (!context_.grant.own_key.empty()) return;
  const pool::Report report = make_report(attempt);
  if (attempt.verdict.cause == pool::Cause::client_error && attempt.verdict.retry) {
    suspects_.push(context_.arena, report);  // another key will show whose fault it is
    return;
  }
  if (attempt.verdict.cause == pool::Cause::ok) {
    settle_suspects(true);
    if (!subject_.model.empty() && !attempt.test) context_.gateway.note_served(subject_.model);
  }
  const bool answered = report.verdict.cause == pool::Cause::ok || report.verdict.cause == pool::Cause::abandoned;
  if (report.conversation != 0 && answered) context_.gateway.warm().remember(report.conversation, report.key);
  held_ = report;
  has_held_ = true;
  note_key(report, attempt.pick.group);
}

/// What is held against a key takes effect in this isolate at once.
void Journal::note_key(const pool::Report& report, std::uint64_t group) {
  const pool::Cause cause = report.verdict.cause;
  if (cause == pool::Cause::too_large && report.verdict.limit > 0) urgent_ = true;
  if (pool::blame_of(cause) != Blame::key) return;
  urgent_ = true;
  const bool whole_key = pool::concerns_key(cause);
  const Bytes concerned = lease_name(report.model, report.kind, 0, context_.arena);
  context_.gateway.drop_keys(whole_key ? report.key : group, whole_key ? Bytes() : concerned);
}

/// Refusals that blamed nobody: once another key has served the same request, they were the keys' own (E3).
void Journal::settle_suspects(bool served) {
  for (pool::Report& suspect : suspects_) {
    if (served) suspect.verdict.cause = pool::Cause::refused;
    queue(suspect);
  }
  suspects_ = {};
}

void Journal::queue(const pool::Report& report) { context_.gateway.queue(report); }

void Journal::hand_over() {
  if (has_held_) queue(held_);
  has_held_ = false;
}

/// The newest report says how the request ended; without one, a report of its own does.
void Journal::end(std::uint32_t shard) {
  if (!context_.grant.own_key.empty()) return;
  pool::Report own;
  describe(own);
  own.shard = shard;
  own.verdict.cause = pool::Cause::client_error;
  pool::Report& newest = !suspects_.empty() ? suspects_.back() : has_held_ ? held_ : own;
  const double took_ms = context_.now_ms - context_.began_ms;
  newest.last = true;
  newest.client_status = context_.client.status();
  newest.overhead_ms = took_ms > upstream_ms_ ? took_ms - upstream_ms_ : 0;
  if (&newest == &own) return queue(own);
  if (has_held_) queue(held_);
  has_held_ = false;
  settle_suspects(false);
}

void Journal::write(const AttemptRecord& attempt, json::Writer& json) {
  json.begin_object();
  json.key("key");
  json.string(attempt.key);
  if (!attempt.model.empty()) {
    json.key("model");
    json.string(attempt.model);
  }
  json.key("status");
  json.integer(attempt.status);
  json.key("verdict");
  json.string(pool::name_of(attempt.cause));
  json.key("ms");
  json.integer(whole(attempt.took_ms));
  json.end_object();
}

void Journal::log(Actions& out) const {
  const store::LogLevel level = context_.settings().config.log_level;
  if (level == store::LogLevel::off || (level == store::LogLevel::errors && context_.client.status() < 400)) return;
  const http::RequestHead* head = context_.request.head;
  Buffer line;
  json::Writer json(line);
  json.begin_object();
  json.key("id");
  json.string(context_.request.id);
  json.key("method");
  json.string(head != nullptr ? head->method : Bytes());
  json.key("route");
  json.string(head != nullptr ? text::redact(context_.arena, head->path) : Bytes());
  json.key("status");
  json.integer(context_.client.status());
  if (proxied_) {
    json.key("dialect");
    json.string(context_.request.route.dialect->label);
    json.key("model");
    json.string(subject_.model);
    if (!subject_.asked.empty()) {
      json.key("asked");
      json.string(subject_.asked);
    }
    json.key("key");
    json.string(key_label_);
    if (!moved_.empty()) {
      json.key("moved");
      json.string(moved_);
    }
    json.key("attempts");
    json.integer(calls_);
    json.key("verdicts");
    json.begin_array();
    for (const AttemptRecord& attempt : attempts_) write(attempt, json);
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
  json.integer(whole(context_.now_ms - context_.began_ms));
  json.end_object();
  http::SecretMask mask;
  mask.begin(context_.grant.own_key);
  out.log(mask.whole(context_.arena.copy(line.view()), context_.arena));
}

void Journal::write_timing() const {
  Arena& arena = context_.arena;
  const double upstream_ms = upstream_ms_ + (calling_ ? context_.now_ms - called_ms_ : 0);
  context_.client.header("server-timing",
                         arena.join("total;dur=", text::decimal(arena, whole(context_.now_ms - context_.began_ms)),
                                    ", pool;dur=", text::decimal(arena, whole(waited_for_pool_ms())),
                                    ", upstream;dur=", text::decimal(arena, whole(upstream_ms))));
}

}  // namespace rota::exchange
