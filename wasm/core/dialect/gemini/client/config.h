// Generation config: how to sample, in what form to answer, and how much to think.
// Knows Google's generationConfig; refuses to know which model can do what.
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/client/fields.h"

namespace rota::gemini::clients {

/// Reads the member generationConfig of `root`. What no other dialect has goes along in Google's own words.
void read_config(json::Value root, Checks& checks, chat::Conversation& conversation);

}  // namespace rota::gemini::clients
