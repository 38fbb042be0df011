// Tool results: brings the results of tool calls into the order of the calls.
// Knows that clients send results late, out of order, under unknown ids, twice or never; refuses to know any dialect.
#pragma once

#include "chat/conversation.h"

namespace rota::chat {

/// Afterwards every turn of the model with calls is followed by a turn of the user that begins with one result for each
/// call, in the order of the calls and under their ids and names; whatever else the user said comes after them.
/// A result goes to the call of its id, the nearest before it; one of an unknown id to the next unanswered call of its
/// name, or of any name when it has none; one without any call becomes a text. A call without a result gets one that
/// says so, and calls that end the conversation unanswered are taken out: no model goes on from them.
/// Linear in the number of parts. Neighbours that end up with one role share a turn.
void settle_tool_results(List<Turn>& turns, Arena& arena);

}  // namespace rota::chat
