// Names and first messages; see conversation_fields.h.
#include "dialect/conversation_fields.h"

#include "base/text.h"

namespace rota::dialect {

namespace {

/// In the order in which they count: from what only one program sends to what many do.
constexpr Bytes session_headers[] = {"x-claude-code-session-id", "x-session-id",       "session-id",
                                     "session_id",               "x-session-affinity", "x-client-request-id"};

constexpr Bytes user_id = "metadata.user_id";

/// The session that a user's name holds; empty: none.
Bytes session_in(Bytes user) {
  for (const Bytes mark : {Bytes("_session_"), Bytes("\"session_id\"")}) {
    const std::size_t at = user.find(mark);
    if (at == Bytes::npos) continue;
    Bytes rest = user.substr(at + mark.size());
    const std::size_t begin = rest.find_first_not_of(": \"");
    if (begin == Bytes::npos) continue;
    rest.remove_prefix(begin);
    return rest.substr(0, rest.find('"'));
  }
  return {};
}

json::Value member_at(json::Value body, Bytes path) {
  const std::size_t dot = path.find('.');
  return dot == Bytes::npos ? body[path] : body[path.substr(0, dot)][path.substr(dot + 1)];
}

/// What the texts of a message are added to.
using Add = void (chat::Opening::*)(Bytes text);

/// A text, a part or a message, or a list of parts: {"text"}, {"content"}, {"parts"}.
void add_words(json::Value content, chat::Opening& opening, Add add, int depth = 3) {
  if (content.is_string()) return (opening.*add)(content.escaped());
  if (depth == 0) return;
  for (const json::Value part : content.elements()) add_words(part, opening, add, depth - 1);
  if (!content.is_object()) return;
  for (const Bytes name : {Bytes("text"), Bytes("content"), Bytes("parts")}) {
    if (const json::Value inner = content[name]) add_words(inner, opening, add, depth - 1);
  }
}

bool is_system(json::Value message) {
  const json::Value role = message["role"];
  return role.equals("system") || role.equals("developer");
}

}  // namespace

std::uint64_t session_of(const http::Headers& headers, json::Value body, const ConversationFields& fields, Arena& arena) {
  for (const Bytes name : session_headers) {
    const Bytes value = http::find(headers, name);
    if (!value.empty()) return text::fingerprint(value);
  }
  for (std::size_t i = 0; i < fields.name_count; ++i) {
    json::Value value = member_at(body, fields.names[i]);
    if (value.is_object()) value = value["id"];
    if (!value.is_string()) continue;
    Bytes name = value.text(arena);
    if (fields.names[i] == user_id) name = session_in(name);
    if (!name.empty()) return text::fingerprint(name);
  }
  return 0;
}

chat::Identity opening_of(json::Value body, const ConversationFields& fields) {
  chat::Opening opening;
  chat::Identity identity;
  for (const Bytes name : fields.system) {
    if (!name.empty()) add_words(body[name], opening, &chat::Opening::add_system);
  }
  const json::Value messages = fields.messages.empty() ? json::Value() : body[fields.messages];
  if (!messages.is_array()) add_words(messages, opening, &chat::Opening::add_user);
  bool begun = false;
  for (const json::Value message : messages.elements()) {
    if (begun) {
      identity.continues = true;
      break;
    }
    begun = !is_system(message);
    add_words(message, opening, begun ? &chat::Opening::add_user : &chat::Opening::add_system);
  }
  identity.opening = opening.number();
  return identity;
}

}  // namespace rota::dialect
