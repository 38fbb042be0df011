// Formats and forms; see output.h.
#include "dialect/openai/upstream/output.h"

#include "base/limits.h"

namespace rota::openai {

namespace {

using FormatKind = chat::ResponseFormat::Kind;

bool names_all(json::Value required, json::Value properties) {
  if (required.count() != properties.count()) return false;
  for (const json::Value name : required.elements()) {
    if (!name.is_string()) return false;
  }
  return true;
}

/// Whether OpenAI's strict mode takes the schema: every object closed, all of its members required (structured outputs,
/// supported schemas, 2026). What it would still dislike, its refusal says.
bool fits_strict_mode(json::Value schema, std::size_t depth = 0) {
  if (depth > 2 * limits::schema_depth) return false;  // OpenAI takes far fewer
  if (schema.is_array()) {
    for (const json::Value element : schema.elements()) {
      if (!fits_strict_mode(element, depth + 1)) return false;
    }
    return true;
  }
  if (!schema.is_object()) return true;
  const json::Value closed = schema["additionalProperties"];
  const json::Value properties = schema["properties"];
  const bool is_object = schema["type"].equals("object") || properties.is_object();
  const bool is_closed = closed.type() == json::Type::boolean && !closed.is_true();
  if (is_object && (!is_closed || !names_all(schema["required"], properties))) return false;
  for (const json::Member member : schema.members()) {
    if (!fits_strict_mode(member.value, depth + 1)) return false;
  }
  return true;
}

void write_schema(const chat::ResponseFormat& format, bool loose, json::Reader& scratch, Arena& arena,
                  json::Writer& writer) {
  const Result<json::Value> schema = scratch.read(format.schema, arena);
  writer.key("json_schema");
  writer.begin_object();
  writer.key("name");
  writer.escaped("answer");
  writer.key("schema");
  writer.raw(format.schema);
  if (!loose && schema.ok() && (*schema)["type"].equals("object") && fits_strict_mode(*schema)) {
    writer.key("strict");
    writer.boolean(true);
  }
  writer.end_object();
}

void write_modalities(const chat::Modalities& modalities, json::Writer& writer) {
  writer.key("modalities");
  writer.begin_array();
  if (modalities.text || modalities.audio) writer.escaped("text");  // a sound comes with its transcript
  if (modalities.image) writer.escaped("image");
  if (modalities.audio) writer.escaped("audio");
  writer.end_array();
}

void write_sound(const chat::Conversation& conversation, json::Writer& writer) {
  const json::Escaped voice = conversation.modalities.voice;
  writer.key("audio");
  writer.begin_object();
  writer.key("voice");
  writer.escaped(voice.empty() ? json::Escaped("alloy") : voice);
  writer.key("format");
  writer.escaped(wants_raw_sound(conversation) ? json::Escaped("pcm16") : json::Escaped("wav"));
  writer.end_object();
}

bool has_schema(const chat::ResponseFormat& format) {
  return format.kind == FormatKind::schema && !format.schema.empty();
}

}  // namespace

bool wants_raw_sound(const chat::Conversation& conversation) {
  return conversation.stream || conversation.audio_format == chat::AudioFormat::pcm16;
}

void write_output(const chat::Conversation& conversation, const dialect::Amendments& amendments, json::Reader& scratch,
                  Arena& arena, json::Writer& writer) {
  const chat::ResponseFormat& format = conversation.format;
  if (format.kind != FormatKind::text && !amendments.format) {
    const bool by_schema = has_schema(format) && !amendments.schema_in_words;
    writer.key("response_format");
    writer.begin_object();
    writer.key("type");
    writer.escaped(by_schema ? json::Escaped("json_schema") : json::Escaped("json_object"));
    const bool loose = amendments.strictness != dialect::Strictness::asked;
    if (by_schema) write_schema(format, loose, scratch, arena, writer);
    writer.end_object();
  }
  if (!conversation.modalities.image && !conversation.modalities.audio) return;
  write_modalities(conversation.modalities, writer);
  if (conversation.modalities.audio) write_sound(conversation, writer);
}

void describe_format(const chat::ResponseFormat& format, const dialect::Amendments& amendments, json::EscapedText& out) {
  if (format.kind == FormatKind::text || !(amendments.format || amendments.schema_in_words)) return;
  out.append("Answer with one JSON value and nothing else: no explanation, no code fence.");
  if (!has_schema(format)) return;
  out.append(" It must be valid against this JSON Schema: ");
  out.append_text(format.schema);
}

}  // namespace rota::openai
