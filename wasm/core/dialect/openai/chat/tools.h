// OpenAI tools: what the model may call, and when.
// Knows tools and functions, tool_choice and function_call, and the built-in tools that clients name in several ways
// (TRANSLATION: 4); refuses to know what a model takes.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Reads tools, functions, web_search_options, tool_choice, function_call and parallel_tool_calls of the request
/// `root`.
void read_tools(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);
/// Reads one tool.
void read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& out);
/// Reads a list of tools at `path` behind those that are there.
void read_tool_list(json::Value tools, const Path& path, Checks& checks, List<chat::Tool>& out);

}  // namespace rota::openai
