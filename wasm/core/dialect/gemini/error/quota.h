// Gemini quotas: which of a project's limits a 429 has hit.
// Knows QuotaFailure, how quotas are named and what only the text says (TRANSLATION: 14); refuses to know how long a
// key is to rest for it (pool/verdict).
#pragma once

#include "dialect/dialect.h"

namespace rota::gemini {

/// `error` is a 429, `text` its message in lower case.
[[nodiscard]] chat::Diagnosis classify_quota(const chat::UpstreamError& error, const dialect::Asked& asked, Bytes text,
                                             Arena& arena);

}  // namespace rota::gemini
