// Makings: what the items of an answer are made with.
// Knows where events go, ids come from and texts are kept; refuses to know what an item is.
#pragma once

#include "base/random.h"
#include "chat/signature_cache.h"
#include "dialect/openai/responses/events.h"
#include "dialect/openai/responses/recall.h"

namespace rota::openai::responses {

struct Makings {
  Events& events;
  Random& random;
  chat::SignatureCache* signatures;  ///< or null
  Arena* arena = nullptr;            ///< of the attempt under way: lives as long as its answer

  /// `prefix` and random letters and digits; of an answer that is stored the id tells which one it belongs to.
  [[nodiscard]] json::Escaped make_id(json::Escaped prefix) const {
    const Envelope& envelope = events.envelope();
    if (envelope.form->stored) return item_id(prefix, envelope.id, random, *arena);
    constexpr std::size_t id_length = 24;
    return json::escape(*arena, random.id(*arena, prefix, id_length));
  }
};

/// Texts of one whole, in pieces.
[[nodiscard]] inline json::Escaped join_pieces(const List<json::Escaped>& pieces, Arena& arena) {
  if (pieces.size() == 1) return pieces[0];
  json::EscapedText all;
  for (const json::Escaped piece : pieces) all.append(piece);
  return json::copy(arena, all.view());
}

[[nodiscard]] inline json::Escaped status_name(bool whole) {
  return whole ? json::Escaped("completed") : json::Escaped("incomplete");
}

}  // namespace rota::openai::responses
