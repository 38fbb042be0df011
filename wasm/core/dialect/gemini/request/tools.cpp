// Declarations and choice; see tools.h.
#include "dialect/gemini/request/tools.h"

#include "base/text.h"
#include "dialect/gemini/request/native_json.h"
#include "dialect/gemini/schema/schema.h"
#include "dialect/labels.h"

namespace rota::gemini {

namespace {

using ToolKind = chat::Tool::Kind;
using Mode = chat::ToolChoice::Mode;

bool is_function(const chat::Tool& tool) { return tool.kind == ToolKind::function || tool.kind == ToolKind::custom; }

bool is_foreign(const chat::Tool& tool) {
  return tool.kind == ToolKind::native && tool.owner != dialect::labels::gemini;
}

/// What the tools are, as far as they depend on each other.
struct Census {
  bool functions = false;
  bool strict = false;
  bool built_ins = false;  ///< that may be used: no choice forbids tools
  bool code = false;  ///< the built-ins run code
};

Census count(const chat::Conversation& conversation) {
  Census census;
  for (const chat::Tool& tool : conversation.tools) {
    if (is_function(tool)) {
      census.functions = true;
      census.strict = census.strict || tool.strict;
    } else if (conversation.tool_choice.mode != Mode::none && !is_foreign(tool)) {
      census.built_ins = true;
      const bool native_code = tool.kind == ToolKind::native && same_field("codeExecution", tool.name);
      census.code = census.code || tool.kind == ToolKind::run_code || native_code;
    }
  }
  return census;
}

Status write_declaration(const chat::Tool& tool, Bounds bounds, FunctionNames& names, SchemaBudget& budget, json::Reader& scratch,
                         Arena& arena, json::Writer& writer) {
  writer.begin_object();
  writer.key("name");
  writer.escaped(names.add(tool.name, tool.name_space));
  writer.key("description");
  writer.escaped(tool.description);
  if (!tool.schema.empty()) {
    const Result<json::Value> schema = scratch.read(tool.schema, arena);
    if (!schema.ok()) return schema.failure();
    writer.key("parametersJsonSchema");
    const Status written = write_json_schema(schema.value(), SchemaUse::parameters, tool.param, budget, writer, arena, bounds);
    if (!written.ok()) return written;
  }
  writer.end_object();
  return Done{};
}

Status write_declarations(const chat::Conversation& conversation, Bounds bounds, FunctionNames& names, SchemaBudget& budget,
                          json::Reader& scratch, json::Writer& writer) {
  Arena arena;
  writer.begin_object();
  writer.key("functionDeclarations");
  writer.begin_array();
  for (const chat::Tool& tool : conversation.tools) {
    if (!is_function(tool)) continue;
    arena.reset();
    const Status written = write_declaration(tool, bounds, names, budget, scratch, arena, writer);
    if (!written.ok()) return written;
  }
  writer.end_array();
  writer.end_object();
  return Done{};
}

/// Google's own tools that have been written, by Google's names: of two of one name it refuses the second.
class Written {
 public:
  /// False when there is one of that name, in either spelling.
  bool add(json::Escaped name) {
    for (const json::Escaped known : names_) {
      if (same_field(known, name)) return false;
    }
    names_.push(arena_, camel_case(name, arena_));
    return true;
  }

 private:
  Arena arena_;
  List<json::Escaped> names_;
};

void write_native(const chat::Tool& tool, json::Writer& writer) {
  Arena arena;
  Buffer config;
  append_camel_case(config, tool.schema);
  writer.begin_object();
  writer.key(camel_case(tool.name, arena));
  writer.raw(json::trust_raw(config.view()));
  writer.end_object();
}

/// Google's name of a tool that others have, too; or empty.
json::Escaped own_name(ToolKind kind) {
  if (kind == ToolKind::web_search) return "googleSearch";
  if (kind == ToolKind::run_code) return "codeExecution";
  return kind == ToolKind::read_urls ? json::Escaped("urlContext") : json::Escaped();
}

/// One that comes with settings is the one that counts, wherever it stands.
void write_built_ins(const chat::Conversation& conversation, json::Writer& writer) {
  Written with_settings;
  Written written;
  for (const chat::Tool& tool : conversation.tools) {
    if (tool.kind == ToolKind::native && !is_foreign(tool)) with_settings.add(tool.name);
  }
  for (const chat::Tool& tool : conversation.tools) {
    if (tool.kind == ToolKind::native) {
      if (!is_foreign(tool) && written.add(tool.name)) write_native(tool, writer);
      continue;
    }
    const json::Escaped name = own_name(tool.kind);
    if (name.empty() || !with_settings.add(name)) continue;
    writer.begin_object();
    writer.key(name);
    writer.raw("{}");
    writer.end_object();
  }
}

/// Names go with ANY and VALIDATED only. VALIDATED is AUTO whose calls follow the schema; Google advises it for
/// functions beside its own tools.
json::Escaped mode_for(const chat::ToolChoice& choice, bool strict, bool mixed, bool loose) {
  if (choice.mode == Mode::none) return "NONE";
  if (choice.mode == Mode::required) return "ANY";
  if (loose && choice.allowed.empty()) return "AUTO";
  if (strict || mixed || !choice.allowed.empty()) return "VALIDATED";
  return choice.mode == Mode::automatic ? json::Escaped("AUTO") : json::Escaped();
}

void write_mode(json::Escaped mode, const chat::ToolChoice& choice, FunctionNames& names, json::Writer& writer) {
  writer.key("functionCallingConfig");
  writer.begin_object();
  writer.key("mode");
  writer.escaped(mode);
  if (!choice.allowed.empty() && choice.mode != Mode::none) {
    writer.key("allowedFunctionNames");
    writer.begin_array();
    for (const chat::ToolName& tool : choice.allowed) writer.escaped(names.add(tool.name, tool.name_space));
    writer.end_array();
  }
  writer.end_object();
}

/// `invocations`: answers are to hold what Google's own tools did, or the history does.
void write_config(const chat::ToolChoice& choice, json::Escaped mode, bool invocations, FunctionNames& names,
                  json::Writer& writer) {
  if (mode.empty() && !invocations) return;
  writer.key("toolConfig");
  writer.begin_object();
  if (!mode.empty()) write_mode(mode, choice, names, writer);
  if (invocations) {
    writer.key("includeServerSideToolInvocations");
    writer.boolean(true);
  }
  writer.end_object();
}

bool has_invocations(const chat::Conversation& conversation) {
  for (const chat::Turn& turn : conversation.turns) {
    for (const chat::Part& part : turn.parts) {
      if (part.kind == chat::Part::Kind::native && is_invocation(part)) return true;
    }
  }
  return false;
}

}  // namespace

bool is_invocation(const chat::Part& native) {
  return native.owner == dialect::labels::gemini && (native.name == "toolCall" || native.name == "toolResponse");
}

ServerTools server_tools(const chat::Conversation& conversation, const ModelTraits& traits) {
  const Census census = count(conversation);
  const bool built_ins = census.built_ins && (!census.functions || traits.third_generation);
  return {built_ins && traits.third_generation, built_ins && census.code};
}

bool has_tools(const chat::Conversation& conversation) {
  const Census census = count(conversation);
  return census.functions || census.built_ins;
}

Status write_tools(const chat::Conversation& conversation, const ModelTraits& traits, dialect::Strictness strictness,
                   FunctionNames& names, SchemaBudget& budget, json::Reader& scratch, json::Writer& writer) {
  const Census census = count(conversation);
  if (!census.functions && !census.built_ins) return Done{};
  const bool built_ins = census.built_ins && (!census.functions || traits.third_generation);
  writer.key("tools");
  writer.begin_array();
  if (census.functions) {
    const Status written = write_declarations(conversation, bounds_of(strictness), names, budget, scratch, writer);
    if (!written.ok()) return written;
  }
  if (built_ins) write_built_ins(conversation, writer);
  writer.end_array();
  const bool mixed = census.functions && built_ins;
  const json::Escaped mode =
      census.functions ? mode_for(conversation.tool_choice, census.strict, mixed, strictness != dialect::Strictness::asked) : json::Escaped();
  const bool replayed = server_tools(conversation, traits).invocations && has_invocations(conversation);
  write_config(conversation.tool_choice, mode, mixed || replayed, names, writer);
  return Done{};
}

}  // namespace rota::gemini
