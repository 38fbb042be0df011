// Contents: the turns of a conversation and what the model is told before them.
// Knows roles; refuses to know what a part is (parts.h).
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/client/fields.h"

namespace rota::gemini::clients {

/// Reads the members contents and systemInstruction of `root` into the conversation, with the results of calls settled
/// (chat/tool_results.h). Complains of more than limits::conversation_parts and of what leaves nothing to answer.
void read_contents(json::Value root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::gemini::clients
