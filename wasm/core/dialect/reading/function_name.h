// Function name: what a declared function is called, and what it is for.
// Knows that a name must be there and how long it may be; refuses to know how a dialect spells parameters.
#pragma once

#include "chat/conversation.h"
#include "dialect/reading/checks.h"

namespace rota::reading {

/// Reads the members `name` and `description` of the object at `path` into `tool`. False after a complaint.
bool read_function_name(json::Value declaration, const Path& path, Checks& checks, chat::Tool& tool);

}  // namespace rota::reading
