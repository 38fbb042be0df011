// Responses input: reads instructions and the list of items into system parts and turns.
// Knows types of items, and which of them say nothing that a model would need; leaves calls and their outputs to calls.h.
#pragma once

#include "chat/signature_cache.h"
#include "dialect/openai/common/reading.h"
#include "dialect/openai/responses/form.h"
#include "dialect/openai/responses/recall.h"

namespace rota::openai::responses {

/// Takes over the request's `instructions`, which come before all that the input says to the system.
void read_instructions(json::Value instructions, Checks& checks, List<chat::Part>& system);

/// `input` is the member of that name: a text, or a list of items; what the request goes on from comes before it
/// (`recall`), and what items refer to stands in their place. Messages of the system and of developers go to
/// `conversation.system` in order, neighbours of one role share a turn, empty texts are dropped. Tools that items bring
/// are declared behind the request's own. Traces of tools that a server has run are left out, and so are references where
/// nothing is stored. `signatures`, or null: of calls whose ids were too short for theirs. Complains through `checks`.
void read_input(json::Value input, const chat::SignatureCache* signatures, const Recall& recall, Checks& checks,
                chat::Conversation& conversation, Form& form);

/// Takes over the wish for a summary of all that has been said.
void ask_for_summary(List<chat::Turn>& turns, Arena& arena, Form& form);

/// The items of `input`, which has been read without a complaint, each with its type.
[[nodiscard]] List<RepeatedItem> items_of(json::Value input, Arena& arena);

}  // namespace rota::openai::responses
