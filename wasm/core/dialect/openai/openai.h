// OpenAI's dialect, as rows of the table of dialects: what clients of OpenAI's chat API speak, and what OpenAI-compatible
// upstreams do.
#pragma once

#include "dialect/dialect.h"
#include "dialect/labels.h"

namespace rota::openai {

inline constexpr json::Escaped label = dialect::labels::openai;

/// What may stand before a path of this interface, the longest first. Any usual base URL works (REQUIREMENTS A6); a client
/// whose base has none of them sends the bare paths.
inline constexpr Bytes bases[] = {"/v1beta/openai", "/v1alpha/openai", "/openai/v1", "/openai", "/v1", ""};

extern const dialect::ClientDialect client;
extern const dialect::UpstreamDialect upstream;

}  // namespace rota::openai
