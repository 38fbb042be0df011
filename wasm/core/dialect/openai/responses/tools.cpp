// Declarations of every type; see tools.h.
#include "dialect/openai/responses/tools.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/openai/chat/tools.h"

namespace rota::openai::responses {

namespace {

/// Tools that need a server of OpenAI's.
constexpr Bytes hosted_types[] = {"file_search", "mcp",   "computer",   "computer_use_preview", "computer_use",
                                  "shell",       "apply_patch"};
constexpr Bytes not_here = "this tool is run by OpenAI's own servers, and there is none behind this request.";

constexpr json::Escaped search_description =
    "Searches for further tools by what they are for. Those found can be called from then on.";
constexpr json::Raw search_schema =
    R"({"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}},"required":["query"]})";
constexpr json::Escaped shell_description = "Runs a command on the user's machine and gives its output.";
constexpr json::Raw shell_schema =
    R"({"type":"object","properties":{"command":{"type":"array","items":{"type":"string"},)"
    R"("description":"The program and its arguments."},"working_directory":{"type":"string"},)"
    R"("timeout_ms":{"type":"integer"}},"required":["command"]})";

class ToolsReader {
 public:
  ToolsReader(Checks& checks, List<chat::Tool>& out, Form& form) : checks_(checks), out_(out), form_(form) {}

  void read_list(json::Value tools, const Path& path, json::Escaped name_space);
  [[nodiscard]] bool wants_images() const { return wants_images_; }

 private:
  void read(json::Value tool, const Path& path, json::Escaped name_space);
  void read_namespace(json::Value tool, const Path& path);
  void read_search(json::Value tool, const Path& path);
  void add_function(json::Escaped name, json::Escaped description, json::Raw schema, const Path& path);

  Checks& checks_;
  List<chat::Tool>& out_;
  Form& form_;
  bool wants_images_ = false;
};

void ToolsReader::read_list(json::Value tools, const Path& path, json::Escaped name_space) {
  if (!checks_.is_array(tools, path)) return;
  std::int64_t index = 0;
  for (json::Value tool : tools.elements()) {
    if (out_.size() >= limits::tools) {
      return checks_.wrong_value(path, sentence<"the request has more than "_s, limits::tools, " tools."_s>);
    }
    read(tool, Path{&path, {}, index++}, name_space);
    if (checks_.failed()) return;
  }
}

void ToolsReader::add_function(json::Escaped name, json::Escaped description, json::Raw schema, const Path& path) {
  chat::Tool& tool = out_.push(checks_.arena(), chat::Tool{});
  tool.name = name;
  tool.description = description;
  tool.schema = schema;
  tool.param = spell(path, checks_.arena());
}

/// Its own description is for people who choose among namespaces.
void ToolsReader::read_namespace(json::Value tool, const Path& path) {
  const Path name_path{&path, "name"};
  const Path tools_path{&path, "tools"};
  if (tool["name"].is_unset()) return checks_.missing(name_path);
  if (!checks_.is_string(tool["name"], name_path)) return;
  if (tool["tools"].is_unset()) return checks_.missing(tools_path);
  checks_.is_string(tool["description"], Path{&path, "description"});
  read_list(tool["tools"], tools_path, name_space_of(tool["name"]));
}

/// A search that a server would run finds tools that the request has already.
void ToolsReader::read_search(json::Value tool, const Path& path) {
  const Path execution{&path, "execution"};
  if (!checks_.is_string(tool["execution"], execution) || !tool["execution"].equals("client")) return;
  json::Escaped description = search_description;
  json::Raw schema = search_schema;
  if (checks_.is_string(tool["description"], Path{&path, "description"})) description = tool["description"].escaped();
  if (checks_.is_object(tool["parameters"], Path{&path, "parameters"})) schema = tool["parameters"].raw();
  if (checks_.failed()) return;
  add_function(tool_search_name, description, schema, path);
  form_.tool_search = true;
}

void ToolsReader::read(json::Value tool, const Path& path, json::Escaped name_space) {
  if (!tool.is_object()) return checks_.wrong_type(path, "an object", tool);
  json::Value type = tool["type"];
  const Path type_path{&path, "type"};
  if (type.equals("namespace") && name_space.empty()) return read_namespace(tool, path);
  if (type.equals("tool_search")) return read_search(tool, path);
  if (type.equals("local_shell")) {
    form_.local_shell = true;
    return add_function(local_shell_name, shell_description, shell_schema, path);
  }
  if (type.equals("image_generation")) {
    wants_images_ = true;
    return;
  }
  for (const Bytes hosted : hosted_types) {
    if (type.equals(hosted)) return checks_.wrong_value(type_path, not_here);
  }
  // Without the web itself there is nothing to search here: no server has a copy of it.
  if (type.equals("web_search") && tool["external_web_access"].raw() == "false") return;
  const std::size_t before = out_.size();
  read_tool(tool, path, checks_, out_);
  for (std::size_t i = before; i < out_.size(); ++i) out_[i].name_space = name_space;
}

}  // namespace

json::Escaped name_space_of(json::Value name) {
  return name.equals("functions") ? json::Escaped() : name.escaped();
}

void read_tool_list(json::Value tools, const Path& path, Checks& checks, List<chat::Tool>& out, Form& form) {
  ToolsReader reader(checks, out, form);
  reader.read_list(tools, path, {});
}

void read_tools(json::Value tools, Checks& checks, chat::Conversation& conversation, Form& form) {
  ToolsReader reader(checks, conversation.tools, form);
  reader.read_list(tools, Path{nullptr, "tools"}, {});
  if (reader.wants_images()) conversation.modalities.text = conversation.modalities.image = true;
}

}  // namespace rota::openai::responses
