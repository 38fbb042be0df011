// Routes: which operation a request's head means.
// Knows Rota's own paths and how they stand beside those of the dialects (REQUIREMENTS, Routes); refuses to know who may
// come in (access) and what an operation does.
#pragma once

#include "exchange/settings.h"

namespace rota::exchange {

/// Never fails: an unknown path is Operation::unknown, in the dialect whose base it stands under, else in the house's.
/// `settings` tell which rows yield to others.
[[nodiscard]] dialect::Route match(const http::RequestHead& head, const Settings& settings);

}  // namespace rota::exchange
