// Day: the present Pacific day by model and key: what was used, what is spent and why (/stat).
// Knows which keys are worth showing; refuses to count (ledger), and to name keys to those who have not logged in.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /stat.json: {now_ms, next_reset_ms, models: [{model, family, attempts_today, tokens_today, quota, keys: [{id,
/// masked, name, state, attempts_today, tokens_today, cause, reason, until}], keys_total, exhausted}]}: the busiest
/// models first, at most limits::stat_models; of each the keys that have served it today or cannot serve it now, those
/// that cannot first, then the busiest, at most limits::stat_keys; keys_total and exhausted count all of them. For a
/// guest without `id` and `name`.
class ShowDay final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;
};

}  // namespace rota::admin
