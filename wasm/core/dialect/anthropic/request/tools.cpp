// Declarations and the choice; see tools.h.
#include "dialect/anthropic/request/tools.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/reading/function_name.h"

namespace rota::anthropic {

namespace {

using Mode = chat::ToolChoice::Mode;
using ToolKind = chat::Tool::Kind;

struct ServerTool {
  Bytes prefix;  ///< of its type, which ends in a date
  ToolKind kind;
};
constexpr ServerTool server_tools[] = {
    {"web_search_20", ToolKind::web_search},
    {"web_fetch_20", ToolKind::read_urls},
    {"code_execution_20", ToolKind::run_code},
};
constexpr Bytes expected_tools = "'custom', 'code_execution_*', 'tool_search_tool_*', 'web_fetch_*', 'web_search_*'";
/// Finds tools whose loading is deferred, and here none is.
constexpr Bytes tool_search = "tool_search_tool_";

const ServerTool* find_server_tool(Bytes type) {
  for (const ServerTool& known : server_tools) {
    if (text::starts_with(type, known.prefix)) return &known;
  }
  return nullptr;
}

bool is_function(const chat::Tool& tool) { return tool.kind == ToolKind::function; }

void read_function(json::Value object, const Path& path, Checks& checks, chat::Tool& tool) {
  if (!reading::read_function_name(object, path, checks, tool)) return;
  const Path schema_path{&path, "input_schema"};
  const json::Value schema = object["input_schema"];
  if (checks.is_object(schema, schema_path) && schema.count() != 0) {
    tool.schema = schema.raw();
    tool.param = checks.spelt(schema_path);
  }
  checks.boolean(object["strict"], Path{&path, "strict"}, tool.strict);
}

void check_domains(json::Value domains, const Path& path, Checks& checks) {
  if (!checks.is_array(domains, path)) return;
  std::int64_t index = 0;
  for (json::Value domain : domains.elements()) {
    const Path place{&path, {}, index++};
    if (!domain.is_string()) return checks.wrong_type(place, "a string", domain);
  }
}

/// How a server's tool is to be used: no upstream that has such a tool takes a word on it. Google's excludeDomains is
/// Vertex AI's alone ("This field is not supported in Gemini API", Google Gen AI SDK, Nov 2026).
void check_wishes(json::Value tool, const Path& path, Checks& checks) {
  const Path blocked_path{&path, "blocked_domains"};
  std::int64_t uses = 0;
  check_domains(tool["allowed_domains"], Path{&path, "allowed_domains"}, checks);
  check_domains(tool["blocked_domains"], blocked_path, checks);
  checks.integer(tool["max_uses"], Path{&path, "max_uses"}, 1, std::int64_t{1} << 53, uses);
  checks.is_object(tool["user_location"], Path{&path, "user_location"});
  if (tool["allowed_domains"].is_array() && tool["blocked_domains"].is_array()) {
    checks.wrong_value(blocked_path, "it cannot stand beside 'allowed_domains'.");
  }
}

void read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& tools) {
  if (!object.is_object()) return checks.wrong_type(path, "an object", object);
  const json::Value type = object["type"];
  const bool typed = checks.is_string(type, Path{&path, "type"});
  if (checks.failed()) return;
  chat::Tool tool;
  if (!typed || type.equals("custom")) {
    read_function(object, path, checks, tool);
  } else if (text::starts_with(type.escaped(), tool_search)) {
    return;
  } else if (const ServerTool* known = find_server_tool(type.escaped()); known != nullptr) {
    tool.kind = known->kind;
    check_wishes(object, path, checks);
    if (checks.is_string(object["name"], Path{&path, "name"})) tool.name = object["name"].escaped();
  } else {
    return unknown_tag(path, type, expected_tools, checks);
  }
  if (!checks.failed()) tools.push(checks.arena(), tool);
}

/// The one tool that must be called. One that the upstream runs itself is not called by anybody: its being there is enough.
void read_named(json::Value name, const Path& path, const List<chat::Tool>& tools, Checks& checks, chat::ToolChoice& choice) {
  if (name.is_unset()) return checks.missing(path);
  if (!checks.is_string(name, path)) return;
  for (const chat::Tool& tool : tools) {
    if (tool.name != name.escaped()) continue;
    if (!is_function(tool)) return;
    choice.mode = Mode::required;
    choice.allowed.push(checks.arena(), chat::ToolName{tool.name, {}});
    return;
  }
  checks.wrong_value(path, "no tool of this name is among the request's tools.");
}

void read_choice(json::Value choice, chat::Conversation& conversation, Checks& checks) {
  const Path path{nullptr, "tool_choice"};
  if (!checks.is_object(choice, path)) return;
  const json::Value type = type_of(choice, path, checks);
  if (checks.failed()) return;
  chat::ToolChoice& out = conversation.tool_choice;
  if (type.equals("auto")) {
    out.mode = Mode::automatic;
  } else if (type.equals("none")) {
    out.mode = Mode::none;
  } else if (type.equals("tool")) {
    read_named(choice["name"], Path{&path, "name"}, conversation.tools, checks, out);
  } else if (!type.equals("any")) {
    return unknown_tag(path, type, "'any', 'auto', 'none', 'tool'", checks);
  } else {
    // Without functions there is nothing that it could demand.
    for (const chat::Tool& tool : conversation.tools) {
      if (is_function(tool)) out.mode = Mode::required;
    }
  }
  bool one_at_most = false;
  checks.boolean(choice["disable_parallel_tool_use"], Path{&path, "disable_parallel_tool_use"}, one_at_most);
  conversation.parallel_tool_calls = !one_at_most;
}

}  // namespace

void read_tools(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
  const Path path{nullptr, "tools"};
  const json::Value tools = root["tools"];
  if (checks.is_array(tools, path)) {
    if (tools.count() > limits::tools) {
      return checks.wrong_value(path, sentence<"it holds more than "_s, limits::tools, " tools."_s>);
    }
    std::int64_t index = 0;
    for (json::Value tool : tools.elements()) {
      read_tool(tool, Path{&path, {}, index++}, checks, conversation.tools);
      if (checks.failed()) return;
    }
  }
  read_choice(root["tool_choice"], conversation, checks);
}

}  // namespace rota::anthropic
