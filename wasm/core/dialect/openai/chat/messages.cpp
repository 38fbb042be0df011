// Roles and turns; see messages.h.
#include "dialect/openai/chat/messages.h"

#include <algorithm>

#include "base/limits.h"
#include "base/sentence.h"
#include "chat/tool_results.h"
#include "dialect/openai/chat/content.h"
#include "dialect/openai/chat/media.h"
#include "dialect/openai/chat/tool_messages.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/google.h"

namespace rota::openai {

namespace {

constexpr Bytes roles = "'system', 'developer', 'user', 'assistant', 'tool', and 'function'";

chat::Turn& turn_of(chat::Role role, Arena& arena, List<chat::Turn>& turns) {
  if (turns.empty() || turns.back().role != role) turns.push(arena, chat::Turn{}).role = role;
  return turns.back();
}

void append(const List<chat::Part>& parts, Arena& arena, chat::Turn& turn) {
  if (turn.parts.empty()) {
    turn.parts = parts;
  } else {
    for (const chat::Part& part : parts) turn.parts.push(arena, part);
  }
}

void read_assistant(const MessageMembers& message, const Path& path, json::Reader& scratch, Checks& checks,
                    List<chat::Turn>& turns) {
  List<chat::Part> parts;
  const Path content_path{&path, "content"};
  const Path refusal_path{&path, "refusal"};
  json::Value content = message["content"];
  json::Value refusal = message["refusal"];
  if (!content.is_unset()) read_content(content, content_path, Speaker::assistant, checks, parts);
  if (checks.is_string(refusal, refusal_path) && parts.empty() && !refusal.escaped().empty()) {
    parts.push(checks.arena(), chat::Part{}).text = refusal.escaped();
  }
  read_images(message["images"], Path{&path, "images"}, checks, parts);
  read_calls(message, path, scratch, checks, parts);
  if (!checks.failed()) google::place_server_parts(message, path, checks, parts);
  if (parts.empty() || checks.failed()) return;
  place_message_signature(message, checks.arena(), parts);
  append(parts, checks.arena(), turn_of(chat::Role::model, checks.arena(), turns));
}

void read_message(json::Value object, const Path& path, json::Reader& scratch, Checks& checks,
                  chat::Conversation& conversation) {
  if (!object.is_object()) return checks.wrong_type(path, "an object", object);
  Arena& arena = checks.arena();
  const MessageMembers message(object, arena);
  const Path role_path{&path, "role"};
  const Path content_path{&path, "content"};
  json::Value role = message["role"];
  if (role.is_unset()) return checks.missing(role_path);
  if (!checks.is_string(role, role_path)) return;
  checks.is_string(message["name"], Path{&path, "name"});
  if (role.equals("assistant")) return read_assistant(message, path, scratch, checks, conversation.turns);
  const bool by_name = role.equals("function");
  if (by_name || role.equals("tool")) {
    chat::Turn& turn = turn_of(chat::Role::user, arena, conversation.turns);
    return read_tool_result(message, by_name, path, scratch, checks, turn.parts);
  }
  const bool system = role.equals("system") || role.equals("developer");
  if (!system && !role.equals("user")) return checks.unknown_choice(role_path, role, roles);
  json::Value content = message["content"];
  if (!content) return checks.missing(content_path);
  if (system) return read_content(content, content_path, Speaker::system, checks, conversation.system);
  chat::Turn& turn = turn_of(chat::Role::user, arena, conversation.turns);
  read_content(content, content_path, Speaker::user, checks, turn.parts);
}

/// About how many parts a message will be.
std::size_t count_parts(json::Value message) {
  const json::Value content = message["content"];
  return 1 + (content.is_array() ? content.count() : 0) + message["tool_calls"].count() + message["images"].count() +
         message["extra_content"]["google"]["server_tool_parts"].count();
}

}  // namespace

void settle_calls(List<chat::Turn>& turns, const chat::SignatureCache* signatures, Arena& arena) {
  chat::settle_tool_results(turns, arena);
  if (signatures != nullptr) reading::fill_signatures(turns, *signatures, arena);
  reading::forget_made_up_ids(turns, arena);
}

void read_messages(json::Value messages, const chat::SignatureCache* signatures, Checks& checks,
                   chat::Conversation& conversation) {
  const Path path{nullptr, "messages"};
  if (messages.is_unset()) return checks.missing(path);
  if (!checks.is_array(messages, path)) return;
  if (messages.count() == 0) {
    return checks.wrong_value(path, "empty array. Expected at least one message, but got an empty array instead.");
  }
  conversation.turns.reserve(checks.arena(), std::min(messages.count(), limits::conversation_parts));
  json::Reader scratch;
  std::int64_t index = 0;
  std::size_t parts = 0;
  for (json::Value message : messages.elements()) {
    parts += count_parts(message);
    if (parts > limits::conversation_parts) {
      return checks.wrong_value(path, sentence<"its messages have more than "_s, limits::conversation_parts,
                                               " parts in all: texts, images, tool calls and results."_s>);
    }
    read_message(message, Path{&path, {}, index++}, scratch, checks, conversation);
    if (checks.failed()) return;
  }
  settle_calls(conversation.turns, signatures, checks.arena());
  if (conversation.turns.empty() && conversation.system.empty()) {
    checks.wrong_value(path, "there is nothing to answer: all messages are empty.");
  }
}

}  // namespace rota::openai
