// Gemini's names of service tiers, in requests and in answers (Google API docs, Aug 2026: in lower case).
// Knows three words; refuses to know what they cost.
#pragma once

#include "chat/service_tier.h"
#include "json/spliced.h"

namespace rota::gemini {

/// A literal; empty for a tier that is unset.
[[nodiscard]] json::Escaped name_of(chat::ServiceTier tier);
/// Of `usageMetadata.serviceTier` or of the header x-gemini-service-tier, in any case; unset for other words.
[[nodiscard]] chat::ServiceTier service_tier_of(Bytes name);

}  // namespace rota::gemini
