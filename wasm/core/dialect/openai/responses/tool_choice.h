// Responses tool choice: whether and what the model must call.
// Knows every form of the field; refuses to know what a model takes.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai::responses {

/// `choice` is the member of that name; the conversation has all its tools. A choice of a tool that the upstream runs
/// itself leaves it to the model: no upstream can be made to search.
void read_tool_choice(json::Value choice, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::openai::responses
