// Responses tools: what the model may call.
// Knows the types that this dialect has beyond chat's: namespaces, the client's search for tools, its shell, pictures; and
// which of them only OpenAI's own servers can run. Refuses to know what a model takes.
#pragma once

#include "dialect/openai/common/reading.h"
#include "dialect/openai/responses/form.h"

namespace rota::openai::responses {

/// The namespace of that name, still escaped. `functions` is none: it is what OpenAI's own models know all functions by, and
/// clients that put their tools there do without it in calls (recorded: fixtures/agents/codex).
[[nodiscard]] json::Escaped name_space_of(json::Value name);

/// Reads a list of tools at `path` behind those that are there, and notes in `form` what stands for a tool of this
/// dialect's own. A tool for pictures becomes a wish for them, which read_tools() takes over.
void read_tool_list(json::Value tools, const Path& path, Checks& checks, List<chat::Tool>& out, Form& form);

/// Reads the member `tools` of the request.
void read_tools(json::Value tools, Checks& checks, chat::Conversation& conversation, Form& form);

}  // namespace rota::openai::responses
