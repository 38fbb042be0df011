// See status_desk.h.
#include "admin/status_desk.h"

#include "admin/key_pool.h"
#include "base/version.h"
#include "json/writer.h"
#include "pool/pacific_day.h"

namespace rota::admin {

namespace {

void member(json::Writer& json, Bytes name, double value) {
  json.key(name);
  json.integer(static_cast<std::int64_t>(value));
}

}  // namespace

void show_status(Operation& operation, Step& step) {
  const double now_ms = step.event.now_ms;
  const pool::Census census = step.pool.ledger().census(now_ms);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("status");
  json.string(census.ready + census.limited > 0 ? Bytes("ok") : Bytes("degraded"));
  json.key("version");
  json.string(version);
  member(json, "started_ms", step.pool.started_ms());
  member(json, "uptime_ms", now_ms > step.pool.started_ms() ? now_ms - step.pool.started_ms() : 0);
  member(json, "now_ms", now_ms);
  member(json, "next_reset_ms", pool::next_pacific_midnight_ms(now_ms));
  json.key("rotation_strategy");
  json.string(store::value_of(step.pool.config(), "rotation_strategy", operation.arena));
  json.key("config_version");
  json.integer(step.pool.config_version());
  json.key("keys");
  json.begin_object();
  member(json, "total", census.keys);
  member(json, "ready", census.ready);
  member(json, "limited", census.limited);
  member(json, "disabled", census.disabled);
  json.end_object();
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void show_metrics(Operation& operation, Step& step) {
  Buffer body;
  step.pool.write_metrics(step.event.now_ms, body);
  answer_text(operation, step, "text/plain; version=0.0.4; charset=utf-8", body.view());
}

}  // namespace rota::admin
