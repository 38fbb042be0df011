// OpenAI output: in what format and in what forms the client wants its answer.
// Knows response_format, modalities and audio; refuses to know what a model can.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Reads a format, `format` at `path`: its type, and the schema inside or beside it.
void read_format(json::Value format, const Path& path, Checks& checks, chat::ResponseFormat& out);

/// Reads response_format, modalities and audio of the request `root`.
void read_output(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::openai
