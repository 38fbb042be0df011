// The isolate's shared state; see gateway.h.
#include "exchange/gateway.h"

#include "base/limits.h"

namespace rota::exchange {

namespace {

/// A copy that owes nothing to the memory of whoever made the report.
pool::Report keep_report(const pool::Report& report, Arena& arena) {
  pool::Report kept = report;
  kept.model = arena.copy(report.model);
  kept.verdict.quota_id = arena.copy(report.verdict.quota_id);
  kept.verdict.reason = arena.copy(report.verdict.reason);
  return kept;
}

}  // namespace

void Gateway::step(const Event& event, Actions&) {
  if (event.kind != Kind::configure || event.body == configured_.view()) return;
  configured_.clear();
  configured_.append(event.body);
  models_.forget();
  json::Reader reader;
  settings_ = read_settings(configured_.view(), reader, settings_arena_);
}

void Gateway::queue(const pool::Report& report) {
  if (reports_.size() >= limits::reports_queued) return;
  reports_.push(reports_arena_, keep_report(report, reports_arena_));
}

void Gateway::take_reports(List<pool::Report>& out, Arena& arena) {
  for (const pool::Report& report : reports_) out.push(arena, keep_report(report, arena));
  reports_ = {};
  reports_arena_.reset();
}

bool Gateway::claim_delivery() {
  if (delivery_claimed_) return false;
  delivery_claimed_ = true;
  return true;
}

}  // namespace rota::exchange
