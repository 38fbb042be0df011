// Status desk: how the pool is doing, for people and for Prometheus.
// Knows which facts are told; refuses to count them (pool, stats).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /status and /admin/status: {status, version, started_ms, uptime_ms, now_ms, next_reset_ms, rotation_strategy,
/// config_version, keys: {total, ready, limited, disabled}}.
void show_status(Operation& operation, Step& step);
/// GET /metrics: Prometheus text.
void show_metrics(Operation& operation, Step& step);

}  // namespace rota::admin
