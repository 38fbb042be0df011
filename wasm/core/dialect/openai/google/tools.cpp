// Google's own tools, by type and as members; see google.h.
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

using ToolKind = chat::Tool::Kind;

struct OwnTool {
  json::Escaped name;
  ToolKind kind;  ///< native: nobody else has it
};
/// In both spellings. With an empty configuration the ones that others have too are theirs and Google's alike.
constexpr OwnTool own_tools[] = {
    {"google_search", ToolKind::web_search},
    {"googleSearch", ToolKind::web_search},
    {"code_execution", ToolKind::run_code},
    {"codeExecution", ToolKind::run_code},
    {"url_context", ToolKind::read_urls},
    {"urlContext", ToolKind::read_urls},
    {"google_maps", ToolKind::native},
    {"googleMaps", ToolKind::native},
    {"file_search", ToolKind::native},
    {"fileSearch", ToolKind::native},
    {"google_search_retrieval", ToolKind::native},
    {"googleSearchRetrieval", ToolKind::native},
    {"computer_use", ToolKind::native},
    {"computerUse", ToolKind::native},
};

}  // namespace

bool find_tool(Bytes type, ToolKind& kind) {
  for (const OwnTool& own : own_tools) {
    if (Bytes(own.name) != type || own.kind == ToolKind::native) continue;
    kind = own.kind;
    return true;
  }
  return false;
}

bool asks_for_search(const chat::Tool& function, json::Value parameters) {
  if (function.name != "googleSearch" && function.name != "google_search") return false;
  return parameters["properties"].count() == 0;
}

bool read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& tools) {
  bool found = false;
  for (const OwnTool& own : own_tools) {
    const json::Value config = object[own.name];
    if (config.is_unset()) continue;
    found = true;
    if (!checks.is_object(config, Path{&path, own.name})) return true;
    chat::Tool& tool = tools.push(checks.arena(), chat::Tool{});
    if (config.count() == 0 && own.kind != ToolKind::native) {
      tool.kind = own.kind;
      continue;
    }
    tool.kind = ToolKind::native;
    tool.owner = owner;
    tool.name = own.name;
    tool.schema = config.raw();
  }
  return found;
}

}  // namespace rota::openai::google
