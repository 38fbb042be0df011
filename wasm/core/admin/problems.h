// Problems: what is wrong at this moment and what Rota does about it, for whoever opens the panel.
// Knows kinds, how bad each is and its sentence; refuses to find anything out itself (pool/hindrance.h).
#pragma once

#include "json/writer.h"
#include "pool/admin_desk.h"

namespace rota::admin {

/// Adds a list of {kind, severity, count, model, cause, until, message}, the worst first. `severity` is error (requests
/// are refused), warning (somebody should act) or info (it passes by itself). `kind` is one of no_keys, no_usable_keys,
/// no_clients, keys_left_out (with its `source` and a list `refused`), model_exhausted, keys_unreadable, limit_spent,
/// record_unreadable, kv_unreadable, keys_unnamed, record_failing, rows_unread, rows_unstored, rows_dropped, keys_dead,
/// keys_off (where no key is left), keys_resting. `count` is keys, of rows_dropped rows, of keys_left_out entries; `model` and `cause` may be empty; `until`
/// is when the first of the keys is back, or a spent limit begins anew, or null.
void write_problems(const pool::PoolParts& pool, double now_ms, Arena& arena, json::Writer& json);

}  // namespace rota::admin
