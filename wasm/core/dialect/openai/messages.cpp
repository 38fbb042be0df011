// Roles, contents and parts; see messages.h.
#include "dialect/openai/messages.h"

#include "dialect/openai/unsupported.h"

namespace rota::openai {

namespace {

constexpr Bytes roles = "'system', 'developer', 'user', 'assistant', 'tool', and 'function'";

enum class Speaker : std::uint8_t { system, user, assistant };

/// Takes over one content part; the text of refusals counts as said.
void read_part(json::Value part, const Path& path, Speaker speaker, Checks& checks, List<chat::Part>& parts) {
  if (!part.is_object()) return checks.wrong_type(path, "an object", part);
  const Path type_path{&path, "type"};
  json::Value type = part["type"];
  if (type.is_unset()) return checks.missing(type_path);
  if (!checks.is_string(type, type_path)) return;
  Bytes member = "text";
  if (type.equals("refusal") && speaker == Speaker::assistant) {
    member = "refusal";
  } else if (!type.equals("text") && !type.equals("input_text") && !type.equals("output_text")) {
    // What a model thought aloud is not what it said: it is not told again.
    const bool thought = type.equals("thinking") || type.equals("redacted_thinking") || type.equals("reasoning");
    if (thought && speaker == Speaker::assistant) return;
    if (is_unsupported_part(type)) return checks.unsupported(type_path);
    return checks.unknown_choice(type_path, type, speaker == Speaker::assistant ? "'text' and 'refusal'" : "'text'");
  }
  const Path text_path{&path, member};
  json::Value text = part[member];
  if (text.is_unset()) return checks.missing(text_path);
  if (!checks.is_string(text, text_path) || text.escaped().empty()) return;
  parts.push(checks.arena(), chat::Part{}).text = text.escaped();
}

/// Takes over a message's content: a string, or a list of parts.
void read_content(json::Value content, const Path& path, Speaker speaker, Checks& checks, List<chat::Part>& parts) {
  if (content.is_string()) {
    if (!content.escaped().empty()) parts.push(checks.arena(), chat::Part{}).text = content.escaped();
    return;
  }
  if (!content.is_array()) return checks.wrong_type(path, "a string or an array of content parts", content);
  std::int64_t index = 0;
  for (json::Value part : content.elements()) {
    read_part(part, Path{&path, {}, index++}, speaker, checks, parts);
    if (checks.failed()) return;
  }
}

/// The signature of the last text, as answers carry it: extra_content.google.thought_signature.
Bytes text_signature(const MessageMembers& message) {
  return message["extra_content"]["google"]["thought_signature"].escaped();
}

chat::Turn& turn_of(chat::Role role, Arena& arena, List<chat::Turn>& turns) {
  if (turns.empty() || turns.back().role != role) turns.push(arena, chat::Turn{}).role = role;
  return turns.back();
}

void read_assistant(const MessageMembers& message, const Path& path, Checks& checks, List<chat::Turn>& turns) {
  refuse_unsupported_members(message, path, checks);
  List<chat::Part> parts;
  const Path content_path{&path, "content"};
  const Path refusal_path{&path, "refusal"};
  json::Value content = message["content"];
  json::Value refusal = message["refusal"];
  if (!content.is_unset()) read_content(content, content_path, Speaker::assistant, checks, parts);
  if (checks.is_string(refusal, refusal_path) && parts.empty() && !refusal.escaped().empty()) {
    parts.push(checks.arena(), chat::Part{}).text = refusal.escaped();
  }
  if (parts.empty()) return;
  parts.back().signature = text_signature(message);
  chat::Turn& turn = turn_of(chat::Role::model, checks.arena(), turns);
  if (turn.parts.empty()) {
    turn.parts = parts;
  } else {
    for (const chat::Part& part : parts) turn.parts.push(checks.arena(), part);
  }
}

void read_message(json::Value object, const Path& path, Checks& checks, chat::Conversation& conversation) {
  if (!object.is_object()) return checks.wrong_type(path, "an object", object);
  const MessageMembers message(object, checks.arena());
  const Path role_path{&path, "role"};
  const Path content_path{&path, "content"};
  json::Value role = message["role"];
  if (role.is_unset()) return checks.missing(role_path);
  if (!checks.is_string(role, role_path)) return;
  checks.is_string(message["name"], Path{&path, "name"});
  if (role.equals("assistant")) return read_assistant(message, path, checks, conversation.turns);
  if (is_unsupported_role(role)) return checks.unsupported(role_path);
  const bool system = role.equals("system") || role.equals("developer");
  if (!system && !role.equals("user")) return checks.unknown_choice(role_path, role, roles);
  json::Value content = message["content"];
  if (!content) return checks.missing(content_path);
  if (system) return read_content(content, content_path, Speaker::system, checks, conversation.system);
  chat::Turn& turn = turn_of(chat::Role::user, checks.arena(), conversation.turns);
  read_content(content, content_path, Speaker::user, checks, turn.parts);
}

}  // namespace

void read_messages(json::Value messages, Checks& checks, chat::Conversation& conversation) {
  const Path path{nullptr, "messages"};
  if (messages.is_unset()) return checks.missing(path);
  if (!checks.is_array(messages, path)) return;
  if (messages.count() == 0) {
    return checks.wrong_value(path, "empty array. Expected at least one message, but got an empty array instead.");
  }
  std::int64_t index = 0;
  for (json::Value message : messages.elements()) {
    read_message(message, Path{&path, {}, index++}, checks, conversation);
    if (checks.failed()) return;
  }
  if (conversation.turns.empty() && conversation.system.empty()) {
    checks.wrong_value(path, "there is nothing to answer: all messages are empty.");
  }
}

}  // namespace rota::openai
