// See vocabulary.h.
#include "pool/vocabulary.h"

#include "base/limits.h"

namespace rota::pool {

Renaming::Renaming(const Names& from, std::size_t most) : from_(from), to_(most) { moved_.resize(from.size()); }

Name Renaming::operator()(Name name) {
  if (name == no_text || name >= moved_.size()) return no_text;
  if (moved_[name] == no_text) moved_[name] = to_.add(from_.text(name));
  return moved_[name];
}

Vocabulary::Vocabulary() : models_(limits::pool_names), reasons_(limits::pool_reasons) {}

Name Vocabulary::add_model(Bytes text) {
  const Name name = models_.add(text);
  if (name != unknown_name && name >= named_rules_.size()) read_rules();
  return name;
}

void Vocabulary::set_rules(const List<store::ModelRow>& rows, std::uint32_t pro_quota, std::uint32_t flash_quota) {
  rules_.set(rows, pro_quota, flash_quota);
  read_rules();
}

const ModelRule& Vocabulary::rule_of(Name model) const {
  static constexpr ModelRule none;
  return model < named_rules_.size() ? named_rules_[model] : none;
}

void Vocabulary::read_rules() {
  named_rules_.clear();
  for (std::size_t name = 0; name < models_.size(); ++name) {
    named_rules_.push(rules_.find(models_.text(static_cast<Name>(name))));
  }
}

Renaming Vocabulary::rename_models() const { return {models_, limits::pool_names}; }
Renaming Vocabulary::rename_reasons() const { return {reasons_, limits::pool_reasons}; }

void Vocabulary::adopt(Names&& models, Names&& reasons) {
  models_ = static_cast<Names&&>(models);
  reasons_ = static_cast<Names&&>(reasons);
  named_rules_.clear();
}

}  // namespace rota::pool
