// The two blocks; see code_run.h.
#include "dialect/anthropic/reply/code_run.h"

#include "dialect/labels.h"
#include "json/reader.h"

namespace rota::anthropic {

CodeRuns::CodeRuns(const chat::Conversation& asked) {
  for (const chat::Tool& tool : asked.tools) wanted_ = wanted_ || tool.kind == chat::Tool::Kind::run_code;
}

bool CodeRuns::takes(const chat::Delta& delta) const {
  const bool code = delta.kind == chat::Delta::Kind::text && !delta.json.empty() && delta.owner == dialect::labels::gemini;
  return wanted_ && code;
}

CodeStep CodeRuns::read(const chat::Delta& delta, Arena& arena) {
  json::Reader reader;
  const auto part = reader.read(delta.json, arena);
  if (!part.ok()) return {};
  const json::Value code = part.value()["executableCode"];
  if (code.is_object()) return {true, code["code"].escaped(), {}, part.value()["thoughtSignature"].escaped()};
  const json::Value result = part.value()["codeExecutionResult"];
  return {false, result["output"].escaped(), result["outcome"].escaped(), {}};
}

void CodeRuns::write_code(const CodeStep& step, bool whole, const Makings& makings, Arena& arena, json::Writer& writer) {
  id_ = server_tool_id(step.signature, makings, arena);
  writer.begin_object();
  writer.key("type");
  writer.escaped("server_tool_use");
  writer.key("id");
  writer.escaped(id_);
  writer.key("name");
  writer.escaped("code_execution");
  writer.key("input");
  if (whole) {
    write_input(step, writer);
  } else {
    writer.raw("{}");
  }
  writer.end_object();
}

void CodeRuns::write_input(const CodeStep& step, json::Writer& writer) {
  writer.begin_object();
  writer.key("code");
  writer.escaped(step.text);
  writer.end_object();
}

void CodeRuns::write_result(const CodeStep& step, json::Writer& writer) const {
  const bool well = step.outcome == "OUTCOME_OK";
  writer.begin_object();
  writer.key("type");
  writer.escaped("code_execution_tool_result");
  writer.key("tool_use_id");
  writer.escaped(id_);
  writer.key("content");
  writer.begin_object();
  writer.key("type");
  if (step.outcome == "OUTCOME_DEADLINE_EXCEEDED") {
    writer.escaped("code_execution_tool_result_error");
    writer.key("error_code");
    writer.escaped("execution_time_exceeded");
  } else {
    writer.escaped("code_execution_result");
    writer.key("stdout");
    writer.escaped(well ? step.text : json::Escaped());
    writer.key("stderr");
    writer.escaped(well ? json::Escaped() : step.text);
    writer.key("return_code");
    writer.integer(well ? 0 : 1);
    writer.key("content");
    writer.raw("[]");
  }
  writer.end_object();
  writer.end_object();
}

}  // namespace rota::anthropic
