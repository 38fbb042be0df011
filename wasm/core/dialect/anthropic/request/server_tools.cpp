// One function a kind of block; see server_tools.h.
#include "dialect/anthropic/request/server_tools.h"

#include "dialect/labels.h"
#include "dialect/reading/call_id.h"
#include "json/writer.h"

namespace rota::anthropic {

namespace {

/// What a search has found, for models that did not search themselves.
json::Escaped shown(json::Value block, Arena& arena) {
  json::EscapedText text;
  for (json::Value result : block["content"].elements()) {
    if (result["url"].escaped().empty()) continue;
    text.append(text.empty() ? json::Escaped("Found on the web:\\n") : json::Escaped("\\n"));
    text.append(result["title"].escaped());
    text.append(" ");
    text.append(result["url"].escaped());
  }
  return json::copy(arena, text.view());
}

/// The part of Gemini's that an answer of its would have had. Other models are told it as text.
chat::Part& push_gemini(json::Escaped name, Arena& arena, List<chat::Part>& parts) {
  chat::Part& part = parts.push(arena, chat::Part{});
  part.kind = chat::Part::Kind::native;
  part.owner = dialect::labels::gemini;
  part.name = name;
  return part;
}

void push_code(json::Value block, Arena& arena, List<chat::Part>& parts) {
  const json::Escaped code = block["input"]["code"].escaped();
  const reading::CallId id = reading::read_call_id(block["id"], arena);
  json::Composed object;
  object.writer().begin_object();
  object.writer().key("language");
  object.writer().escaped("PYTHON");
  object.writer().key("code");
  object.writer().escaped(code);
  object.writer().end_object();
  chat::Part& part = push_gemini("executableCode", arena, parts);
  part.id = id.id;
  part.signature = id.signature;
  part.json = object.keep(arena);
  part.text = json::join(arena, "\\n```python\\n", code, "\\n```\\n");
}

struct Outcome {
  json::Escaped word;
  json::Escaped output;
};
Outcome outcome_of(json::Value content) {
  std::int64_t returned = 0;
  if (content["type"].equals("code_execution_tool_result_error")) {
    const json::Escaped code = content["error_code"].escaped();
    const bool late = content["error_code"].equals("execution_time_exceeded");
    return {late ? json::Escaped("OUTCOME_DEADLINE_EXCEEDED") : json::Escaped("OUTCOME_FAILED"), code};
  }
  const bool failed = content["return_code"].integer(returned) && returned != 0;
  if (failed) return {"OUTCOME_FAILED", content["stderr"].escaped()};
  return {"OUTCOME_OK", content["stdout"].escaped()};
}

void push_result(json::Value block, Arena& arena, List<chat::Part>& parts) {
  const Outcome outcome = outcome_of(block["content"]);
  json::Composed object;
  object.writer().begin_object();
  object.writer().key("outcome");
  object.writer().escaped(outcome.word);
  object.writer().key("output");
  object.writer().escaped(outcome.output);
  object.writer().end_object();
  chat::Part& part = push_gemini("codeExecutionResult", arena, parts);
  part.json = object.keep(arena);
  part.text = json::join(arena, "\\n```output\\n", outcome.output, "\\n```\\n");
}

void check_result(json::Value content, const Path& path, Checks& checks) {
  std::int64_t returned = 0;
  if (!checks.is_object(content, path) || type_of(content, path, checks).is_unset()) return;
  for (const Bytes name : {Bytes("stdout"), Bytes("stderr"), Bytes("error_code")}) {
    checks.is_string(content[name], Path{&path, name});
  }
  checks.integer(content["return_code"], Path{&path, "return_code"}, -(std::int64_t{1} << 53), std::int64_t{1} << 53, returned);
}

bool is_use(json::Value type) { return type.equals("server_tool_use") || type.equals("mcp_tool_use"); }

/// What Claude's servers make of code has other tools; this one takes Python, as Gemini's does.
bool is_code(json::Value block) {
  const bool run = block["type"].equals("server_tool_use") && block["name"].equals("code_execution");
  return run && block["input"]["code"].is_string();
}

}  // namespace

bool is_server_tool(json::Value type) { return is_use(type) || text::ends_with(type.escaped(), "_tool_result"); }

void read_server_tool(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  Arena& arena = checks.arena();
  const json::Value type = block["type"];
  if (is_use(type)) {
    checks.is_string(block["id"], Path{&path, "id"});
    checks.is_string(block["name"], Path{&path, "name"});
    checks.is_object(block["input"], Path{&path, "input"});
  } else {
    checks.is_string(block["tool_use_id"], Path{&path, "tool_use_id"});
    if (type.equals("code_execution_tool_result")) check_result(block["content"], Path{&path, "content"}, checks);
  }
  if (checks.failed()) return;
  if (is_code(block)) return push_code(block, arena, parts);
  if (type.equals("code_execution_tool_result")) return push_result(block, arena, parts);
  chat::Part& part = parts.push(arena, chat::Part{});
  part.kind = chat::Part::Kind::native;
  part.owner = dialect::labels::anthropic;
  part.name = type.escaped();
  part.json = block.raw();
  if (type.equals("web_search_tool_result")) part.text = shown(block, arena);
}

}  // namespace rota::anthropic
