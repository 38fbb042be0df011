// Request kind: what sets a request apart from plain text, as far as an upstream counts or serves it apart.
// Knows tools of the upstream's own, media and sizes; refuses to know where a dialect writes them.
#pragma once

#include "chat/conversation.h"

namespace rota::chat {

struct RequestShape {
  bool upstream_tools = false;  ///< search, maps, code: they have quotas of their own
  bool images = false;          ///< sent or wanted, as below
  bool audio = false;
  bool video = false;
  bool documents = false;
  bool streams = false;        ///< the answer is to come in pieces
  bool refers = false;         ///< it may name something that the upstream keeps
  std::size_t text_bytes = 0;  ///< without the data of media

  /// A medium of that type is among what is sent.
  void note_media(Bytes mime);
};

/// The shape of a conversation; whether it is streamed is not in it.
[[nodiscard]] RequestShape shape_of(const Conversation& conversation);

/// "tools+images", in `arena` or a literal: one of 32; empty for plain text.
[[nodiscard]] Bytes kind_of(const RequestShape& shape, Arena& arena);

}  // namespace rota::chat
