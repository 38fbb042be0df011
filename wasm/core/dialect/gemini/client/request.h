// GenerateContentRequest: a request of Google's clients as a whole.
// Knows which members it has, and which mean nothing to other upstreams; refuses to know what is in them (the files
// beside).
#pragma once

#include "dialect/dialect.h"

namespace rota::gemini::clients {

/// Reads a request of generateContent or streamGenerateContent, which of both its path says. In `arena`; views into the
/// body. Fails with the client's blame and the field at fault.
[[nodiscard]] Result<chat::Conversation*> read_request(const dialect::ChatSource& source, Arena& arena);

}  // namespace rota::gemini::clients
