// Modes, names, lists; see tool_choice.h.
#include "dialect/openai/responses/tool_choice.h"

#include "dialect/openai/responses/form.h"
#include "dialect/openai/responses/tools.h"

namespace rota::openai::responses {

namespace {

using Mode = chat::ToolChoice::Mode;

bool is_callable(const chat::Tool& tool) {
  return tool.kind == chat::Tool::Kind::function || tool.kind == chat::Tool::Kind::custom;
}

class ChoiceReader {
 public:
  ChoiceReader(Checks& checks, const List<chat::Tool>& tools, chat::ToolChoice& out)
      : checks_(checks), tools_(tools), out_(out) {}

  void read_mode(json::Value mode, const Path& path);
  void read_object(json::Value choice, const Path& path);

 private:
  [[nodiscard]] bool allow_one(json::Value tool, const Path& path);
  void allow(json::Escaped name, json::Escaped name_space, const Path& path);
  void read_allowed(json::Value choice, const Path& path);

  Checks& checks_;
  const List<chat::Tool>& tools_;
  chat::ToolChoice& out_;
};

void ChoiceReader::read_mode(json::Value mode, const Path& path) {
  if (mode.equals("auto")) {
    out_.mode = Mode::automatic;
  } else if (mode.equals("required")) {
    out_.mode = Mode::required;
  } else if (mode.equals("none")) {
    out_.mode = Mode::none;
  } else {
    checks_.unknown_choice(path, mode, "'none', 'auto', and 'required'");
  }
}

void ChoiceReader::allow(json::Escaped name, json::Escaped name_space, const Path& path) {
  for (const chat::ToolName& allowed : out_.allowed) {
    if (allowed.name == name && (name_space.empty() || allowed.name_space == name_space)) return;
  }
  bool found = false;
  for (const chat::Tool& tool : tools_) {
    const bool named = is_callable(tool) && tool.name == name && (name_space.empty() || tool.name_space == name_space);
    if (!named) continue;
    out_.allowed.push(checks_.arena(), chat::ToolName{tool.name, tool.name_space});
    found = true;
  }
  if (!found) checks_.wrong_value(path, "no function of this name is among the request's tools.");
}

/// False for a tool that is not called by a name.
bool ChoiceReader::allow_one(json::Value tool, const Path& path) {
  const Path name_path{&path, "name"};
  json::Value type = tool["type"];
  if (!checks_.is_string(type, Path{&path, "type"})) return false;
  if (type.equals("local_shell")) {
    allow(local_shell_name, {}, path);
    return true;
  }
  if (!type.equals("function") && !type.equals("custom")) return false;
  if (tool["name"].is_unset()) {
    checks_.missing(name_path);
  } else if (checks_.is_string(tool["name"], name_path) && checks_.is_string(tool["namespace"], Path{&path, "namespace"})) {
    allow(tool["name"].escaped(), name_space_of(tool["namespace"]), name_path);
  } else if (!checks_.failed()) {
    allow(tool["name"].escaped(), {}, name_path);
  }
  return true;
}

/// `{type: allowed_tools, mode, tools: [...]}`.
void ChoiceReader::read_allowed(json::Value choice, const Path& path) {
  const Path mode_path{&path, "mode"};
  const Path tools_path{&path, "tools"};
  out_.mode = Mode::automatic;
  if (checks_.is_string(choice["mode"], mode_path)) read_mode(choice["mode"], mode_path);
  if (choice["tools"].is_unset()) return checks_.missing(tools_path);
  if (!checks_.is_array(choice["tools"], tools_path)) return;
  if (choice["tools"].count() > tools_.size()) return checks_.wrong_value(tools_path, "it names more tools than there are.");
  if (choice["tools"].count() == 0) out_.mode = Mode::none;
  std::int64_t index = 0;
  for (json::Value tool : choice["tools"].elements()) {
    const Path place{&tools_path, {}, index++};
    if (!tool.is_object()) return checks_.wrong_type(place, "an object", tool);
    static_cast<void>(allow_one(tool, place));
    if (checks_.failed()) return;
  }
}

void ChoiceReader::read_object(json::Value choice, const Path& path) {
  const Path type_path{&path, "type"};
  if (choice["type"].is_unset()) return checks_.missing(type_path);
  if (choice["type"].equals("allowed_tools")) return read_allowed(choice, path);
  out_.mode = allow_one(choice, path) ? Mode::required : Mode::automatic;
}

}  // namespace

void read_tool_choice(json::Value choice, Checks& checks, chat::Conversation& conversation) {
  const Path path{nullptr, "tool_choice"};
  chat::ToolChoice& out = conversation.tool_choice;
  if (choice.is_unset()) return;
  ChoiceReader reader(checks, conversation.tools, out);
  if (choice.is_string()) {
    reader.read_mode(choice, path);
  } else if (choice.is_object()) {
    reader.read_object(choice, path);
  } else {
    return checks.wrong_type(path, "a string or an object", choice);
  }
  // Without functions "none" and "auto" ask for nothing; anything else asks for a call that cannot be made.
  if (out.mode != Mode::required || checks.failed()) return;
  for (const chat::Tool& tool : conversation.tools) {
    if (is_callable(tool)) return;
  }
  if (!conversation.tools.empty()) {
    out.mode = Mode::automatic;
    return;
  }
  checks.wrong_value(path, "there is no function to call among the request's tools.");
}

}  // namespace rota::openai::responses
