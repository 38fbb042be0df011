// Tool results: what a tool has answered, out of the pieces in which a client says it.
// Knows that a text may hold JSON and that media go along; refuses to know how a dialect spells either.
#pragma once

#include "chat/conversation.h"
#include "json/reader.h"

namespace rota::reading {

/// Makes `said`, texts and media, what `result` holds: its text, its json where the text is an object or an array, and what
/// is attached.
void set_result(const List<chat::Part>& said, json::Reader& scratch, Arena& arena, chat::Part& result);

}  // namespace rota::reading
