// Version: what /health and the root page say this is. scripts/tidy and package.json keep the same number.
#pragma once

#include "base/bytes.h"

namespace rota {
inline constexpr Bytes version = "0.1.0";
}
