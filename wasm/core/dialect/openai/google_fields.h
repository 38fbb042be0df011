// Google's own fields in a request of OpenAI's: extra_body.google, the bare google, and what clients put beside them.
// Knows the documented names in both spellings (TRANSLATION: 7); takes their values as they are.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/checks.h"
#include "dialect/openai/members.h"

namespace rota::openai {

/// Reads every such field of `root` but thinking_config, which sampling.h reads. Fields inside `google` that nobody
/// knows are refused by name: they were meant to change something.
void read_google_fields(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::openai
