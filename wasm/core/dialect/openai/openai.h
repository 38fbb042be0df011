// OpenAI's dialect, as rows of the table of dialects: what clients of OpenAI's chat API speak, and what OpenAI-compatible
// upstreams do.
#pragma once

#include "dialect/dialect.h"
#include "dialect/labels.h"

namespace rota::openai {

inline constexpr json::Escaped label = dialect::labels::openai;

extern const dialect::ClientDialect client;
extern const dialect::UpstreamDialect upstream;

}  // namespace rota::openai
