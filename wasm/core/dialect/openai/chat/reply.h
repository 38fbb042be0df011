// OpenAI chat at the seam: a request read, and the writer of its answer handed out.
// Knows which of the two answers a request wants, one document or a stream; refuses to know what either looks like
// (answer.h, stream.h).
#pragma once

#include "dialect/dialect.h"

namespace rota::openai {

/// ClientDialect::read_chat.
[[nodiscard]] Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena);

}  // namespace rota::openai
