// Model rules: the administrator's quotas, by model and by family, a key (or project) and Pacific day (B2).
// Knows which rule a model's name falls under; refuses to count (window) and to judge (ledger).
#pragma once

#include "base/list.h"
#include "pool/names.h"
#include "store/snapshot.h"

namespace rota::pool {

struct ModelRule {
  store::Family family = store::Family::custom;
  std::uint32_t quota = 0;         ///< requests a key and day of this model; 0: none
  std::uint32_t family_quota = 0;  ///< likewise of all models of its family together
};

class ModelRules {
 public:
  /// Exchanges the rules. The rows are copied. A family's quota of 0 is none.
  void set(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota);
  /// The rule for a model, by its name. Configured models first, then what the name says of its family.
  [[nodiscard]] ModelRule find(Bytes model) const;
  /// The quota of a family, 0 without one.
  [[nodiscard]] std::uint32_t family_quota(store::Family family) const;
  /// No rule refuses anything.
  [[nodiscard]] bool empty() const { return rows_.empty() && pro_quota_ == 0 && flash_quota_ == 0; }

 private:
  struct Row {
    std::uint64_t hash;
    store::Family family;
    std::uint32_t quota;
  };
  Array<Row> rows_;
  std::uint32_t pro_quota_ = 0;
  std::uint32_t flash_quota_ = 0;
};

}  // namespace rota::pool
