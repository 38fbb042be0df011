// A request of the Messages API, read into the neutral conversation.
// Knows which of its members are read where; refuses to know any of them.
#pragma once

#include "dialect/dialect.h"

namespace rota::anthropic {

/// Fails with the client's blame and the field at fault. The conversation lives in `arena`.
[[nodiscard]] Result<chat::Conversation*> read_message_request(const dialect::ChatSource& source, Arena& arena);

}  // namespace rota::anthropic
