// Problems: what is wrong at this moment and what Rota does about it, for whoever opens the panel.
// Knows kinds, how bad each is and its sentence; refuses to find anything out itself (pool/hindrance.h).
#pragma once

#include "admin/operation.h"
#include "json/writer.h"

namespace rota::admin {

/// Adds a list of {kind, severity, count, model, cause, until, message}, the worst first. `severity` is error (requests
/// are refused), warning (somebody should act) or info (it passes by itself). `kind` is one of no_keys, no_usable_keys,
/// no_clients, model_exhausted, keys_unreadable, record_unreadable, record_failing, rows_dropped, keys_dead,
/// keys_resting. `count` is keys, of rows_dropped rows; `model` and `cause` may be empty; `until` is when the first of
/// the keys is back, or null.
void write_problems(Operation& operation, Step& step, json::Writer& json);

}  // namespace rota::admin
