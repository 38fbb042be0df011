// OpenAI Responses at the seam: a request read, and the writer of its answer handed out.
// Knows that a stream and a document are made of the same items; refuses to know what those look like (output.h).
#pragma once

#include "dialect/dialect.h"

namespace rota::openai::responses {

/// Below the dialect's base: the route whose answer stands for what was asked.
inline constexpr Bytes compact_path = "/responses/compact";

/// ClientDialect::read_chat.
[[nodiscard]] Result<dialect::ClientCall> read_responses(const dialect::ChatSource& source, Arena& arena);

}  // namespace rota::openai::responses
