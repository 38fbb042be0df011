// The elements of tool_calls; see tool_call.h.
#include "dialect/openai/chat/tool_call.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/extras.h"
#include "json/reader.h"

namespace rota::openai {

namespace {

bool calls_custom_tool(json::Escaped name, const AnswerHead& head) {
  if (head.asked == nullptr) return false;
  for (const chat::Tool& tool : head.asked->tools) {
    if (tool.kind == chat::Tool::Kind::custom && tool.name == name) return true;
  }
  return false;
}

void begin_name(const ToolCall& call, json::Writer& writer) {
  writer.key(call.custom ? json::Escaped("custom") : json::Escaped("function"));
  writer.begin_object();
  writer.key("name");
  writer.escaped(call.name);
}

/// The member that holds the arguments, up to the inside of its string.
void begin_arguments(bool custom, json::Writer& writer) {
  writer.key(custom ? json::Escaped("input") : json::Escaped("arguments"));
  writer.begin_string();
}

void write_arguments(const ToolCall& call, Bytes arguments, Arena& arena, json::Writer& writer) {
  begin_arguments(call.custom, writer);
  if (call.custom) {
    writer.piece(read_custom_input(arguments, arena));
  } else {
    ArgumentsText text;
    text.append(writer.inside(), arguments.empty() ? Bytes("{}") : arguments);
  }
  writer.end_string();
}

void write_call_head(const ToolCall& call, json::Writer& writer) {
  writer.key("id");
  writer.escaped(call.id);
  writer.key("type");
  writer.escaped(call.custom ? json::Escaped("custom") : json::Escaped("function"));
}

/// The older form, up to its arguments.
void begin_legacy_call(const ToolCall& call, json::Writer& writer) {
  writer.key("function_call");
  writer.begin_object();
  writer.key("name");
  writer.escaped(call.name);
}

/// A delta's tool_calls hold one element at a time.
void begin_element(std::uint32_t index, json::Writer& writer) {
  writer.key("tool_calls");
  writer.begin_array();
  writer.begin_object();
  writer.key("index");
  writer.integer(index);
}

void end_element(json::Writer& writer) {
  writer.end_object();
  writer.end_array();
}

}  // namespace

ToolCall read_tool_call(const chat::Delta& delta, const AnswerHead& head) {
  ToolCall call;
  call.signature = google::signature_of(delta);
  call.id = make_call_id(delta.id, call.signature, head.random, head.arena);
  if (head.signatures != nullptr && Bytes(call.signature).size() > limits::call_id_signature_bytes) {
    head.signatures->keep(json::unescaped(head.arena, call.id), json::unescaped(head.arena, call.signature));
  }
  call.name = delta.name;
  call.custom = calls_custom_tool(delta.name, head);
  return call;
}

json::Escaped read_custom_input(Bytes arguments, Arena& arena) {
  json::Reader reader;
  const auto object = reader.read(arguments, arena);
  if (object.ok() && object.value()["input"].is_string()) return object.value()["input"].escaped();
  return ArgumentsText().escaped(arguments, arena);
}

void write_tool_call(const ToolCall& call, Bytes arguments, Arena& arena, json::Writer& writer) {
  writer.begin_object();
  write_call_head(call, writer);
  begin_name(call, writer);
  write_arguments(call, arguments, arena, writer);
  writer.end_object();
  google::write_signature(call.signature, writer);
  writer.end_object();
}

void write_function_call(const ToolCall& call, Bytes arguments, Arena& arena, json::Writer& writer) {
  begin_legacy_call(call, writer);
  write_arguments(call, arguments, arena, writer);
  google::write_signature(call.signature, writer);
  writer.end_object();
}

void write_call_opening(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer) {
  const bool legacy = head.form.legacy_calls;
  if (legacy) {
    begin_legacy_call(call, writer);
  } else {
    begin_element(index, writer);
    write_call_head(call, writer);
    begin_name(call, writer);
  }
  begin_arguments(call.custom, writer);
  writer.end_string();
  if (!legacy) writer.end_object();
  google::write_signature(call.signature, writer);
  if (legacy) return writer.end_object();
  end_element(writer);
}

void begin_call_piece(bool custom, std::uint32_t index, const AnswerHead& head, json::Writer& writer) {
  if (head.form.legacy_calls) {
    writer.key("function_call");
    writer.begin_object();
  } else {
    begin_element(index, writer);
    writer.key(custom ? json::Escaped("custom") : json::Escaped("function"));
    writer.begin_object();
  }
  begin_arguments(custom, writer);
}

void end_call_piece(const AnswerHead& head, json::Writer& writer) {
  writer.end_string();
  writer.end_object();
  if (!head.form.legacy_calls) end_element(writer);
}

}  // namespace rota::openai
