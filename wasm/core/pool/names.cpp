// The texts kept once; see names.h.
#include "pool/names.h"

#include "base/text.h"

namespace rota::pool {

Name Names::find(Bytes text) const {
  if (text.empty()) return no_text;
  const std::uint64_t hash = text::fingerprint(text);
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Name name = static_cast<Name>(i + 1);
    if (entries_[i].hash == hash && this->text(name) == text) return name;
  }
  return unknown_name;
}

Name Names::add(Bytes text) {
  const Name known = find(text);
  if (known != unknown_name) return known;
  if (entries_.size() == most_) return unknown_name;
  entries_.push({text::fingerprint(text), static_cast<std::uint32_t>(texts_.size()),
                 static_cast<std::uint32_t>(text.size())});
  texts_.append(text);
  return static_cast<Name>(entries_.size());
}

Bytes Names::text(Name name) const {
  if (name == no_text || name > entries_.size()) return {};
  const Entry& entry = entries_[name - std::size_t{1}];
  return texts_.view().substr(entry.begin, entry.size);
}

}  // namespace rota::pool
