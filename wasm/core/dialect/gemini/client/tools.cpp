// Declarations, own tools, modes; see tools.h.
#include "dialect/gemini/client/tools.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "chat/tool_list.h"
#include "dialect/gemini/client/schema.h"
#include "dialect/labels.h"
#include "dialect/reading/function_name.h"

namespace rota::gemini::clients {

namespace {

using ToolKind = chat::Tool::Kind;
using Mode = chat::ToolChoice::Mode;

void read_schema(json::Value declaration, const Path& path, Checks& checks, chat::Tool& tool) {
  for (const Bytes name : {Bytes("parameters"), Bytes("parametersJsonSchema")}) {
    const Path place{&path, name};
    const json::Value schema = field(declaration, name);
    if (!checks.is_object(schema, place) || schema.count() == 0) continue;
    tool.schema = json_schema_of(schema, checks.arena());
    tool.param = reading::spell(place, checks.arena());
  }
}

void read_declaration(json::Value declaration, const Path& path, Checks& checks, List<chat::Tool>& tools) {
  chat::Tool tool;
  if (!reading::read_function_name(declaration, path, checks, tool)) return;
  read_schema(declaration, path, checks, tool);
  if (!checks.failed()) tools.push(checks.arena(), tool);
}

struct OwnTool {
  json::Escaped name;
  ToolKind kind;
};
/// Of Google's own the ones that other upstreams may have, too.
constexpr OwnTool common_tools[] = {
    {"googleSearch", ToolKind::web_search},
    {"googleSearchRetrieval", ToolKind::web_search},
    {"codeExecution", ToolKind::run_code},
    {"urlContext", ToolKind::read_urls},
};

/// With settings a tool is Google's; other upstreams know the tool, if at all, without them.
void read_own(json::Escaped name, json::Value config, Checks& checks, List<chat::Tool>& tools) {
  Arena& arena = checks.arena();
  bool common = false;
  for (const OwnTool& known : common_tools) {
    if (!same_field(known.name, name)) continue;
    tools.push(arena, chat::Tool{}).kind = known.kind;
    common = true;
  }
  if (common && config.count() == 0) return;
  chat::Tool& tool = tools.push(arena, chat::Tool{});
  tool.kind = ToolKind::native;
  tool.owner = dialect::labels::gemini;
  tool.name = name;
  tool.schema = config.raw();
}

void read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& tools) {
  for (const json::Member member : object.members()) {
    const json::Escaped name = member.name.escaped();
    if (member.value.is_unset()) continue;
    if (same_field("functionDeclarations", name)) {
      const Path place{&path, "functionDeclarations"};
      each_object(member.value, place, checks,
                  [&](json::Value declaration, const Path& at) { read_declaration(declaration, at, checks, tools); });
    } else if (checks.is_object(member.value, Path{&path, name})) {
      read_own(name, member.value, checks, tools);
    }
    if (checks.failed()) return;
    if (tools.size() > limits::tools) {
      return checks.wrong_value(Path{nullptr, "tools"}, sentence<"they are more than "_s, limits::tools, "."_s>);
    }
  }
}

/// VALIDATED is AUTO whose calls follow the schema, which others do or do not as they please.
bool find_mode(json::Value mode, Mode& out) {
  static constexpr struct {
    Bytes name;
    Mode mode;
  } modes[] = {{"AUTO", Mode::automatic},
               {"VALIDATED", Mode::automatic},
               {"ANY", Mode::required},
               {"NONE", Mode::none},
               {"MODE_UNSPECIFIED", Mode::unset}};
  for (const auto& known : modes) {
    if (!text::iequals(known.name, mode.escaped())) continue;
    out = known.mode;
    return true;
  }
  return false;
}

void read_choice(json::Value root, Checks& checks, chat::ToolChoice& choice) {
  const Path config_path{nullptr, "toolConfig"};
  const Path path{&config_path, "functionCallingConfig"};
  const json::Value config = field(root, "toolConfig");
  if (!checks.is_object(config, config_path)) return;
  const json::Value calling = field(config, "functionCallingConfig");
  if (!checks.is_object(calling, path)) return;
  const Path mode_path{&path, "mode"};
  const json::Value mode = calling["mode"];
  if (checks.is_string(mode, mode_path) && !find_mode(mode, choice.mode)) {
    return checks.unknown_choice(mode_path, mode, "'AUTO', 'ANY', 'NONE', and 'VALIDATED'");
  }
  const Path names_path{&path, "allowedFunctionNames"};
  const json::Value names = field(calling, "allowedFunctionNames");
  if (!checks.is_array(names, names_path)) return;
  if (names.count() > limits::tools) {
    return checks.wrong_value(names_path, sentence<"they are more than "_s, limits::tools, "."_s>);
  }
  std::int64_t index = 0;
  for (const json::Value name : names.elements()) {
    const Path place{&names_path, {}, index++};
    if (!name.is_string()) return checks.wrong_type(place, "a string", name);
    choice.allowed.push(checks.arena(), chat::ToolName{name.escaped(), {}});
  }
}

}  // namespace

void read_tools(json::Value root, Checks& checks, chat::Conversation& conversation) {
  each_object(root["tools"], Path{nullptr, "tools"}, checks,
              [&](json::Value tool, const Path& place) { read_tool(tool, place, checks, conversation.tools); });
  if (checks.failed()) return;
  chat::drop_repeated_tools(conversation.tools, checks.arena());
  read_choice(root, checks, conversation.tool_choice);
}

}  // namespace rota::gemini::clients
