// See status_desk.h.
#include "admin/status_desk.h"

#include "admin/key_pool.h"
#include "admin/key_state.h"
#include "admin/problems.h"
#include "base/text.h"
#include "base/version.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "pool/pacific_day.h"

namespace rota::admin {

namespace {

void member(json::Writer& json, Bytes name, double value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

void member(json::Writer& json, Bytes name, Bytes value) {
  json.key(name);
  json.string(value);
}

/// All keys' counters of the present Pacific day.
struct Today {
  std::int64_t requests = 0;
  std::int64_t errors = 0;
  std::int64_t tokens = 0;
};

Today sum_today(const pool::Ledger& ledger, double now_ms) {
  Today sum;
  const std::int32_t day = ledger.today(now_ms);
  const pool::ModelStates& states = ledger.states();
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    for (std::uint32_t state = ledger.key(at).first_model; state != pool::nowhere; state = states[state].next) {
      if (states[state].day != day) continue;
      const pool::Usage& usage = states[state].usage;
      sum.requests += usage.requests;
      sum.errors += usage.errors;
      sum.tokens = pool::add_counts(sum.tokens, pool::tokens_of(usage));
    }
  }
  return sum;
}

struct KeyCounts {
  std::uint32_t of[key_words] = {};
  [[nodiscard]] std::uint32_t operator[](KeyWord word) const { return of[static_cast<std::size_t>(word)]; }
};

KeyCounts count_keys(const pool::Ledger& ledger, double now_ms) {
  KeyCounts counts;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    ++counts.of[static_cast<std::size_t>(key_word(ledger, at, now_ms))];
  }
  return counts;
}

void write_key_counts(const KeyCounts& counts, std::size_t total, json::Writer& json) {
  json.key("keys");
  json.begin_object();
  member(json, "total", static_cast<double>(total));
  for (std::size_t word = 0; word < key_words; ++word) {
    member(json, text_of(static_cast<KeyWord>(word)), counts.of[word]);
  }
  json.end_object();
}

void write_recent(const stats::RecentCall& call, const pool::Ledger& ledger, Arena& arena, json::Writer& json) {
  std::uint64_t id = 0;
  const std::uint32_t at = text::parse_hex_id(call.key.view(), id) ? ledger.find(id) : pool::nowhere;
  json.begin_object();
  member(json, "at", call.at_ms);
  member(json, "model", call.model.view());
  member(json, "endpoint", call.endpoint.view());
  member(json, "dialect", call.dialect.view());
  member(json, "client", call.client.view());
  member(json, "key", at == pool::nowhere ? Bytes{} : text::mask(arena, ledger.secret(at)));
  member(json, "status", call.status);
  member(json, "cause", call.verdict.view() == pool::name_of(pool::Cause::ok) ? Bytes{} : call.verdict.view());
  member(json, "attempts", call.attempt);
  member(json, "first_byte_ms", call.first_byte_ms);
  member(json, "total_ms", call.total_ms);
  member(json, "tokens", static_cast<double>(call.tokens));
  json.end_object();
}

}  // namespace

void show_status(Operation& operation, Step& step) {
  const double now_ms = step.event.now_ms;
  const pool::Ledger& ledger = step.pool.ledger();
  const KeyCounts counts = count_keys(ledger, now_ms);
  const Today today = sum_today(ledger, now_ms);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  member(json, "status", counts[KeyWord::ready] + counts[KeyWord::limited] > 0 ? Bytes("ok") : Bytes("degraded"));
  member(json, "version", version);
  member(json, "started_ms", step.pool.started_ms());
  member(json, "uptime_ms", now_ms > step.pool.started_ms() ? now_ms - step.pool.started_ms() : 0);
  member(json, "now_ms", now_ms);
  member(json, "next_reset_ms", pool::next_pacific_midnight_ms(now_ms));
  member(json, "rotation_strategy", store::value_of(step.pool.config(), "rotation_strategy", operation.arena));
  member(json, "config_version", static_cast<double>(step.pool.config_version()));
  write_key_counts(counts, ledger.size(), json);
  member(json, "requests_today", static_cast<double>(today.requests));
  member(json, "errors_today", static_cast<double>(today.errors));
  member(json, "tokens_today", static_cast<double>(today.tokens));
  json.key("problems");
  write_problems(operation, step, json);
  json.key("recent");
  json.begin_array();
  const stats::RecentCalls& calls = step.pool.recent_calls();
  for (std::size_t i = 0; i < calls.size(); ++i) write_recent(calls[i], ledger, operation.arena, json);
  json.end_array();
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void show_metrics(Operation& operation, Step& step) {
  Buffer body;
  step.pool.write_metrics(step.event.now_ms, body);
  answer_text(operation, step, "text/plain; version=0.0.4; charset=utf-8", body.view());
}

}  // namespace rota::admin
