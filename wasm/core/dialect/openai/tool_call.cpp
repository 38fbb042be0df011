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

/// What of a call is written: in a stream first its name and then its arguments.
enum class Piece : std::uint8_t { whole, opening, arguments };

/// The members that name the call and that hold its arguments, or an empty text for those that are still to come.
void write_name_and_arguments(const ToolCall& call, Piece piece, json::Writer& writer) {
  if (piece != Piece::arguments) {
    writer.key("name");
    writer.escaped(call.name);
  }
  writer.key(call.custom ? Bytes("input") : Bytes("arguments"));
  writer.raw("\"");
  if (piece != Piece::opening && call.custom) writer.out().append(call.input);
  if (piece != Piece::opening && !call.custom) append_arguments(writer.out(), call.json);
  writer.out().append('"');
}

void write_call_body(const ToolCall& call, Piece piece, json::Writer& writer) {
  writer.key(call.custom ? Bytes("custom") : Bytes("function"));
  writer.begin_object();
  write_name_and_arguments(call, piece, writer);
  writer.end_object();
}

void write_legacy_call(const ToolCall& call, Piece piece, json::Writer& writer) {
  writer.key("function_call");
  writer.begin_object();
  write_name_and_arguments(call, piece, writer);
  if (piece != Piece::arguments) write_call_extras(call, writer);
  writer.end_object();
}

void write_call_head(const ToolCall& call, json::Writer& writer) {
  writer.key("id");
  writer.escaped(call.id);
  writer.key("type");
  writer.escaped(call.custom ? Bytes("custom") : Bytes("function"));
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
  write_call_body(call, Piece::whole, writer);
  write_call_extras(call, writer);
  writer.end_object();
}

void write_function_call(const ToolCall& call, json::Writer& writer) { write_legacy_call(call, Piece::whole, writer); }

void write_call_opening(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer) {
  if (head.legacy_calls()) return write_legacy_call(call, Piece::opening, writer);
  begin_element(index, writer);
  write_call_head(call, writer);
  write_call_body(call, Piece::opening, writer);
  write_call_extras(call, writer);
  end_element(writer);
}

void write_call_arguments(const ToolCall& call, std::uint32_t index, const AnswerHead& head, json::Writer& writer) {
  if (head.legacy_calls()) return write_legacy_call(call, Piece::arguments, writer);
  begin_element(index, writer);
  write_call_body(call, Piece::arguments, writer);
  end_element(writer);
}

}  // namespace rota::openai
