// Model page: the models that are offered, with what all keys together have had of each today.
// Knows what of a model is shown; refuses to know which models the upstream has (model_sync).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/models: {models: [{id, category, family, daily_quota, aliases, attempts_today, tokens_today}], total,
/// version}; family is the category as quotas see it, today the Pacific day of all keys together.
class ListModels final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;
};

}  // namespace rota::admin
