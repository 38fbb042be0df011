// OpenAI tool choice: whether the model must, may or must not call, and what.
// Knows every form of tool_choice and the older function_call; refuses to know what a model takes.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Reads tool_choice and function_call of `root`, the former wins. Names must be among `tools`, which are read before.
void read_tool_choice(const RequestMembers& root, const List<chat::Tool>& tools, Checks& checks,
                      chat::ToolChoice& choice);

}  // namespace rota::openai
