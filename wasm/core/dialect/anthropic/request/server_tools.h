// Server tools in the history: what an upstream's own tools did in an earlier answer.
// Knows the blocks that tell it; refuses to know what an upstream makes of them.
#pragma once

#include "chat/conversation.h"
#include "dialect/anthropic/common/reading.h"

namespace rota::anthropic {

/// Whether blocks of this type tell of a server's tools.
[[nodiscard]] bool is_server_tool(json::Value type);
/// Appends such a block.
void read_server_tool(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::anthropic
