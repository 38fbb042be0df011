// See names.h.
#include "pool/names.h"

namespace rota::pool {

Name Names::find(Bytes text) const {
  if (text.empty()) return no_text;
  const std::uint32_t number = texts_.find(text);
  return number == no_place ? unknown_name : static_cast<Name>(number + 1);
}

Name Names::add(Bytes text) {
  if (texts_.size() == most_ || text.empty()) return find(text);
  return static_cast<Name>(texts_.add(text) + 1);
}

Bytes Names::text(Name name) const {
  return name == no_text || name > texts_.size() ? Bytes() : texts_.text(name - std::uint32_t{1});
}

}  // namespace rota::pool
