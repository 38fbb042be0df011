// Early lends: what a project, or a key by itself, was lent for a model before it has a window for it. A window is made when
// an upstream has shown that it knows the model, so that no client fills the ledger with invented names; a quota counts
// from the first request all the same.
// Knows how many are under way, by project and model and by project and family; refuses to judge (need.h). They end with the
// object: what is reported of one then counts as before.
#pragma once

#include "pool/id_index.h"
#include "pool/model_rules.h"

namespace rota::pool {

class EarlyLends {
 public:
  /// Those of another Pacific day are forgotten.
  void begin_day(std::int32_t day);
  /// One more. `owner`: the id of the key whose windows are the project's; `model`: the fingerprint of its name. Past
  /// limits::pool_keys pairs all are forgotten.
  void add(std::uint64_t owner, std::uint64_t model, store::Family family);
  /// One of them was reported, or comes back unused. False when there was none.
  [[nodiscard]] bool end(std::uint64_t owner, std::uint64_t model);

  [[nodiscard]] bool is_empty() const { return counts_.empty(); }
  [[nodiscard]] std::uint32_t of_model(std::uint64_t owner, std::uint64_t model) const;
  [[nodiscard]] std::uint32_t of_family(std::uint64_t owner, store::Family family) const;

 private:
  struct Count {
    std::uint64_t id;
    std::uint32_t lent;
    store::Family family;
  };
  [[nodiscard]] std::uint32_t find(std::uint64_t id) const;
  [[nodiscard]] std::uint32_t lent(std::uint64_t id) const;
  void count(std::uint64_t id, store::Family family);
  void make_room();

  Array<Count> counts_;
  IdIndex index_;
  std::size_t room_ = 0;  // of the index
  std::int32_t day_ = 0;
};

}  // namespace rota::pool
