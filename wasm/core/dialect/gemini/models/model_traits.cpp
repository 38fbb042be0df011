// The family of a name; see model_traits.h.
#include "dialect/gemini/models/model_traits.h"

#include "dialect/gemini/models/families.h"

namespace rota::gemini {

namespace {

/// Each star takes as little as the piece behind it allows, which finds a fit wherever there is one.
bool fits(Bytes pattern, Bytes name) {
  std::size_t star = pattern.find('*');
  if (star == Bytes::npos) return pattern == name;
  if (name.substr(0, star) != pattern.substr(0, star)) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  while ((star = pattern.find('*')) != Bytes::npos) {
    const Bytes piece = pattern.substr(0, star);
    const std::size_t at = name.find(piece);
    if (at == Bytes::npos) return false;
    name.remove_prefix(at + piece.size());
    pattern.remove_prefix(star + 1);
  }
  return name.size() >= pattern.size() && name.substr(name.size() - pattern.size()) == pattern;
}

}  // namespace

ModelTraits traits_of(Bytes model) {
  for (const Family& family : families) {
    if (fits(family.pattern, model)) return family.traits;
  }
  return family::unknown;
}

}  // namespace rota::gemini
