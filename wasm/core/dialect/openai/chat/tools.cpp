// Declarations of every kind; see tools.h.
#include "dialect/openai/chat/tools.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/openai/chat/tool_choice.h"
#include "dialect/openai/google/google.h"
#include "dialect/reading/function_name.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

using ToolKind = chat::Tool::Kind;

struct BuiltIn {
  Bytes name;
  ToolKind kind;
};
/// What clients write as the `type` of a tool that the upstream has itself.
constexpr BuiltIn built_in_types[] = {
    {"web_search", ToolKind::web_search},
    {"web_search_preview", ToolKind::web_search},
    {"code_interpreter", ToolKind::run_code},
};
/// Dated versions too: web_search_2025_08_26, web_search_preview_2025_03_11.
bool find_built_in(Bytes type, ToolKind& kind) {
  for (const BuiltIn& known : built_in_types) {
    const bool dated = known.kind == ToolKind::web_search && type.substr(0, known.name.size()) == known.name &&
                       type.substr(known.name.size(), 3) == "_20";
    if (type != known.name && !dated) continue;
    kind = known.kind;
    return true;
  }
  return google::find_tool(type, kind);
}

chat::Tool& push(ToolKind kind, Checks& checks, List<chat::Tool>& out) {
  chat::Tool& tool = out.push(checks.arena(), chat::Tool{});
  tool.kind = kind;
  return tool;
}

/// `object` holds name, description, parameters and strict.
void read_function(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& out) {
  chat::Tool tool;
  if (!reading::read_function_name(object, path, checks, tool)) return;
  const Path parameters_path{&path, "parameters"};
  json::Value parameters = object["parameters"];
  if (google::asks_for_search(tool, parameters)) {
    push(ToolKind::web_search, checks, out);
    return;
  }
  if (checks.is_object(parameters, parameters_path) && parameters.count() != 0) {
    tool.schema = parameters.raw();
    tool.param = spell(parameters_path, checks.arena());
  }
  checks.boolean(object["strict"], Path{&path, "strict"}, tool.strict);
  out.push(checks.arena(), tool);
}

/// A tool that takes one text. A grammar cannot be enforced upstream, so the model is told about it.
void read_custom(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& out) {
  chat::Tool tool;
  tool.kind = ToolKind::custom;
  if (!reading::read_function_name(object, path, checks, tool)) return;
  Arena& arena = checks.arena();
  const Path format_path{&path, "format"};
  json::Composed schema;
  json::Writer& writer = schema.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("object");
  writer.key("properties");
  writer.begin_object();
  writer.key("input");
  writer.begin_object();
  writer.key("type");
  writer.escaped("string");
  if (checks.is_object(object["format"], format_path) && object["format"]["type"].equals("grammar")) {
    json::Value grammar = object["format"]["grammar"];
    if (!grammar.is_object()) grammar = object["format"];
    writer.key("description");
    writer.escaped("A text that follows this grammar (", grammar["syntax"].escaped(), "): ",
                   grammar["definition"].escaped());
  }
  writer.end_object();
  writer.end_object();
  writer.key("required");
  writer.raw(R"(["input"])");
  writer.end_object();
  tool.schema = schema.keep(arena);
  tool.param = spell(path, arena);
  if (!checks.failed()) out.push(arena, tool);
}

}  // namespace

void read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& out) {
  if (!object.is_object()) return checks.wrong_type(path, "an object", object);
  const Path type_path{&path, "type"};
  json::Value type = object["type"];
  const bool typed = checks.is_string(type, type_path);
  if (checks.failed()) return;
  const bool custom = type.equals("custom");
  const Bytes member = custom ? Bytes("custom") : Bytes("function");
  const Path inner_path{&path, member};
  if (custom || type.equals("function") || (!typed && object["function"])) {
    json::Value inner = object[member];
    // The Responses API has the function's members in the tool itself.
    const bool flat = inner.is_unset() && !object["name"].is_unset();
    if (!flat && inner.is_unset()) return checks.missing(inner_path);
    if (!flat && !checks.is_object(inner, inner_path)) return;
    if (custom) return read_custom(flat ? object : inner, flat ? path : inner_path, checks, out);
    return read_function(flat ? object : inner, flat ? path : inner_path, checks, out);
  }
  if (!typed) {
    if (!google::read_tool(object, path, checks, out)) checks.missing(type_path);
    return;
  }
  ToolKind kind = ToolKind::function;
  if (!find_built_in(type.text(checks.arena()), kind)) {
    return checks.unknown_choice(
        type_path, type,
        checks.arena().join("'function', 'custom', 'web_search', 'code_interpreter', and ", google::own_tool_type));
  }
  push(kind, checks, out);
}

void read_tool_list(json::Value tools, const Path& path, Checks& checks, List<chat::Tool>& out) {
  if (!checks.is_array(tools, path)) return;
  if (tools.count() > limits::tools) return checks.wrong_value(path, sentence<"it holds more than "_s, limits::tools, " tools."_s>);
  std::int64_t index = 0;
  for (json::Value tool : tools.elements()) {
    read_tool(tool, Path{&path, {}, index++}, checks, out);
    if (checks.failed()) return;
  }
}

void read_tools(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
  read_tool_list(root["tools"], Path{nullptr, "tools"}, checks, conversation.tools);
  const Path functions{nullptr, "functions"};
  if (checks.is_array(root["functions"], functions)) {
    if (root["functions"].count() > limits::tools)
      return checks.wrong_value(functions,
                                sentence<"it holds more than "_s, limits::tools, " functions."_s>);
    std::int64_t index = 0;
    for (json::Value function : root["functions"].elements()) {
      const Path place{&functions, {}, index++};
      if (!function.is_object()) return checks.wrong_type(place, "an object", function);
      read_function(function, place, checks, conversation.tools);
      if (checks.failed()) return;
    }
  }
  // Even {} asks for a search. What it may say about the searcher's place has no counterpart.
  if (checks.is_object(root["web_search_options"], Path{nullptr, "web_search_options"})) {
    push(ToolKind::web_search, checks, conversation.tools);
  }
  if (checks.failed()) return;
  read_tool_choice(root, conversation.tools, checks, conversation.tool_choice);
  checks.boolean(root["parallel_tool_calls"], Path{nullptr, "parallel_tool_calls"}, conversation.parallel_tool_calls);
}

}  // namespace rota::openai
