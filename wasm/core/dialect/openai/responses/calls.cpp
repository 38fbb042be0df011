// Calls and outputs, type by type; see calls.h.
#include "dialect/openai/responses/calls.h"

#include "dialect/openai/chat/tool_messages.h"
#include "dialect/openai/common/arguments.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/google.h"
#include "dialect/openai/responses/form.h"
#include "dialect/openai/responses/tools.h"
#include "json/writer.h"

namespace rota::openai::responses {

namespace {

constexpr Bytes call_types[] = {"function_call", "custom_tool_call", "local_shell_call", "tool_search_call"};
constexpr Bytes output_types[] = {"function_call_output", "custom_tool_call_output", "local_shell_call_output",
                                  "tool_search_output"};

bool read_text(json::Value value, const Path& path, Checks& checks, json::Escaped& out) {
  if (value.is_unset()) {
    checks.missing(path);
  } else if (checks.is_string(value, path)) {
    if (value.escaped().empty()) checks.wrong_value(path, "it is empty.");
    out = value.escaped();
  }
  return !checks.failed();
}

/// The id under which an output comes back. The older shell has it in `id` alone.
json::Value id_of(json::Value item, json::Value type, Bytes& member) {
  member = "call_id";
  if (type.equals("local_shell_call_output") && item["call_id"].is_unset()) member = "id";
  return item[member];
}

/// A search that a server has run has no id: nobody answers it.
bool is_servers(json::Value item, json::Value type) {
  return (type.equals("tool_search_call") || type.equals("tool_search_output")) && item["call_id"].is_unset();
}

void read_name(json::Value item, const Path& path, Checks& checks, chat::Part& part) {
  if (!read_text(item["name"], Path{&path, "name"}, checks, part.name)) return;
  if (checks.is_string(item["namespace"], Path{&path, "namespace"})) part.name_space = name_space_of(item["namespace"]);
}

/// What a call is called with, as an object.
void read_arguments(json::Value item, json::Value type, const Path& path, json::Reader& scratch, Checks& checks,
                    chat::Part& part) {
  Arena& arena = checks.arena();
  if (type.equals("function_call")) {
    read_name(item, path, checks, part);
    part.json = openai::read_arguments(item["arguments"], scratch, arena);
  } else if (type.equals("custom_tool_call")) {
    read_name(item, path, checks, part);
    checks.is_string(item["input"], Path{&path, "input"});
    part.json = json::wrapped(arena, "input", json::quoted(arena, item["input"].escaped()));
  } else if (type.equals("local_shell_call")) {
    part.name = local_shell_name;
    const Path action{&path, "action"};
    if (item["action"].is_unset()) return checks.missing(action);
    if (checks.is_object(item["action"], action)) part.json = item["action"].raw();
  } else {
    part.name = tool_search_name;
    checks.is_string(item["execution"], Path{&path, "execution"});
    part.json = openai::read_arguments(item["arguments"], scratch, arena);
  }
}

/// The names of the tools that were found, for the model.
json::Raw names_of(json::Value tools, Arena& arena) {
  json::Composed composed;
  json::Writer& writer = composed.writer();
  writer.begin_object();
  writer.key("found");
  writer.begin_array();
  for (json::Value tool : tools.elements()) {
    if (tool["type"].equals("namespace")) {
      for (json::Value inner : tool["tools"].elements()) writer.escaped(inner["name"].escaped());
    } else {
      writer.escaped(tool["name"].escaped());
    }
  }
  writer.end_array();
  writer.end_object();
  return composed.keep(arena);
}

}  // namespace

bool is_call(json::Value type) { return json::is_among(type, call_types); }
bool is_output(json::Value type) { return json::is_among(type, output_types); }

void read_call(json::Value item, json::Value type, const Path& path, json::Reader& scratch, Checks& checks,
               List<chat::Part>& parts) {
  if (is_servers(item, type)) return;
  chat::Part part;
  part.kind = chat::Part::Kind::tool_call;
  Bytes member;
  json::Value call_id = id_of(item, type, member);
  json::Escaped id;
  if (!read_text(call_id, Path{&path, member}, checks, id)) return;
  read_arguments(item, type, path, scratch, checks, part);
  if (checks.failed()) return;
  const CallId known = read_call_id(call_id, checks.arena());
  part.id = known.id;
  part.signature = google::read_call_signature(item, item, known.signature, checks.arena());
  part.owner = google::owner;
  parts.push(checks.arena(), part);
}

void read_output(json::Value item, json::Value type, const Path& path, json::Reader& scratch, Checks& checks,
                 List<chat::Part>& parts) {
  if (is_servers(item, type)) return;
  chat::Part part;
  part.kind = chat::Part::Kind::tool_result;
  Bytes member;
  json::Value call_id = id_of(item, type, member);
  json::Escaped id;
  if (!read_text(call_id, Path{&path, member}, checks, id)) return;
  part.id = read_call_id(call_id, checks.arena()).id;
  const Path output_path{&path, "output"};
  if (type.equals("tool_search_output")) {
    part.json = names_of(item["tools"], checks.arena());
  } else if (!item["output"]) {
    checks.missing(output_path);
  } else {
    read_result(item["output"], output_path, scratch, checks, part);
  }
  if (!checks.failed()) parts.push(checks.arena(), part);
}

}  // namespace rota::openai::responses
