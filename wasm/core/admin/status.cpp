// See status.h.
#include "admin/status.h"

#include "admin/problems.h"
#include "base/text.h"
#include "base/version.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "pool/key_health.h"
#include "pool/pacific_day.h"

namespace rota::admin {

namespace {

void member(json::Writer& json, json::Escaped name, double value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

void member(json::Writer& json, json::Escaped name, Bytes value) {
  json.key(name);
  json.string(value);
}

void write_tally(const pool::KeyTally& tally, std::size_t total, json::Writer& json) {
  json.key("keys");
  json.begin_object();
  member(json, "total", static_cast<double>(total));
  for (std::size_t state = 0; state < pool::key_states; ++state) {
    member(json, pool::name_of(static_cast<pool::KeyState>(state)), static_cast<double>(tally.of[state]));
  }
  json.end_object();
}

void write_health(const pool::HealthTally& tally, json::Writer& json) {
  json.key("health");
  json.begin_object();
  for (std::size_t word = 0; word < pool::key_healths; ++word) {
    member(json, pool::name_of(static_cast<pool::KeyHealth>(word)), static_cast<double>(tally.of[word]));
  }
  json.end_object();
}

void write_recent(const stats::RecentCall& call, const pool::Ledger& ledger, Arena& arena, json::Writer& json) {
  std::uint64_t id = 0;
  const std::uint32_t at = text::parse_hex_id(call.key.view(), id) ? ledger.find(id) : pool::nowhere;
  json.begin_object();
  member(json, "at", call.at_ms);
  member(json, "model", call.model.view());
  member(json, "asked_model", call.asked.view());
  member(json, "endpoint", call.endpoint.view());
  member(json, "dialect", call.dialect.view());
  member(json, "client", call.client.view());
  member(json, "key", at == pool::nowhere ? Bytes{} : text::mask(arena, ledger.secret(at)));
  member(json, "status", call.status);
  member(json, "cause", call.verdict.view() == pool::name_of(pool::Cause::ok) ? Bytes{} : call.verdict.view());
  member(json, "attempt", call.attempt);
  member(json, "first_byte_ms", call.first_byte_ms);
  member(json, "total_ms", call.total_ms);
  member(json, "tokens", static_cast<double>(call.tokens));
  json.end_object();
}

}  // namespace

void ShowStatus::begin(Step& step) {
  const double now_ms = step.now_ms;
  const pool::Ledger& ledger = step.pool.lender.ledger();
  const double started_ms = step.pool.recorder.started_ms();
  const pool::KeyTally tally = pool::tally_keys(ledger, now_ms);
  const stats::DaySums today = step.pool.recorder.today(now_ms);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  const bool serves = tally[pool::KeyState::ready] + tally[pool::KeyState::limited] > 0;
  member(json, "status", serves ? Bytes("ok") : Bytes("degraded"));
  member(json, "version", version);
  member(json, "started_ms", started_ms);
  member(json, "uptime_ms", now_ms > started_ms ? now_ms - started_ms : 0);
  member(json, "woke_ms", step.pool.recorder.woke_ms());
  member(json, "now_ms", now_ms);
  member(json, "next_reset_ms", pool::next_pacific_midnight_ms(now_ms));
  member(json, "rotation_strategy",
         store::value_of(step.pool.configuration.config(), "rotation_strategy", arena()));
  member(json, "config_version", static_cast<double>(step.pool.configuration.version()));
  write_tally(tally, ledger.size(), json);
  write_health(pool::tally_health(ledger, now_ms, arena()), json);
  member(json, "requests_today", static_cast<double>(today.requests));
  member(json, "attempts_today", static_cast<double>(today.attempts));
  member(json, "errors_today", static_cast<double>(today.errors));
  member(json, "tokens_today", static_cast<double>(today.tokens));
  json.key("problems");
  write_problems(step.pool, now_ms, arena(), json);
  json.key("recent");
  json.begin_array();
  const stats::RecentCalls& calls = step.pool.recorder.recent_calls();
  for (std::size_t i = 0; i < calls.size(); ++i) write_recent(calls[i], ledger, arena(), json);
  json.end_array();
  json.end_object();
  answer_json(200, body.view(), step);
}

void ShowMetrics::begin(Step& step) {
  Buffer body;
  const pool::Ledger& ledger = step.pool.lender.ledger();
  step.pool.recorder.write_metrics(pool::tally_keys(ledger, step.now_ms),
                                   pool::tally_health(ledger, step.now_ms, arena()), body);
  answer_text("text/plain; version=0.0.4; charset=utf-8", body.view(), step);
}

}  // namespace rota::admin
