// Chain: the models that an alias names in their order; the next one is asked when no key can serve the one before.
// Knows what leads on to the next model, for how long that is worth it, and what a client hears when all were given up;
// refuses to know keys, bodies, and which models there are (offer.h).
#pragma once

#include "base/limits.h"
#include "base/list.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// Whether another model may serve what this one has failed to: its keys are spent, cool down or do not have it, there is
/// no such model, or the upstream has failed. Not what the client must mend, and not what is wrong with the place that
/// the call came from: the next model would be refused likewise.
[[nodiscard]] bool leads_on(const pool::Verdict& verdict, const Failure& failure);
/// Likewise of a pool without a key for the model. Keys that are all dead serve no other model either; where all were
/// tried, the last failure says it.
[[nodiscard]] bool leads_on(pool::Shortage shortage);

/// Of one request. Texts live as long as the exchange.
class Chain {
 public:
  /// A request begins, of a client that may use `allowed` alone; null or empty: any model.
  explicit Chain(const List<Bytes>* allowed = nullptr) : allowed_(allowed) {}

  /// What the client asked for, and the models that may serve it. Only the first word counts: a request that is read
  /// again for the next model names the same. An empty list is no chain.
  void set(Bytes alias, const List<Bytes>& models) {
    if (any() || models.empty()) return;
    alias_ = alias;
    models_ = models;
  }
  [[nodiscard]] bool allows(Bytes model) const;

  [[nodiscard]] bool any() const { return !models_.empty(); }
  [[nodiscard]] Bytes alias() const { return alias_; }  ///< empty: no chain
  /// The model under way. Only where there is any.
  [[nodiscard]] Bytes model() const { return models_[place_]; }
  /// How many may follow it.
  [[nodiscard]] std::uint32_t later() const {
    return any() ? static_cast<std::uint32_t>(models_.size()) - place_ - 1 : 0;
  }

  /// Whether the next model is asked after this one has failed so, `since_ms` after the request came.
  [[nodiscard]] bool may_go_on(double since_ms) const { return later() != 0 && since_ms < limits::chain_patience_ms; }
  /// The model under way is given up for the next one. Only where one may follow.
  void go_on(const Failure& failure);
  [[nodiscard]] bool has_gone_on() const { return place_ != 0; }
  /// What the client hears when the last model has failed so: of all that were given up, the one that serves again
  /// soonest. The failure itself where none was.
  [[nodiscard]] Failure last_word(const Failure& failure, Arena& arena) const;

 private:
  const List<Bytes>* allowed_;
  Bytes alias_;
  List<Bytes> models_;
  std::uint32_t place_ = 0;
  Failure given_up_;  // of those before, as last_word() chooses
};

/// A model's name as a header may have it.
[[nodiscard]] Bytes header_text(Bytes model, Arena& arena);

}  // namespace rota::exchange
