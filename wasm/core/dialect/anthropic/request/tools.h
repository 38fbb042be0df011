// Tools: what the model may call, and whether it must.
// Knows declarations, Anthropic's own tools and every form of the choice; refuses to know schemas.
#pragma once

#include "chat/conversation.h"
#include "dialect/anthropic/common/reading.h"

namespace rota::anthropic {

/// Reads `tools` and `tool_choice`. A tool whose loading is deferred is declared like every other one.
void read_tools(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::anthropic
