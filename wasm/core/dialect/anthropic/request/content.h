// Content: the blocks of a message, and of a tool's result.
// Knows every type of block that clients send; refuses to know turns (messages.h).
#pragma once

#include "chat/conversation.h"
#include "dialect/anthropic/common/reading.h"

namespace rota::anthropic {

enum class Speaker : std::uint8_t { system, user, assistant, tool };

/// Appends what `content`, a string or an array of blocks, says. `scratch` is free between two results of tools.
void read_content(json::Value content, const Path& path, Speaker speaker, json::Reader& scratch, Checks& checks,
                  List<chat::Part>& parts);

}  // namespace rota::anthropic
