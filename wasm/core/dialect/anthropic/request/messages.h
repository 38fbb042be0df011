// Messages: the conversation so far, and what the model is told before it.
// Knows roles; refuses to know blocks (content.h).
#pragma once

#include "chat/signature_cache.h"
#include "dialect/anthropic/common/reading.h"
#include "chat/conversation.h"

namespace rota::anthropic {

/// Reads `system` and `messages` into system texts and turns, results in the order of their calls. `signatures`: of this
/// isolate, or null.
void read_messages(const RequestMembers& root, const chat::SignatureCache* signatures, Checks& checks,
                   chat::Conversation& conversation);

}  // namespace rota::anthropic
