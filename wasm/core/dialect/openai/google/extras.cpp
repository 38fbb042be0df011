// Gathering and writing extra_content.google; see extras.h.
#include "dialect/openai/google/extras.h"

#include "dialect/openai/chat/audio.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

using Kind = chat::Delta::Kind;

/// Whether a signature on such a delta belongs to the message: calls and pictures carry their own.
bool signs_message(const chat::Delta& delta) {
  return delta.kind != Kind::tool_call && (delta.kind != Kind::media || is_audio(delta));
}

bool has_part(const chat::Delta& delta) {
  return delta.kind == Kind::part || (delta.kind == Kind::text && !delta.json.empty());
}

}  // namespace

void Extras::add(const chat::Delta& delta, CitedText& said, std::uint32_t calls, Arena& arena) {
  if (delta.owner != owner) return;
  if (!delta.signature.empty() && signs_message(delta)) signature_ = json::copy(arena, delta.signature);
  if (has_part(delta)) {
    parts_.push(arena, {json::copy(arena, delta.json), said.characters(), characters_of(delta.text), calls});
  } else if (delta.kind == Kind::note) {
    set_note(json::copy(arena, delta.name), json::copy(arena, delta.json), arena);
  } else if (delta.kind == Kind::finish && finish_message_ != delta.text) {
    finish_message_ = json::copy(arena, delta.text);
  }
}

/// The last note of a name counts.
void Extras::set_note(json::Escaped name, json::Raw json, Arena& arena) {
  for (Note& note : notes_) {
    if (note.name != name) continue;
    note.json = json;
    return;
  }
  notes_.push(arena, {name, json});
}

void Extras::write_place(const Part& part, json::Writer& writer) {
  writer.begin_object();
  writer.key("text");
  writer.integer(part.characters);
  if (part.shown != 0) {
    writer.key("shown");
    writer.integer(part.shown);
  }
  writer.key("calls");
  writer.integer(part.calls);
  writer.end_object();
}

void Extras::write(json::Writer& writer) const {
  if (signature_.empty() && !any()) return;
  writer.key("extra_content");
  writer.begin_object();
  writer.key("google");
  writer.begin_object();
  if (!signature_.empty()) {
    writer.key("thought_signature");
    writer.escaped(signature_);
  }
  if (!parts_.empty()) {
    writer.key("server_tool_parts");
    writer.begin_array();
    for (const Part& part : parts_) writer.compact(part.json);  // a line break would end an event
    writer.end_array();
    writer.key("server_tool_places");
    writer.begin_array();
    for (const Part& part : parts_) write_place(part, writer);
    writer.end_array();
  }
  for (const Note& note : notes_) {
    writer.key(note.name);
    writer.compact(note.json);
  }
  if (!finish_message_.empty()) {
    writer.key("finish_message");
    writer.escaped(finish_message_);
  }
  writer.end_object();
  writer.end_object();
}

json::Escaped signature_of(const chat::Delta& delta) {
  return delta.owner == owner ? delta.signature : json::Escaped();
}

void write_signature(json::Escaped signature, json::Writer& writer) {
  if (signature.empty()) return;
  writer.key("extra_content");
  writer.begin_object();
  writer.key("google");
  writer.begin_object();
  writer.key("thought_signature");
  writer.escaped(signature);
  writer.end_object();
  writer.end_object();
}

}  // namespace rota::openai::google
