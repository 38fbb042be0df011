// Which rule a model falls under; see model_rules.h.
#include "pool/model_rules.h"

#include "base/text.h"

namespace rota::pool {

void ModelRules::set(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota) {
  rows_.clear();
  for (const store::ModelRow& row : rows) {
    const bool limited = row.daily_quota > 0;
    const std::int64_t quota = limited ? row.daily_quota : 0;
    constexpr std::int64_t most = 0xFFFFFFFF;
    rows_.push({text::fingerprint(row.id), row.category, static_cast<std::uint32_t>(quota < most ? quota : most)});
  }
  pro_quota_ = pro_quota;
  flash_quota_ = flash_quota;
}

ModelRule ModelRules::find(Bytes model) const {
  ModelRule rule;
  const std::uint64_t hash = text::fingerprint(model);
  bool configured = false;
  for (const Row& row : rows_) {
    if (row.hash != hash) continue;
    rule.family = row.family;
    rule.quota = row.quota;
    configured = true;
  }
  if (!configured) rule.family = store::family_of(model);
  rule.family_quota = family_quota(rule.family);
  return rule;
}

std::uint32_t ModelRules::family_quota(store::Family family) const {
  if (family == store::Family::pro) return pro_quota_;
  return family == store::Family::flash ? flash_quota_ : 0;
}

}  // namespace rota::pool
