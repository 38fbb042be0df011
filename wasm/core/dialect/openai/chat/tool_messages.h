// OpenAI tool calls and their results inside messages.
// Knows tool_calls, the older function_call, and where clients keep thought signatures (TRANSLATION: 3.5); refuses to
// match results with calls (chat/tool_results.h).
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Takes over an assistant's `tool_calls` and `function_call`, behind its other parts.
/// `scratch` reads texts inside strings. Arguments that are no JSON object become the one that they stand for
/// (common/arguments.h).
void read_calls(const MessageMembers& message, const Path& path, json::Reader& scratch, Checks& checks,
                List<chat::Part>& parts);

/// Gives the signature that stands on the message as a whole to the first call, or to the last text when there is none;
/// but to nothing when a call has one of its own.
void place_message_signature(const MessageMembers& message, Arena& arena, List<chat::Part>& parts);

/// Takes over a message of the role `tool`, or of `function`, which answers by name.
void read_tool_result(const MessageMembers& message, bool by_name, const Path& path, json::Reader& scratch,
                      Checks& checks, List<chat::Part>& parts);

}  // namespace rota::openai
