// Settings: how to answer, as a request's members outside the conversation say.
// Knows lengths, sampling, thinking and formats; refuses to know models, for which the upstream's dialect makes them fit.
#pragma once

#include "chat/conversation.h"
#include "dialect/anthropic/common/reading.h"

namespace rota::anthropic {

/// Reads max_tokens, sampling, stop_sequences, thinking, output_config and what changes nothing.
void read_settings(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::anthropic
