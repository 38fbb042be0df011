// Status: how the pool is doing, for people and for Prometheus.
// Knows which facts are shown; refuses to count them (pool, stats).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /status and /admin/status: {status, version, started_ms, uptime_ms, woke_ms, now_ms, next_reset_ms, rotation_strategy,
/// config_version, keys: {total, ready, limited, resting, disabled, off, unreadable}, health: {healthy,
/// degraded, cooling, exhausted, disabled, unknown}, requests_today, attempts_today, errors_today, tokens_today, problems,
/// recent}. A request is what a client sends, an attempt a call of the upstream; errors are attempts that failed. Keys are counted by the words of key_state.h; today is the Pacific day; problems as
/// in problems.h. `recent` are the latest calls, the newest first: {at, model, asked_model, endpoint,
/// dialect, client, key, status, cause, attempt, first_byte_ms, total_ms, tokens}; `client` is an id, `key` is masked,
/// `cause` is empty after a success and `none` when no key was called; `asked_model` is the chain that the client asked for, or
/// empty.
class ShowStatus final : public Operation {
 public:
  void begin(Step& step) override;
};

/// GET /metrics: Prometheus text.
class ShowMetrics final : public Operation {
 public:
  void begin(Step& step) override;
};

}  // namespace rota::admin
