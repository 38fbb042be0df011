// Key JSON: how a key stands right now, for administrators.
// Knows members; refuses to find anything out itself (pool/key_state.h, pool/key_health.h, pool/ledger.h).
#pragma once

#include "json/writer.h"
#include "pool/key_health.h"

namespace rota::admin {

/// Adds to an open object how a key stands: health, and health_with: [{model, cause}], what makes a degraded key so (an empty
/// model: all of it; a cause, `failing` or `doubted`); state, cause, reason, until; latency_ms (moving average to the first byte)
/// and success_rate (0 to 1), null before there was an attempt; families: [{family, attempts_today, quota}]; models:
/// [{model, family, state, cause, reason, until, attempts_today, errors_today, tokens_today, attempts_minute,
/// tokens_minute, quota, learned_day_limit}]. What is of the minute or counts towards a quota is the project's; tokens
/// of the minute are those of prompts. `at` may be pool::nowhere.
void write_key_state(const pool::Ledger& ledger, std::uint32_t at, double now_ms, Arena& arena, json::Writer& json);

/// Adds to an open object how the key stands for one model: state, cause, reason, until. Cooldowns are the project's.
void write_model_state(const pool::Ledger& ledger, std::uint32_t at, pool::Name model, double now_ms,
                       json::Writer& json);

}  // namespace rota::admin
