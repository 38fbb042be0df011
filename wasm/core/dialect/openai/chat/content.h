// OpenAI content: the string or the list of parts that a message says.
// Knows types of parts and who may say them; leaves media to media.h.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

enum class Speaker : std::uint8_t { system, user, assistant, tool };

/// Takes over a message's content, `content` at `path`. Empty texts are dropped, refusals count as said, what a model
/// thought aloud is not told again. Complains through `checks`.
void read_content(json::Value content, const Path& path, Speaker speaker, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::openai
