// Server tool parts: what Google's own tools did in an earlier answer, read back from where answers keep it.
// Knows extra_content.google.server_tool_parts and the places beside it (answer_pieces.h writes both); refuses to know
// what a part means: only which kinds there are.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/checks.h"
#include "dialect/openai/members.h"

namespace rota::openai {

/// Puts the parts that an assistant's `message` brings back where they were among `parts`, which holds the rest of what
/// the message says: its texts, its images, its calls. What the content shows of a part goes with it; where the content
/// has been changed, its text stays and the part is left out. Parts without a place come first.
/// Complains of what is no such part or place, naming it.
void place_server_parts(const MessageMembers& message, const Path& path, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::openai
