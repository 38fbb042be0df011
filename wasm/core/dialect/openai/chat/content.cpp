// Strings and parts; see content.h.
#include "dialect/openai/chat/content.h"

#include "dialect/openai/chat/media.h"

namespace rota::openai {

namespace {

void push_text(json::Value text, Checks& checks, List<chat::Part>& parts) {
  if (!text.escaped().empty()) parts.push(checks.arena(), chat::Part{}).text = text.escaped();
}

Bytes types_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::system:
      break;
    case Speaker::assistant:
      return "'text', 'refusal', and 'image_url'";
    case Speaker::user:
    case Speaker::tool:
      return "'text', 'image_url', 'input_audio', 'file', and 'video_url'";
  }
  return "'text'";
}

bool is_text(json::Value type) {
  return type.equals("text") || type.equals("input_text") || type.equals("output_text");
}

/// What a model thought aloud is not what it said.
bool is_thought(json::Value type) {
  return type.equals("thinking") || type.equals("redacted_thinking") || type.equals("reasoning");
}

void read_part(json::Value part, const Path& path, Speaker speaker, Checks& checks, List<chat::Part>& parts) {
  if (!part.is_object()) return checks.wrong_type(path, "an object", part);
  const Path type_path{&path, "type"};
  json::Value type = part["type"];
  if (type.is_unset()) return checks.missing(type_path);
  if (!checks.is_string(type, type_path)) return;
  Bytes member = "text";
  if (type.equals("refusal") && speaker == Speaker::assistant) {
    member = "refusal";
  } else if (!is_text(type)) {
    if (speaker == Speaker::assistant && is_thought(type)) return;
    if (speaker != Speaker::system && read_media(part, type, path, checks, parts)) return;
    return checks.unknown_choice(type_path, type, types_of(speaker));
  }
  const Path text_path{&path, member};
  json::Value text = part[member];
  if (text.is_unset()) return checks.missing(text_path);
  if (checks.is_string(text, text_path)) push_text(text, checks, parts);
}

}  // namespace

void read_content(json::Value content, const Path& path, Speaker speaker, Checks& checks, List<chat::Part>& parts) {
  if (content.is_string()) return push_text(content, checks, parts);
  if (!content.is_array()) return checks.wrong_type(path, "a string or an array of content parts", content);
  parts.reserve(checks.arena(), parts.size() + content.count());
  std::int64_t index = 0;
  for (json::Value part : content.elements()) {
    read_part(part, Path{&path, {}, index++}, speaker, checks, parts);
    if (checks.failed()) return;
  }
}

}  // namespace rota::openai
