// The types of calls; see call_item.h.
#include "dialect/openai/responses/call_item.h"

#include "base/limits.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/extras.h"

namespace rota::openai::responses {

namespace {

struct TypeNames {
  json::Escaped type;
  json::Escaped id_prefix;
};
constexpr TypeNames type_names[] = {
    {"function_call", "fc_"}, {"custom_tool_call", "ctc_"}, {"tool_search_call", "tsc_"}, {"local_shell_call", "lsh_"}};

Bytes joined(const List<Bytes>& pieces, Arena& arena) {
  if (pieces.empty()) return "{}";
  if (pieces.size() == 1) return pieces[0];
  Buffer all;
  for (const Bytes piece : pieces) all.append(piece);
  return arena.copy(all.view());
}

/// The id that the client is told, which may carry the call's signature; one that is too long is kept here.
json::Escaped make_id(const chat::Delta& delta, const Makings& makings) {
  Arena& arena = *makings.arena;
  const json::Escaped signature = google::signature_of(delta);
  const json::Escaped id = json::copy(arena, make_call_id(delta.id, signature, makings.random, arena));
  if (makings.signatures != nullptr && signature.size() > limits::call_id_signature_bytes) {
    makings.signatures->keep(json::unescaped(arena, id), json::unescaped(arena, signature));
  }
  return id;
}

/// What the shell is to do. A model may leave the list around a single command out.
void write_action(json::Value arguments, json::Writer& writer) {
  writer.key("action");
  writer.begin_object();
  writer.key("type");
  writer.escaped("exec");
  writer.key("command");
  json::Value command = arguments["command"];
  if (command.is_array()) {
    writer.compact(command.raw());
  } else {
    writer.begin_array();
    if (command.is_string()) {
      writer.escaped("sh");
      writer.escaped("-c");
      writer.escaped(command.escaped());
    }
    writer.end_array();
  }
  writer.key("env");
  arguments["env"].is_object() ? writer.compact(arguments["env"].raw()) : writer.raw("{}");
  if (arguments["timeout_ms"].is_number()) {
    writer.key("timeout_ms");
    writer.raw(arguments["timeout_ms"].raw());
  }
  if (arguments["working_directory"].is_string()) {
    writer.key("working_directory");
    writer.escaped(arguments["working_directory"].escaped());
  }
  writer.end_object();
}

}  // namespace

bool id_carries_signature(const chat::Delta& delta) {
  const json::Escaped signature = google::signature_of(delta);
  return !signature.empty() && signature.size() <= limits::call_id_signature_bytes;
}

CallItem::Type CallItem::type_of(const chat::Delta& delta, const Envelope& envelope) {
  if (delta.name_space.empty()) {
    if (envelope.form->tool_search && delta.name == tool_search_name) return Type::tool_search;
    if (envelope.form->local_shell && delta.name == local_shell_name) return Type::local_shell;
  }
  for (const chat::Tool& tool : envelope.asked->tools) {
    const bool called = tool.name == delta.name && tool.name_space == delta.name_space;
    if (called && tool.kind == chat::Tool::Kind::custom) return Type::custom;
  }
  return Type::function;
}

void CallItem::begin(const chat::Delta& delta, std::uint32_t output, const Makings& makings) {
  Arena& arena = *makings.arena;
  *this = {};
  type_ = type_of(delta, makings.events.envelope());
  place_ = makings.make_place(type_names[static_cast<std::size_t>(type_)].id_prefix, output);
  call_id_ = make_id(delta, makings);
  name_ = json::copy(arena, delta.name);
  name_space_ = json::copy(arena, delta.name_space);
  if (makings.events.on()) makings.events.item("response.output_item.added", output, write("in_progress", {}, {}, arena));
}

void CallItem::add(Bytes arguments, const Makings& makings) {
  if (arguments.empty()) return;
  Arena& arena = *makings.arena;
  if (type_ != Type::function) {
    pieces_.push(arena, arena.copy(arguments));
    return;
  }
  const json::Escaped piece = text_.escaped(arguments, arena);
  escaped_.push(arena, piece);
  makings.events.text("response.function_call_arguments.delta", place_, "delta", piece);
}

void CallItem::write_name(json::Writer& writer) const {
  writer.key("name");
  writer.escaped(name_);
  if (name_space_.empty()) return;
  writer.key("namespace");
  writer.escaped(name_space_);
}

/// `text`: the arguments or the input; `object`: the arguments of a tool that wants them as they are.
json::Pieces CallItem::write(json::Escaped status, json::Escaped text, json::Value object, Arena& arena) const {
  json::PieceWriter item(arena);
  json::Writer& writer = item.writer();
  begin_item(place_.item_id, type_names[static_cast<std::size_t>(type_)].type, status, writer);
  switch (type_) {
    case Type::function:
      writer.key("arguments");
      item.escaped(text);
      break;
    case Type::custom:
      writer.key("input");
      item.escaped(text);
      break;
    case Type::tool_search:
      writer.key("execution");
      writer.escaped("client");
      writer.key("arguments");
      object.is_object() ? writer.compact(object.raw()) : writer.raw("{}");
      break;
    case Type::local_shell:
      write_action(object, writer);
      break;
  }
  writer.key("call_id");
  writer.escaped(call_id_);
  if (type_ == Type::function || type_ == Type::custom) write_name(writer);
  writer.end_object();
  return item.keep();
}

void CallItem::say_function(json::Escaped arguments, const Makings& makings) const {
  if (escaped_.empty()) makings.events.text("response.function_call_arguments.delta", place_, "delta", arguments);
  makings.events.arguments_done(place_, name_, arguments);
}

/// The input is known only when all of the arguments are there.
void CallItem::say_custom(json::Escaped input, const Makings& makings) const {
  makings.events.text("response.custom_tool_call_input.delta", place_, "delta", input);
  makings.events.text("response.custom_tool_call_input.done", place_, "input", input);
}

json::Pieces CallItem::end(bool whole, const Makings& makings) {
  Arena& arena = *makings.arena;
  json::Escaped text = "{}";
  json::Value object;
  json::Reader reader;
  if (type_ == Type::function) {
    if (!escaped_.empty()) text = json::join(arena, escaped_);
    say_function(text, makings);
  } else if (type_ == Type::custom) {
    text = read_custom_input(joined(pieces_, arena), arena);
    say_custom(text, makings);
  } else if (const auto read = reader.read(joined(pieces_, arena), arena); read.ok()) {
    object = *read;
  }
  const json::Pieces item = write(status_name(whole), text, object, arena);
  makings.events.item("response.output_item.done", place_.output, item);
  return item;
}

}  // namespace rota::openai::responses
