// ServiceTier: how urgently the upstream is to answer, and did, where it sells that.
// Knows the tiers that more than one vendor has; refuses to know their names.
#pragma once

#include "base/bytes.h"

namespace rota::chat {

/// `unset`: not said, or a tier that is nobody else's.
enum class ServiceTier : std::uint8_t { unset, standard, flex, priority };

}  // namespace rota::chat
