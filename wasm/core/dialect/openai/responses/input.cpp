// Items and turns; see input.h.
#include "dialect/openai/responses/input.h"

#include <algorithm>

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/openai/chat/content.h"
#include "dialect/openai/chat/media.h"
#include "dialect/openai/chat/messages.h"
#include "dialect/openai/responses/calls.h"
#include "dialect/openai/responses/seal.h"
#include "dialect/openai/responses/tools.h"
#include "json/writer.h"

namespace rota::openai::responses {

namespace {

/// What a server's own tools have done, and what only it can read.
constexpr Bytes left_out[] = {
    "web_search_call",       "file_search_call",   "code_interpreter_call", "mcp_list_tools", "mcp_call", "mcp_approval_request",
    "mcp_approval_response", "context_compaction", "configuration_update",
};
/// What a client that wants its conversation compacted does not ask itself.
constexpr json::Escaped summary_wish =
    "Write a summary of this conversation for another model that will go on with the task and sees nothing else of it: what "
    "the user wants, what has been decided and done, which files and commands matter and how they stand, and what is left to "
    "do. Answer with the summary alone, and call no tool.";
constexpr json::Escaped summary_opening = "A summary of the conversation so far:\\n\\n";
constexpr Bytes known_types =
    "'message', 'function_call', 'function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'reasoning', "
    "'local_shell_call', 'local_shell_call_output', 'tool_search_call', 'tool_search_output', 'additional_tools', "
    "'image_generation_call', 'compaction', and 'compaction_trigger'";

List<chat::Part>& parts_of(chat::Role role, List<chat::Turn>& turns, Arena& arena) {
  if (turns.empty() || turns.back().role != role) turns.push(arena, chat::Turn{}).role = role;
  return turns.back().parts;
}

std::size_t count_parts(json::Value item) { return 1 + item["content"].count() + item["output"].count(); }

class ItemsReader {
 public:
  ItemsReader(const Recall& recall, Checks& checks, chat::Conversation& conversation, Form& form)
      : recall_(recall), checks_(checks), arena_(checks.arena()), conversation_(conversation), form_(form) {}

  void read(json::Value item, const Path& path);
  /// Reads an item of a list at `path`, whose items are counted.
  void read_next(json::Value item, const Path& list_path, std::int64_t index);

 private:
  List<chat::Part>& parts_of(chat::Role role) { return responses::parts_of(role, conversation_.turns, arena_); }
  void read_message(json::Value item, const Path& path);
  void read_agent_message(json::Value item, const Path& path);
  void read_reasoning(json::Value item, const Path& path);
  void read_image(json::Value item, const Path& path);
  void read_reference(json::Value item, const Path& path);
  void read_compaction(json::Value item, const Path& path);
  [[nodiscard]] bool read_tool_item(json::Value item, json::Value type, const Path& path);

  const Recall& recall_;
  Checks& checks_;
  Arena& arena_;
  chat::Conversation& conversation_;
  Form& form_;
  json::Reader scratch_;
  std::size_t parts_ = 0;  // of all items so far
};

void ItemsReader::read_message(json::Value item, const Path& path) {
  const Path role_path{&path, "role"};
  const Path content_path{&path, "content"};
  json::Value role = item["role"];
  json::Value content = item["content"];
  if (role.is_unset()) return checks_.missing(role_path);
  if (!checks_.is_string(role, role_path)) return;
  const bool own = role.equals("assistant");
  if (own && content.is_null()) return;  // it has only called
  if (content.is_unset()) return checks_.missing(content_path);
  if (own) {
    List<chat::Part> said;
    read_content(content, content_path, Speaker::assistant, checks_, said);
    if (said.empty() || checks_.failed()) return;
    List<chat::Part>& parts = parts_of(chat::Role::model);
    for (const chat::Part& part : said) parts.push(arena_, part);
  } else if (role.equals("system") || role.equals("developer")) {
    read_content(content, content_path, Speaker::system, checks_, conversation_.system);
  } else if (role.equals("user")) {
    read_content(content, content_path, Speaker::user, checks_, parts_of(chat::Role::user));
  } else {
    checks_.unknown_choice(role_path, role, "'system', 'developer', 'user', and 'assistant'");
  }
}

/// What another agent of the client's has told this one.
void ItemsReader::read_agent_message(json::Value item, const Path& path) {
  json::Value content = item["content"];
  if (content.is_unset()) return;
  read_content(content, Path{&path, "content"}, Speaker::user, checks_, parts_of(chat::Role::user));
}

/// What was thought is told to upstreams that want it; a signature belongs to what follows it.
void ItemsReader::read_reasoning(json::Value item, const Path& path) {
  const Path summary_path{&path, "summary"};
  chat::Part part;
  part.kind = chat::Part::Kind::thinking;
  if (checks_.is_array(item["summary"], summary_path)) {
    json::EscapedText all;
    std::int64_t index = 0;
    for (json::Value piece : item["summary"].elements()) {
      const Path place{&summary_path, {}, index++};
      if (!piece.is_object()) return checks_.wrong_type(place, "an object", piece);
      if (!checks_.is_string(piece["text"], Path{&place, "text"})) continue;
      if (!all.empty()) all.append("\\n\\n");
      all.append(piece["text"].escaped());
    }
    part.text = json::copy(arena_, all.view());
  }
  if (checks_.is_string(item["encrypted_content"], Path{&path, "encrypted_content"})) {
    const Sealed sealed = unseal(item["encrypted_content"], arena_);
    part.signature = sealed.signature;
    part.owner = sealed.owner;
  }
  if (checks_.failed() || (part.text.empty() && part.signature.empty())) return;
  parts_of(chat::Role::model).push(arena_, part);
}

/// A picture that the model has made.
void ItemsReader::read_image(json::Value item, const Path& path) {
  const Path result_path{&path, "result"};
  if (!checks_.is_string(item["result"], result_path) || item["result"].escaped().empty()) return;
  read_made_image(item["result"], result_path, checks_, parts_of(chat::Role::model));
}

/// Where nothing is stored clients send references all the same: to what they have not kept themselves, which is lost then.
void ItemsReader::read_reference(json::Value item, const Path& path) {
  if (!recall_.on()) return;
  const Path id_path{&path, "id"};
  if (item["id"].is_unset()) return checks_.missing(id_path);
  if (!checks_.is_string(item["id"], id_path)) return;
  const Bytes id = item["id"].text(arena_);
  const json::Value meant = recall_.item(id);
  if (!meant.is_object()) return checks_.not_stored(path, arena_.join("Item with id '", id, "' not found."));
  read(meant, path);
}

/// What Rota has summed up stands for all that was said before it; what others have, nobody here can read.
void ItemsReader::read_compaction(json::Value item, const Path& path) {
  if (!checks_.is_string(item["encrypted_content"], Path{&path, "encrypted_content"})) return;
  const json::Escaped summary = unseal_summary(item["encrypted_content"], arena_);
  if (summary.empty()) return;
  parts_of(chat::Role::user).push(arena_, chat::Part{}).text = json::join(arena_, summary_opening, summary);
}

bool ItemsReader::read_tool_item(json::Value item, json::Value type, const Path& path) {
  if (type.equals("additional_tools")) {
    const Path tools_path{&path, "tools"};
    if (item["tools"].is_unset()) {
      checks_.missing(tools_path);
    } else {
      read_tool_list(item["tools"], tools_path, checks_, conversation_.tools, form_);
    }
    return true;
  }
  if (is_call(type)) {
    read_call(item, type, path, scratch_, checks_, parts_of(chat::Role::model));
    return true;
  }
  if (!is_output(type)) return false;
  if (type.equals("tool_search_output")) {
    read_tool_list(item["tools"], Path{&path, "tools"}, checks_, conversation_.tools, form_);
  }
  if (!checks_.failed()) read_output(item, type, path, scratch_, checks_, parts_of(chat::Role::user));
  return true;
}

void ItemsReader::read(json::Value item, const Path& path) {
  if (!item.is_object()) return checks_.wrong_type(path, "an object", item);
  const Path type_path{&path, "type"};
  json::Value type = item["type"];
  const bool typed = checks_.is_string(type, type_path);
  if (checks_.failed()) return;
  if (!typed && item["role"].is_unset()) return checks_.missing(type_path);
  if (!typed || type.equals("message")) return read_message(item, path);
  if (read_tool_item(item, type, path)) return;
  if (type.equals("reasoning")) return read_reasoning(item, path);
  if (type.equals("compaction")) return read_compaction(item, path);
  if (type.equals("compaction_trigger")) return ask_for_summary(conversation_.turns, arena_, form_);
  if (type.equals("agent_message")) return read_agent_message(item, path);
  if (type.equals("image_generation_call")) return read_image(item, path);
  if (type.equals("item_reference")) return read_reference(item, path);
  for (const Bytes known : left_out) {
    if (type.equals(known)) return;
  }
  checks_.unknown_choice(type_path, type, known_types);
}

void ItemsReader::read_next(json::Value item, const Path& list_path, std::int64_t index) {
  if (checks_.failed()) return;
  parts_ += count_parts(item);
  if (parts_ > limits::conversation_parts) {
    return checks_.wrong_value(list_path, sentence<"its items have more than "_s, limits::conversation_parts,
                                                   " parts in all: texts, images, tool calls and results."_s>);
  }
  read(item, Path{&list_path, {}, index});
}

/// The item as it came, or with the type that a bare message has.
json::Raw with_type(json::Value item, Arena& arena) {
  if (item["type"].is_string()) return item.raw();
  json::Composed typed;
  json::Writer& writer = typed.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("message");
  for (const json::Member member : item.members()) {
    writer.key(member.name.escaped());
    writer.raw(member.value.raw());
  }
  writer.end_object();
  return typed.keep(arena);
}

json::Raw message_of(json::Escaped text, Arena& arena) {
  json::Composed message;
  json::Writer& writer = message.writer();
  writer.begin_object();
  writer.key("type");
  writer.escaped("message");
  writer.key("role");
  writer.escaped("user");
  writer.key("content");
  writer.begin_array();
  writer.begin_object();
  writer.key("type");
  writer.escaped("input_text");
  writer.key("text");
  writer.escaped(text);
  writer.end_object();
  writer.end_array();
  writer.end_object();
  return message.keep(arena);
}

}  // namespace

void read_instructions(json::Value instructions, Checks& checks, List<chat::Part>& system) {
  if (!checks.is_string(instructions, Path{nullptr, "instructions"}) || instructions.escaped().empty()) return;
  system.push(checks.arena(), chat::Part{}).text = instructions.escaped();
}

void ask_for_summary(List<chat::Turn>& turns, Arena& arena, Form& form) {
  form.compacts = true;
  parts_of(chat::Role::user, turns, arena).push(arena, chat::Part{}).text = summary_wish;
}

List<RepeatedItem> items_of(json::Value input, Arena& arena) {
  List<RepeatedItem> items;
  if (input.is_string()) items.push(arena, {message_of(input.escaped(), arena), true});
  items.reserve(arena, input.count());
  for (json::Value item : input.elements()) {
    const bool message = item["type"].is_unset() || item["type"].equals("message");
    items.push(arena, {with_type(item, arena), message && item["role"].equals("user")});
  }
  return items;
}

void read_input(json::Value input, const chat::SignatureCache* signatures, const Recall& recall, Checks& checks,
                chat::Conversation& conversation, Form& form) {
  const Path path{nullptr, "input"};
  const Path earlier_path{nullptr, recall.conversation().empty() ? Bytes("previous_response_id") : Bytes("conversation")};
  if (input.is_unset()) return checks.missing(path);
  if (!input.is_string() && !input.is_array()) return checks.wrong_type(path, "a string or an array of items", input);
  ItemsReader reader(recall, checks, conversation, form);
  conversation.turns.reserve(checks.arena(), std::min(recall.earlier().size() + input.count(), limits::conversation_parts));
  std::int64_t index = 0;
  for (const json::Value item : recall.earlier()) reader.read_next(item, earlier_path, index++);
  if (input.is_string() && !checks.failed()) {
    List<chat::Part>& parts = parts_of(chat::Role::user, conversation.turns, checks.arena());
    if (!input.escaped().empty()) parts.push(checks.arena(), chat::Part{}).text = input.escaped();
  }
  index = 0;
  for (json::Value item : input.elements()) {
    reader.read_next(item, path, index++);
    if (checks.failed()) return;
  }
  if (checks.failed()) return;
  settle_calls(conversation.turns, signatures, checks.arena());
  if (conversation.turns.empty() && conversation.system.empty()) {
    checks.wrong_value(path, "there is nothing to answer: it has no message.");
  }
}

}  // namespace rota::openai::responses
