// Parts of a content, as Google's clients write them.
// Knows each kind of part and where its thought signature stands; refuses to know roles and turns (contents.h).
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/client/fields.h"

namespace rota::gemini::clients {

/// Appends what the part `object` at `path` says. Complains of a part that holds nothing, or something unknown.
void read_part(json::Value object, const Path& path, Checks& checks, List<chat::Part>& parts);

}  // namespace rota::gemini::clients
