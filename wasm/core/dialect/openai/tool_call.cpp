// The elements of tool_calls; see tool_call.h.
#include "dialect/openai/tool_call.h"

#include "dialect/openai/answer_pieces.h"
#include "dialect/openai/call_id.h"

namespace rota::openai {

namespace {

bool calls_custom_tool(Bytes name, const AnswerHead& head) {
  if (head.asked == nullptr) return false;
  for (const chat::Tool& tool : head.asked->tools) {
    if (tool.kind == chat::Tool::Kind::custom && tool.name == name) return true;
  }
  return false;
}

/// The member `input`; the whole object when the model gave another one.
Bytes read_custom_input(Bytes json, Arena& arena) {
  json::Reader reader;
  const auto object = reader.read(json, arena);
  if (object.ok() && object.value()["input"].is_string()) return object.value()["input"].escaped();
  Buffer text;
  append_arguments(text, json);
  return arena.copy(text.view());
}

void write_call_extras(const ToolCall& call, json::Writer& writer) {
  Extras extras;
  extras.signature = call.signature;
  write_extra_content(extras, writer);
}

/// The member `function` or `custom`, with the name or without, and with the arguments or an empty text for them.
void write_call_body(const ToolCall& call, bool name, bool arguments, json::Writer& writer) {
  writer.key(call.custom ? Bytes("custom") : Bytes("function"));
  writer.begin_object();
  if (name) {
    writer.key("name");
    writer.escaped(call.name);
  }
  writer.key(call.custom ? Bytes("input") : Bytes("arguments"));
  writer.raw("\"");
  if (arguments && call.custom) writer.out().append(call.input);
  if (arguments && !call.custom) append_arguments(writer.out(), call.json);
  writer.out().append('"');
  writer.end_object();
}

void write_call_head(const ToolCall& call, json::Writer& writer) {
  writer.key("id");
  writer.escaped(call.id);
  writer.key("type");
  writer.escaped(call.custom ? Bytes("custom") : Bytes("function"));
}

}  // namespace

ToolCall read_tool_call(const chat::Delta& delta, const AnswerHead& head) {
  ToolCall call;
  call.id = make_call_id(delta.id, delta.signature, head.random, head.arena);
  call.name = delta.name;
  call.json = delta.json;
  call.signature = delta.signature;
  call.custom = calls_custom_tool(delta.name, head);
  if (call.custom) call.input = read_custom_input(delta.json, head.arena);
  return call;
}

void write_tool_call(const ToolCall& call, json::Writer& writer) {
  writer.begin_object();
  write_call_head(call, writer);
  write_call_body(call, true, true, writer);
  write_call_extras(call, writer);
  writer.end_object();
}

void write_call_opening(const ToolCall& call, std::uint32_t index, json::Writer& writer) {
  writer.begin_object();
  writer.key("index");
  writer.integer(index);
  write_call_head(call, writer);
  write_call_body(call, true, false, writer);
  write_call_extras(call, writer);
  writer.end_object();
}

void write_call_arguments(const ToolCall& call, std::uint32_t index, json::Writer& writer) {
  writer.begin_object();
  writer.key("index");
  writer.integer(index);
  write_call_body(call, false, true, writer);
  writer.end_object();
}

}  // namespace rota::openai
