// Stats desk: what was asked of whom, as D1 has it.
// Knows windows and groupings; refuses to invent: a sum that nobody counted is not there.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/stats?window=24h|7d|30d|90d|365d&by=model|key|client|hour|day (24h by model; by hour up to
/// 30d): {window, by, from_ms, rows, totals}.
/// A row has `model`, `key`, `client`, `hour` or `day` (whole ones since 1970, days are Pacific), for keys and clients
/// `name` and `masked`, and as totals requests, errors, prompt_tokens, completion_tokens, cached_tokens,
/// thinking_tokens, and first_byte_ms and total_ms summed over successes. 24h are the last 24 clock hours, the others
/// the last Pacific days, today among them.
void show_stats(Operation& operation, Step& step);

}  // namespace rota::admin
