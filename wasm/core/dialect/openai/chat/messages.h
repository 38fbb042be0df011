// OpenAI messages: reads the list of messages into system parts and turns.
// Knows roles; refuses to know what a model does with empty or oddly ordered turns (the writers do).
#pragma once

#include "chat/conversation.h"
#include "chat/signature_cache.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// `messages` is the member of that name. System and developer messages go to `conversation.system` in order,
/// neighbours of one role share a turn, parts stay apart, empty texts are dropped. A user turn may end up without any
/// part (the client sent an empty text); an assistant turn never does. Tool results stand where chat/tool_results.h
/// puts them. `signatures`, or null: of calls whose ids were too short for theirs. Complains through `checks`.
void read_messages(json::Value messages, const chat::SignatureCache* signatures, Checks& checks,
                   chat::Conversation& conversation);

/// Puts the results of calls where chat/tool_results.h puts them, gives the calls whose ids were too short for their
/// signatures those of `signatures` (or null), and takes away the ids that were made up here.
void settle_calls(List<chat::Turn>& turns, const chat::SignatureCache* signatures, Arena& arena);

}  // namespace rota::openai
