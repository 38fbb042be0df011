// Declarations and choice; see tools.h.
#include "dialect/openai/upstream/tools.h"

#include "base/name_tree.h"

namespace rota::openai {

namespace {

using Mode = chat::ToolChoice::Mode;
using ToolKind = chat::Tool::Kind;

bool is_function(const chat::Tool& tool) { return tool.kind == ToolKind::function || tool.kind == ToolKind::custom; }

/// The tools that may be called, by the names they are sent under.
class Allowed {
 public:
  Allowed(const chat::ToolChoice& choice, dialect::FunctionNames& names) : all_(choice.allowed.empty()), names_(names) {
    for (const chat::ToolName& tool : choice.allowed) {
      sent_.push(arena_, names_.add(tool.name, tool.name_space));
      tree_.find_or_add(arena_, sent_.back(), static_cast<std::uint32_t>(sent_.size() - 1), NameOf{sent_});
    }
  }
  [[nodiscard]] bool holds(const chat::Tool& tool) {
    if (!is_function(tool)) return false;
    return all_ || tree_.find(names_.add(tool.name, tool.name_space), NameOf{sent_}) != no_place;
  }

 private:
  struct NameOf {
    const List<json::Escaped>& sent;
    Bytes operator()(std::uint32_t at) const { return sent[at]; }
  };
  bool all_;
  dialect::FunctionNames& names_;
  Arena arena_;
  List<json::Escaped> sent_;
  NameTree tree_;
};

bool is_long(const chat::Tool& tool) {
  constexpr std::size_t description_bytes = 1024;  // "Expected a string with maximum length 1024" (OpenAI, 2024)
  return tool.description.size() > description_bytes;
}

/// Some servers cannot do without parameters, and OpenAI not without their type and their members.
void write_schema(json::Raw raw, json::Reader& scratch, json::Writer& writer) {
  Arena arena;
  const Result<json::Value> schema = scratch.read(raw, arena);
  const bool typed = schema.ok() && (*schema)["type"];
  if (raw.empty() || !schema.ok() || (typed && ((*schema)["properties"] || !(*schema)["type"].equals("object")))) {
    return writer.raw(raw.empty() ? json::Raw(R"({"type":"object","properties":{}})") : raw);
  }
  writer.begin_object();
  if (!typed) {
    writer.key("type");
    writer.escaped("object");
  }
  for (const json::Member member : schema->members()) {
    writer.key(member.name.escaped());
    writer.raw(member.value.raw());
  }
  if (!(*schema)["properties"]) {
    writer.key("properties");
    writer.raw("{}");
  }
  writer.end_object();
}

void write_function(const chat::Tool& tool, const dialect::Amendments& amendments, dialect::FunctionNames& names,
                    json::Reader& scratch, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("function");
  writer.key("function");
  writer.begin_object();
  writer.key("name");
  writer.escaped(names.add(tool.name, tool.name_space));
  if (!tool.description.empty()) {
    const bool elsewhere = amendments.tools_in_words && is_long(tool);
    writer.key("description");
    writer.escaped(elsewhere ? json::Escaped("Described in the system message.") : tool.description);
  }
  writer.key("parameters");
  write_schema(tool.schema, scratch, writer);
  if (tool.strict && amendments.strictness == dialect::Strictness::asked) {
    writer.key("strict");
    writer.boolean(true);
  }
  writer.end_object();
  writer.end_object();
}

void write_choice(const chat::ToolChoice& choice, dialect::FunctionNames& names, json::Writer& writer) {
  if (choice.mode == Mode::unset) return;
  writer.key("tool_choice");
  if (choice.mode == Mode::required && choice.allowed.size() == 1) {
    writer.begin_object();
    writer.key("type");
    writer.escaped("function");
    writer.key("function");
    writer.begin_object();
    writer.key("name");
    writer.escaped(names.add(choice.allowed[0].name, choice.allowed[0].name_space));
    writer.end_object();
    writer.end_object();
    return;
  }
  writer.escaped(choice.mode == Mode::none       ? json::Escaped("none")
                 : choice.mode == Mode::required ? json::Escaped("required")
                                                 : json::Escaped("auto"));
}

/// Models that search do so by themselves or as a member of the request asks for; most servers know neither.
void write_search(const chat::Conversation& conversation, json::Writer& writer) {
  bool searches = false;
  for (const chat::Tool& tool : conversation.tools) searches = searches || tool.kind == ToolKind::web_search;
  if (!searches || conversation.tool_choice.mode == Mode::none) return;
  writer.key("web_search_options");
  writer.raw("{}");
}

}  // namespace

void write_tools(const chat::Conversation& conversation, const dialect::Amendments& amendments,
                 dialect::FunctionNames& names, json::Reader& scratch, json::Writer& writer) {
  // Before the names that the history has.
  for (const chat::Tool& tool : conversation.tools) {
    if (is_function(tool)) names.add(tool.name, tool.name_space);
  }
  Allowed allowed(conversation.tool_choice, names);
  bool any = false;
  for (const chat::Tool& tool : conversation.tools) {
    if (!allowed.holds(tool)) continue;
    if (!any) {
      writer.key("tools");
      writer.begin_array();
    }
    any = true;
    write_function(tool, amendments, names, scratch, writer);
  }
  if (!any) return write_search(conversation, writer);
  writer.end_array();
  write_choice(conversation.tool_choice, names, writer);
  if (conversation.parallel_tool_calls || amendments.single_calls) return;
  writer.key("parallel_tool_calls");
  writer.boolean(false);
}

void describe_tools(const chat::Conversation& conversation, dialect::FunctionNames& names, json::EscapedText& out) {
  Allowed allowed(conversation.tool_choice, names);
  for (const chat::Tool& tool : conversation.tools) {
    if (!allowed.holds(tool) || !is_long(tool)) continue;
    if (!out.empty()) out.append("\\n\\n");
    out.append("The tool ");
    out.append(names.add(tool.name, tool.name_space));
    out.append(": ");
    out.append(tool.description);
  }
}

}  // namespace rota::openai
