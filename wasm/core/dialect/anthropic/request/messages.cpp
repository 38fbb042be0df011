// Roles and turns; see messages.h.
#include "dialect/anthropic/request/messages.h"

#include <algorithm>

#include "base/limits.h"
#include "base/sentence.h"
#include "chat/tool_results.h"
#include "dialect/anthropic/request/content.h"
#include "dialect/reading/call_id.h"

namespace rota::anthropic {

namespace {

/// Claude Code's word to the accounting of its vendor. It changes with every request, and no model is meant by it.
constexpr Bytes billing = "x-anthropic-billing-header:";

/// Messages of one side in a row, which share a turn.
struct Run {
  std::size_t messages = 0;
  std::size_t parts = 0;  ///< about
};

bool is_models(json::Value message) { return message["role"].equals("assistant"); }

/// About how many parts a message will be.
std::size_t count_parts(json::Value message) {
  std::size_t parts = 1;
  for (json::Value block : message["content"].elements()) parts += 1 + block["content"].count();
  return parts;
}

Run run_from(json::Value::Iterator at, json::Value::Iterator end) {
  Run run;
  const bool model = is_models(*at);
  for (; at != end && is_models(*at) == model; ++at) {
    ++run.messages;
    run.parts += count_parts(*at);
  }
  return run;
}

chat::Turn& turn_of(chat::Role role, const Run& run, Arena& arena, List<chat::Turn>& turns) {
  if (!turns.empty() && turns.back().role == role) return turns.back();
  chat::Turn& turn = turns.push(arena, chat::Turn{});
  turn.role = role;
  if (run.messages > 1) turn.parts.reserve(arena, std::min(run.parts, limits::conversation_parts));
  return turn;
}

/// Takes out the parts from the `first` on that are for the accounting alone.
void drop_billing(List<chat::Part>& parts, std::size_t first) {
  std::size_t kept = first;
  for (std::size_t i = first; i < parts.size(); ++i) {
    if (text::starts_with(parts[i].text, billing)) continue;
    if (kept != i) parts[kept] = parts[i];
    ++kept;
  }
  while (parts.size() > kept) parts.pop();
}

void read_system(json::Value system, const Path& path, json::Reader& scratch, Checks& checks, List<chat::Part>& parts) {
  const std::size_t first = parts.size();
  read_content(system, path, Speaker::system, scratch, checks, parts);
  drop_billing(parts, first);
}

/// A word of the system's in mid-conversation stands where it was said, marked as Claude Code marks what is the system's
/// in a user's turn: a text before the whole conversation would come too early.
void read_reminder(json::Value content, const Path& path, const Run& run, json::Reader& scratch, Checks& checks,
                   chat::Conversation& conversation) {
  Arena& arena = checks.arena();
  List<chat::Part>& parts = turn_of(chat::Role::user, run, arena, conversation.turns).parts;
  std::size_t at = parts.size();
  read_system(content, path, scratch, checks, parts);
  if (parts.empty()) return conversation.turns.pop();
  for (; at < parts.size(); ++at) {
    if (text::starts_with(parts[at].text, "<system-reminder>")) continue;
    parts[at].text = json::join(arena, "<system-reminder>\\n", parts[at].text, "\\n</system-reminder>");
  }
}

void read_message(json::Value message, const Path& path, const Run& run, json::Reader& scratch, Checks& checks,
                  chat::Conversation& conversation) {
  if (!message.is_object()) return checks.wrong_type(path, "an object", message);
  Arena& arena = checks.arena();
  const Path role_path{&path, "role"};
  const Path content_path{&path, "content"};
  const json::Value role = message["role"];
  const json::Value content = message["content"];
  if (role.is_unset()) return checks.missing(role_path);
  if (!checks.is_string(role, role_path)) return;
  if (content.is_unset()) return checks.missing(content_path);
  if (role.equals("system")) {
    const bool first = conversation.turns.empty();
    return first ? read_system(content, content_path, scratch, checks, conversation.system)
                 : read_reminder(content, content_path, run, scratch, checks, conversation);
  }
  const bool user = role.equals("user");
  if (!user && !role.equals("assistant")) return checks.unknown_choice(role_path, role, "'user', 'assistant', and 'system'");
  List<chat::Part> parts;
  read_content(content, content_path, user ? Speaker::user : Speaker::assistant, scratch, checks, parts);
  if (parts.empty() || checks.failed()) return;
  List<chat::Part>& said = turn_of(user ? chat::Role::user : chat::Role::model, run, arena, conversation.turns).parts;
  if (run.messages == 1 && said.empty()) {
    said = parts;
  } else {
    for (const chat::Part& part : parts) said.push(arena, part);
  }
}

}  // namespace

void read_messages(const RequestMembers& root, const chat::SignatureCache* signatures, Checks& checks,
                   chat::Conversation& conversation) {
  Arena& arena = checks.arena();
  json::Reader scratch;
  if (!root["system"].is_unset()) read_system(root["system"], Path{nullptr, "system"}, scratch, checks, conversation.system);
  const Path path{nullptr, "messages"};
  const json::Value messages = root["messages"];
  if (messages.is_unset()) return checks.missing(path);
  if (!checks.is_array(messages, path)) return;
  if (messages.count() == 0) return checks.wrong_value(path, "at least one message is required.");
  conversation.turns.reserve(arena, std::min(messages.count(), limits::conversation_parts));
  std::int64_t index = 0;
  std::size_t parts = 0;
  Run run;
  bool model = false;
  const json::Value::Elements all = messages.elements();
  for (auto at = all.begin(); at != all.end(); ++at) {
    const json::Value message = *at;
    if (index == 0 || is_models(message) != model) run = run_from(at, all.end());
    model = is_models(message);
    parts += count_parts(message);
    if (parts > limits::conversation_parts) {
      return checks.wrong_value(path, sentence<"its messages have more than "_s, limits::conversation_parts, " blocks in all."_s>);
    }
    read_message(message, Path{&path, {}, index++}, run, scratch, checks, conversation);
    if (checks.failed()) return;
  }
  chat::settle_tool_results(conversation.turns, arena);
  if (signatures != nullptr) reading::fill_signatures(conversation.turns, *signatures, arena);
  reading::forget_made_up_ids(conversation.turns, arena);
  if (conversation.turns.empty() && conversation.system.empty()) {
    checks.wrong_value(path, "there is nothing to answer: all messages are empty.");
  }
}

}  // namespace rota::anthropic
