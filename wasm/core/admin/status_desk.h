// Status desk: how the pool is doing, for people and for Prometheus.
// Knows which facts are told; refuses to count them (pool, stats).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /status and /admin/status: {status, version, started_ms, uptime_ms, now_ms, next_reset_ms, rotation_strategy,
/// config_version, keys: {total, ready, limited, resting, disabled, off, unreadable}, requests_today, errors_today,
/// tokens_today, problems, recent}. Keys are counted by the words of key_state.h; today is the Pacific day; problems as
/// in problems.h. `recent` are the latest calls in this object's memory, the newest first: {at, model, endpoint,
/// dialect, client, key, status, cause, attempts, first_byte_ms, total_ms, tokens}; `client` is an id, `key` is masked,
/// `cause` is empty after a success and `none` when no key was called.
void show_status(Operation& operation, Step& step);
/// GET /metrics: Prometheus text.
void show_metrics(Operation& operation, Step& step);

}  // namespace rota::admin
