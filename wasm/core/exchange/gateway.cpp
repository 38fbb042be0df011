// The isolate's shared state; see gateway.h.
#include "exchange/gateway.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::exchange {

namespace {

constexpr std::uint32_t snapshot_token = 1;

/// A copy that owes nothing to the memory of whoever made the report.
pool::Report keep_report(const pool::Report& report, Arena& arena) {
  pool::Report kept = report;
  kept.model = arena.copy(report.model);
  kept.kind = arena.copy(report.kind);
  kept.verdict.quota_id = arena.copy(report.verdict.quota_id);
  kept.verdict.reason = arena.copy(report.verdict.reason);
  kept.verdict.said = arena.copy(text::cut_utf8(report.verdict.said, limits::outcome_error_bytes));
  kept.client = arena.copy(report.client);
  kept.asked = arena.copy(report.asked);
  return kept;
}

}  // namespace

void Gateway::step(const Event& event, Actions& out) {
  if (event.kind == Kind::kv_value && event.token == snapshot_token) {
    json::Reader reader;
    const auto root = reader.read(event.body, out.arena());
    if (root.ok()) static_cast<void>(editions_.set_snapshot((*root)[store::snapshot_name].text(out.arena())));
    return;
  }
  if (event.kind != Kind::configure || event.body == configured_.view()) return;
  configured_.clear();
  configured_.append(event.body);
  models_.forget();
  editions_.set_environment(event.body);
  if (settings().has_kv) out.kv_get(snapshot_token, limits::kv_patience_ms, store::snapshot_name);
}

void Gateway::learn(const pool::Reply& reply) {
  if (reply.version > newest_version_) {
    newest_version_ = reply.version;
    bank_.drop_all();
    warm_.clear();
  }
  if (reply.config.empty()) return;
  static_cast<void>(editions_.set_snapshot(reply.config));
  models_.forget();  // it has the chains of the settings before
}

std::uint32_t Gateway::next_shard() {
  const std::uint32_t shards = settings().pool_shards;
  return shards > 1 ? next_shard_++ % shards : 0;
}

void Gateway::queue(const pool::Report& report) {
  if (reports_.size() >= limits::reports_queued) return;
  reports_.push(reports_arena_, keep_report(report, reports_arena_));
}

const pool::Report* Gateway::first_outcome() const {
  if (reports_crowd()) return &reports_[0];
  for (const pool::Report& report : reports_) {
    if (report.key != 0) return &report;
  }
  return nullptr;
}

void Gateway::take_reports(std::uint32_t shard, List<pool::Report>& out, Arena& arena) {
  Arena left_arena;
  List<pool::Report> left;
  for (const pool::Report& report : reports_) {
    if (report.shard == shard && out.size() < limits::reports_per_call) {
      out.push(arena, keep_report(report, arena));
    } else {
      left.push(left_arena, keep_report(report, left_arena));
    }
  }
  reports_ = {};
  reports_arena_.reset();
  for (const pool::Report& report : left) reports_.push(reports_arena_, keep_report(report, reports_arena_));
}

std::uint32_t Gateway::claim_delivery(double now_ms) {
  const double age_ms = now_ms - claimed_ms_;
  if (is_delivery_claimed() && age_ms >= 0 && age_ms < limits::delivery_turn_ms) return 0;
  delivery_claimed_ = true;
  claimed_ms_ = now_ms;
  if (++last_claim_ == 0) ++last_claim_;
  return last_claim_;
}

bool Gateway::end_delivery(std::uint32_t claim) {
  if (claim != last_claim_) return false;
  delivery_claimed_ = false;
  return true;
}

}  // namespace rota::exchange
