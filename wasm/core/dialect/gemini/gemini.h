// Gemini's dialect, as rows of the table of dialects: what Google's own clients speak, and what Google's API does.
#pragma once

#include "dialect/dialect.h"
#include "dialect/labels.h"

namespace rota::gemini {

inline constexpr Bytes label = dialect::labels::gemini;

extern const dialect::ClientDialect client;
extern const dialect::UpstreamDialect upstream;

/// The shapes of Google's keys: "AIza..." since always, "AQ...." since May 2026.
[[nodiscard]] bool looks_like_key(Secret key);

}  // namespace rota::gemini
