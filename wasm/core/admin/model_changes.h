// Model changes: the models that are offered, with their families, quotas and other names.
// Knows what may be said of a model; refuses to know which models the upstream has.
#pragma once

#include "admin/change.h"

namespace rota::admin {

/// POST /admin/models {id, category, daily_quota, aliases, version} adds a model or replaces it: {id, version}. Without
/// a category its name says it; a null daily_quota is none.
class PutModel final : public Change {
 public:
  void begin(Step& step) override;

 private:
  void take_published(Step& step) override;

  Bytes id_;
};

/// DELETE /admin/models/{id}: {deleted, version}.
class DeleteModel final : public Change {
 public:
  void begin(Step& step) override;

 private:
  void take_published(Step& step) override;
};

}  // namespace rota::admin
