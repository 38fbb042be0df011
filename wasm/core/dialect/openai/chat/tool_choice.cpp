// Every form of the choice; see tool_choice.h.
#include "dialect/openai/chat/tool_choice.h"

namespace rota::openai {

namespace {

using Mode = chat::ToolChoice::Mode;

bool is_callable(const chat::Tool& tool) {
  return tool.kind == chat::Tool::Kind::function || tool.kind == chat::Tool::Kind::custom;
}

/// Takes over the name of one function, which must be declared.
void allow(json::Value name, const Path& path, const List<chat::Tool>& tools, Checks& checks,
           chat::ToolChoice& choice) {
  if (name.is_unset()) return checks.missing(path);
  if (!checks.is_string(name, path)) return;
  for (const chat::ToolName& allowed : choice.allowed) {
    if (allowed.name == name.escaped()) return;
  }
  for (const chat::Tool& tool : tools) {
    if (!is_callable(tool) || tool.name != name.escaped()) continue;
    choice.allowed.push(checks.arena(), chat::ToolName{name.escaped(), {}});
    return;
  }
  checks.wrong_value(path, "no function of this name is among the request's tools.");
}

/// `{type: function, function: {name}}`, the same for custom, or flat as in the Responses API.
void allow_one(json::Value object, const Path& path, const List<chat::Tool>& tools, Checks& checks,
               chat::ToolChoice& choice) {
  const Path type_path{&path, "type"};
  json::Value type = object["type"];
  if (checks.is_string(type, type_path) && !type.equals("function") && !type.equals("custom")) {
    return checks.unknown_choice(type_path, type, "'function', 'custom', and 'allowed_tools'");
  }
  const Bytes member = type.equals("custom") ? Bytes("custom") : Bytes("function");
  const Path inner{&path, member};
  if (object[member].is_object()) return allow(object[member]["name"], Path{&inner, "name"}, tools, checks, choice);
  if (!object["name"].is_unset()) return allow(object["name"], Path{&path, "name"}, tools, checks, choice);
  checks.missing(inner);
}

void read_mode(json::Value mode, const Path& path, Checks& checks, chat::ToolChoice& choice) {
  if (mode.equals("auto")) {
    choice.mode = Mode::automatic;
  } else if (mode.equals("required") || mode.equals("any")) {
    choice.mode = Mode::required;
  } else if (mode.equals("none")) {
    choice.mode = Mode::none;
  } else {
    checks.unknown_choice(path, mode, "'none', 'auto', and 'required'");
  }
}

/// `{type: allowed_tools, allowed_tools: {mode, tools: [...]}}`, or flat.
void read_allowed(json::Value object, const Path& path, const List<chat::Tool>& tools, Checks& checks,
                  chat::ToolChoice& choice) {
  const Path nested{&path, "allowed_tools"};
  const bool inside = object["allowed_tools"].is_object();
  json::Value allowed = inside ? object["allowed_tools"] : object;
  const Path& allowed_path = inside ? nested : path;
  const Path mode_path{&allowed_path, "mode"};
  const Path tools_path{&allowed_path, "tools"};
  choice.mode = Mode::automatic;
  if (checks.is_string(allowed["mode"], mode_path)) read_mode(allowed["mode"], mode_path, checks, choice);
  if (allowed["tools"].is_unset()) return checks.missing(tools_path);
  if (!checks.is_array(allowed["tools"], tools_path)) return;
  if (allowed["tools"].count() > tools.size())
    return checks.wrong_value(tools_path, "it names more tools than there are.");
  if (allowed["tools"].count() == 0) choice.mode = Mode::none;
  std::int64_t index = 0;
  for (json::Value tool : allowed["tools"].elements()) {
    const Path place{&tools_path, {}, index++};
    if (!tool.is_object()) return checks.wrong_type(place, "an object", tool);
    allow_one(tool, place, tools, checks, choice);
    if (checks.failed()) return;
  }
}

void read_choice(json::Value choice, const Path& path, bool legacy, const List<chat::Tool>& tools, Checks& checks,
                 chat::ToolChoice& out) {
  if (choice.is_unset()) return;
  if (choice.is_string()) {
    read_mode(choice, path, checks, out);
  } else if (!choice.is_object()) {
    return checks.wrong_type(path, "a string or an object", choice);
  } else if (choice["type"].equals("allowed_tools")) {
    read_allowed(choice, path, tools, checks, out);
  } else {
    out.mode = Mode::required;
    if (legacy) {
      allow(choice["name"], Path{&path, "name"}, tools, checks, out);
    } else {
      allow_one(choice, path, tools, checks, out);
    }
  }
  // Without functions "none" and "auto" ask for nothing; anything else asks for a call that cannot be made.
  if (out.mode != Mode::required || checks.failed()) return;
  for (const chat::Tool& tool : tools) {
    if (is_callable(tool)) return;
  }
  checks.wrong_value(path, "there is no function to call among the request's tools.");
}

}  // namespace

void read_tool_choice(const RequestMembers& root, const List<chat::Tool>& tools, Checks& checks,
                      chat::ToolChoice& choice) {
  chat::ToolChoice legacy;
  read_choice(root["function_call"], Path{nullptr, "function_call"}, true, tools, checks, legacy);
  read_choice(root["tool_choice"], Path{nullptr, "tool_choice"}, false, tools, checks, choice);
  if (choice.mode == Mode::unset) choice = legacy;
}

}  // namespace rota::openai
