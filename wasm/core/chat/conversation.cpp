// Questions about a conversation; see conversation.h.
#include "chat/conversation.h"

namespace rota::chat {

namespace {

void add_linked(List<Part>& parts, Arena& arena, List<Part*>& found) {
  for (Part& part : parts) {
    if (part.kind == Part::Kind::media && !part.url.empty()) found.push(arena, &part);
    if (part.attached != nullptr) add_linked(*part.attached, arena, found);
  }
}

}  // namespace

List<Part*> linked_media(Conversation& conversation, Arena& arena) {
  List<Part*> found;
  for (Turn& turn : conversation.turns) add_linked(turn.parts, arena, found);
  return found;
}

void keep_what_answers_repeat(Conversation& conversation, Arena& arena) {
  conversation.model = arena.copy(conversation.model);
  for (Tool& tool : conversation.tools) {
    tool.name = json::copy(arena, tool.name);
    tool.name_space = json::copy(arena, tool.name_space);
  }
}

std::size_t text_bytes(const Conversation& conversation) {
  std::size_t bytes = 0;
  for (const Part& part : conversation.system) bytes += part.text.size();
  for (const Turn& turn : conversation.turns) {
    for (const Part& part : turn.parts) {
      if (part.kind != Part::Kind::thinking) bytes += part.text.size() + part.json.size();
    }
  }
  for (const Tool& tool : conversation.tools) bytes += tool.description.size() + tool.schema.size();
  return bytes;
}

bool uses_upstream_tools(const Conversation& conversation) {
  for (const Tool& tool : conversation.tools) {
    if (tool.kind != Tool::Kind::function && tool.kind != Tool::Kind::custom) return true;
  }
  return false;
}

}  // namespace rota::chat
