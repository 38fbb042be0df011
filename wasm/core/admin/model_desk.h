// Model desk: the models that are offered, with their families, quotas and other names.
// Knows what may be said of a model; refuses to know which models the upstream has.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/models: {models: [{id, category, family, daily_quota, aliases, requests_today, tokens_today}], total,
/// version}; family is the category as quotas see it, today the Pacific day of all keys together.
void list_models(Operation& operation, Step& step);
/// POST /admin/models {id, category, daily_quota, aliases, version} adds a model or replaces it: {id, version}. Without
/// a category its name tells; a null daily_quota is none.
void put_model(Operation& operation, Step& step);
/// DELETE /admin/models/{id}: {deleted, version}.
void delete_model(Operation& operation, Step& step);

}  // namespace rota::admin
