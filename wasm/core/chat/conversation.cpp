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

}  // namespace rota::chat
