// Tools of Google's clients, and which of them the model is to use.
// Knows function declarations, Google's own tools and the calling modes; refuses to judge schemas.
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/client/fields.h"

namespace rota::gemini::clients {

/// Reads the members tools and toolConfig of `root`. Google's own tools that others have too are meant for both; the
/// others only Google hears of.
void read_tools(json::Value root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::gemini::clients
