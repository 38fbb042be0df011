// Responses calls: items that say what the model wanted done, and what came of it.
// Knows functions, custom tools, the client's shell and its search for tools; refuses to match outputs with calls
// (chat/tool_results.h).
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai::responses {

/// Whether such an item is a call, or the output of one.
[[nodiscard]] bool is_call(json::Value type);
[[nodiscard]] bool is_output(json::Value type);

/// Takes over a call. `scratch` reads texts inside strings.
void read_call(json::Value item, json::Value type, const Path& path, json::Reader& scratch, Checks& checks,
               List<chat::Part>& parts);
/// Takes over an output. Of a search for tools the model is told what was found; what the tools are, their declarations
/// say.
void read_output(json::Value item, json::Value type, const Path& path, json::Reader& scratch, Checks& checks,
                 List<chat::Part>& parts);

}  // namespace rota::openai::responses
