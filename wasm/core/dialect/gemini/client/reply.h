// Chat of Google's clients at the seam: a request read, and the writer of its answer handed out.
// Knows the three forms of an answer: one document, a stream of events, a stream as a list that grows; refuses to know
// what stands in a message (answer.h).
#pragma once

#include "dialect/dialect.h"

namespace rota::gemini::clients {

/// ClientDialect::read_chat.
[[nodiscard]] Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena);

}  // namespace rota::gemini::clients
