// Roles and turns; see contents.h.
#include "dialect/gemini/client/contents.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "chat/tool_results.h"
#include "dialect/gemini/client/parts.h"

namespace rota::gemini::clients {

namespace {

/// False, with a complaint, when it is none. A content without a role is the user's.
bool read_role(json::Value role, const Path& path, Checks& checks, chat::Role& out) {
  out = chat::Role::user;
  if (!checks.is_string(role, path)) return !checks.failed();
  if (role.equals("model")) {
    out = chat::Role::model;
  } else if (!role.equals("user") && !role.equals("function") && !role.equals("tool") && !role.escaped().empty()) {
    checks.unknown_choice(path, role, "'user' and 'model'");
  }
  return !checks.failed();
}

void read_list(json::Value list, const Path& path, Checks& checks, List<chat::Part>& parts) {
  parts.reserve(checks.arena(), parts.size() + count_objects(list));
  each_object(list, path, checks, [&](json::Value part, const Path& place) { read_part(part, place, checks, parts); });
}

/// The parts of neighbours of one role are one turn's; contents of nothing are none.
void read_turn(chat::Role role, json::Value list, const Path& path, Checks& checks, List<chat::Turn>& turns) {
  if (!turns.empty() && turns.back().role == role) return read_list(list, path, checks, turns.back().parts);
  chat::Turn turn;
  turn.role = role;
  read_list(list, path, checks, turn.parts);
  if (!turn.parts.empty()) turns.push(checks.arena(), turn);
}

void read_turns(json::Value contents, Checks& checks, List<chat::Turn>& turns) {
  const Path path{nullptr, "contents"};
  if (contents.is_unset()) return checks.missing(path);
  std::size_t parts = 0;
  each_object(contents, path, checks, [&](json::Value content, const Path& place) {
    parts += 1 + count_objects(content["parts"]);
    if (parts > limits::conversation_parts) {
      return checks.wrong_value(path,
                                sentence<"they have more than "_s, limits::conversation_parts, " parts in all."_s>);
    }
    chat::Role role = chat::Role::user;
    if (!read_role(content["role"], Path{&place, "role"}, checks, role)) return;
    read_turn(role, content["parts"], Path{&place, "parts"}, checks, turns);
  });
}

void push_text(json::Escaped text, Checks& checks, List<chat::Part>& parts) {
  if (!text.empty()) parts.push(checks.arena(), chat::Part{}).text = text;
}

/// A content, or its text alone. Of what it holds only texts are instructions.
void read_system(json::Value system, Checks& checks, List<chat::Part>& parts) {
  const Path path{nullptr, "systemInstruction"};
  if (system.is_string()) return push_text(system.escaped(), checks, parts);
  if (!checks.is_object(system, path)) return;
  const Path parts_path{&path, "parts"};
  parts.reserve(checks.arena(), count_objects(system["parts"]));
  each_object(system["parts"], parts_path, checks, [&](json::Value part, const Path& place) {
    const Path text_path{&place, "text"};
    if (part["text"].is_unset()) return checks.missing(text_path);
    if (checks.is_string(part["text"], text_path)) push_text(part["text"].escaped(), checks, parts);
  });
}

}  // namespace

void read_contents(json::Value root, Checks& checks, chat::Conversation& conversation) {
  read_system(field(root, "systemInstruction"), checks, conversation.system);
  if (!checks.failed()) read_turns(root["contents"], checks, conversation.turns);
  if (checks.failed()) return;
  chat::settle_tool_results(conversation.turns, checks.arena());
  if (conversation.turns.empty() && conversation.system.empty()) {
    checks.wrong_value(Path{nullptr, "contents"}, "there is nothing to answer: all contents are empty.");
  }
}

}  // namespace rota::gemini::clients
