// Formats and forms; see output.h.
#include "dialect/openai/chat/output.h"

#include "json/writer.h"

namespace rota::openai {

namespace {

using FormatKind = chat::ResponseFormat::Kind;

/// The schema with a description that stood beside it: upstreams have that place alone.
json::Raw described(json::Value schema, json::Escaped description, Arena& arena) {
  json::Composed composed;
  json::Writer& writer = composed.writer();
  writer.begin_object();
  for (const json::Member member : schema.members()) {
    writer.key(member.name.escaped());
    writer.raw(member.value.raw());
  }
  writer.key("description");
  writer.escaped(description);
  writer.end_object();
  return composed.keep(arena);
}

void read_schema(json::Value holder, const Path& path, Checks& checks, chat::ResponseFormat& format) {
  const Path schema_path{&path, "schema"};
  json::Value schema = holder["schema"];
  checks.is_string(holder["name"], Path{&path, "name"});
  json::Escaped description;
  if (checks.is_string(holder["description"], Path{&path, "description"})) description = holder["description"].escaped();
  bool strict = false;  // every schema is followed strictly
  checks.boolean(holder["strict"], Path{&path, "strict"}, strict);
  format.kind = FormatKind::schema;
  if (!checks.is_object(schema, schema_path)) return;  // OpenAI takes it for "any JSON" when it is not there
  const bool add = !description.empty() && !schema["description"];
  format.schema = add ? described(schema, description, checks.arena()) : schema.raw();
  format.param = spell(schema_path, checks.arena());
}

void read_modalities(json::Value modalities, Checks& checks, chat::Modalities& out) {
  const Path path{nullptr, "modalities"};
  if (!checks.is_array(modalities, path)) return;
  std::int64_t index = 0;
  for (json::Value modality : modalities.elements()) {
    const Path place{&path, {}, index++};
    if (!modality.is_string()) return checks.wrong_type(place, "a string", modality);
    if (modality.equals("text")) {
      out.text = true;
    } else if (modality.equals("image")) {
      out.image = true;
    } else if (modality.equals("audio")) {
      out.audio = true;
    } else {
      return checks.unknown_choice(place, modality, "'text', 'image', and 'audio'");
    }
  }
}

/// Ignored unless the modalities ask for audio, as by OpenAI.
void read_audio(json::Value audio, Checks& checks, chat::Conversation& conversation) {
  const Path path{nullptr, "audio"};
  if (!checks.is_object(audio, path) || !conversation.modalities.audio) return;
  const Path voice{&path, "voice"};
  if (checks.is_string(audio["voice"], voice)) conversation.modalities.voice = audio["voice"].escaped();
  const Path format_path{&path, "format"};
  json::Value format = audio["format"];
  if (!checks.is_string(format, format_path)) return;
  if (format.equals("wav")) {
    conversation.audio_format = chat::AudioFormat::wav;
  } else if (format.equals("pcm16") || format.equals("pcm")) {
    conversation.audio_format = chat::AudioFormat::pcm16;
  } else {
    checks.unknown_choice(format_path, format, "'wav' and 'pcm16'");
  }
}

}  // namespace

void read_format(json::Value format, const Path& path, Checks& checks, chat::ResponseFormat& out) {
  const Path type_path{&path, "type"};
  if (!checks.is_object(format, path)) return;
  json::Value type = format["type"];
  if (type.is_unset()) return checks.missing(type_path);
  if (!checks.is_string(type, type_path) || type.equals("text")) return;
  if (type.equals("json_object")) {
    out.kind = FormatKind::json;
    return;
  }
  if (!type.equals("json_schema")) {
    return checks.unknown_choice(type_path, type, "'json_object', 'json_schema', and 'text'");
  }
  const Path schema_path{&path, "json_schema"};
  json::Value schema = format["json_schema"];
  // The Responses API has the schema's members in the format itself.
  if (schema.is_unset() && !format["schema"].is_unset()) return read_schema(format, path, checks, out);
  if (schema.is_unset()) return checks.missing(schema_path);
  if (checks.is_object(schema, schema_path)) read_schema(schema, schema_path, checks, out);
}

void read_output(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
  read_format(root["response_format"], Path{nullptr, "response_format"}, checks, conversation.format);
  read_modalities(root["modalities"], checks, conversation.modalities);
  read_audio(root["audio"], checks, conversation);
}

}  // namespace rota::openai
