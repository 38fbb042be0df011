// Vocabulary: the names of models and the sentences of verdicts that a ledger uses, and the rule that each model falls
// under.
// Knows which number stands for which text; refuses to know who still uses a number: the
// ledger says so when it is full.
#pragma once

#include "pool/model_rules.h"

namespace rota::pool {

/// Moves the texts in use to a collection without the others. Ask for every number in use, once or often.
class Renaming {
 public:
  /// `from` outlives it. At most `most` texts are moved.
  Renaming(const Names& from, std::size_t most);
  /// The number in the new collection.
  [[nodiscard]] Name operator()(Name name);
  /// The new collection, for good.
  [[nodiscard]] Names take() { return static_cast<Names&&>(to_); }

 private:
  const Names& from_;
  Names to_;
  Array<Name> moved_;
};

class Vocabulary {
 public:
  Vocabulary();

  /// unknown_name when nobody has named that model.
  [[nodiscard]] Name find_model(Bytes text) const { return models_.find(text); }
  [[nodiscard]] Bytes model_text(Name model) const { return models_.text(model); }
  [[nodiscard]] Bytes reason_text(Name reason) const { return reasons_.text(reason); }
  /// How many model names there are, no_text among them: names are below it.
  [[nodiscard]] std::size_t models() const { return models_.size(); }

  /// Adds the text unless it is there; unknown_name when there is no room for it.
  [[nodiscard]] Name add_model(Bytes text);
  [[nodiscard]] Name add_reason(Bytes text) { return reasons_.add(text); }

  /// Quotas of models and families.
  void set_rules(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota);
  [[nodiscard]] const ModelRules& rules() const { return rules_; }
  /// The quotas and the family of a model.
  [[nodiscard]] const ModelRule& rule_of(Name model) const;

  [[nodiscard]] Renaming rename_models() const;
  [[nodiscard]] Renaming rename_reasons() const;
  /// Exchanges the texts for those that a renaming has kept.
  void adopt(Names&& models, Names&& reasons);

 private:
  void read_rules();

  Names models_;
  Names reasons_;
  ModelRules rules_;
  Array<ModelRule> named_rules_;  // by Name
};

}  // namespace rota::pool
