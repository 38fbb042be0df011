// Looking for what is special; see request_kind.h.
#include "chat/request_kind.h"

#include "base/text.h"

namespace rota::chat {

namespace {

void note_parts(const List<Part>& parts, RequestShape& shape) {
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::media) shape.note_media(part.mime);
    if (part.attached != nullptr) note_parts(*part.attached, shape);
  }
}

}  // namespace

void RequestShape::note_media(Bytes mime) {
  if (text::icontains(mime, "image")) {
    images = true;
  } else if (text::icontains(mime, "audio")) {
    audio = true;
  } else if (text::icontains(mime, "video")) {
    video = true;
  } else {
    documents = true;
  }
}

RequestShape shape_of(const Conversation& conversation) {
  RequestShape shape;
  shape.upstream_tools = uses_upstream_tools(conversation);
  shape.text_bytes = text_bytes(conversation);
  for (const Turn& turn : conversation.turns) note_parts(turn.parts, shape);
  return shape;
}

Bytes kind_of(const RequestShape& shape, Arena& arena) {
  const struct {
    bool set;
    Bytes name;
  } traits[] = {{shape.upstream_tools, "tools"},
                {shape.images, "images"},
                {shape.audio, "audio"},
                {shape.video, "video"},
                {shape.documents, "documents"}};
  Bytes kind;
  for (const auto& trait : traits) {
    if (trait.set) kind = kind.empty() ? trait.name : arena.join(kind, "+", trait.name);
  }
  return kind;
}

}  // namespace rota::chat
