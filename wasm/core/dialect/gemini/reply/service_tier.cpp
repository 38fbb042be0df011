// One list of names; see service_tier.h.
#include "dialect/gemini/reply/service_tier.h"

#include "base/text.h"

namespace rota::gemini {

namespace {

struct TierName {
  json::Escaped name;
  chat::ServiceTier tier;
};
constexpr TierName tier_names[] = {
    {"standard", chat::ServiceTier::standard},
    {"flex", chat::ServiceTier::flex},
    {"priority", chat::ServiceTier::priority},
};

}  // namespace

json::Escaped name_of(chat::ServiceTier tier) {
  for (const TierName& known : tier_names) {
    if (known.tier == tier) return known.name;
  }
  return {};
}

chat::ServiceTier service_tier_of(Bytes name) {
  for (const TierName& known : tier_names) {
    if (text::iequals(known.name, name)) return known.tier;
  }
  return chat::ServiceTier::unset;
}

}  // namespace rota::gemini
