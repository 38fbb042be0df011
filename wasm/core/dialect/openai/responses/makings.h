// Makings: what the items of an answer are made with.
// Knows where events go, ids come from and texts are kept; refuses to know what an item is.
#pragma once

#include "base/random.h"
#include "chat/signature_cache.h"
#include "dialect/openai/responses/events.h"
#include "dialect/openai/responses/recall.h"
#include "json/pieces.h"

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
  /// Where the events of a new item belong: the one with the number `output`, of an id that begins with `prefix`.
  [[nodiscard]] Place make_place(json::Escaped prefix, std::uint32_t output, json::Escaped inner_name = {}) const {
    return {make_id(prefix), output, inner_name};
  }
  /// What an answer says, for as long as its items live: a stream's is gone with its fragment, a document's stays.
  [[nodiscard]] json::Escaped keep(json::Escaped said) const { return events.on() ? json::copy(*arena, said) : said; }
};

/// Begins an item, which the caller ends. `status` is empty where its type has none.
inline void begin_item(json::Escaped id, json::Escaped type, json::Escaped status, json::Writer& writer) {
  writer.begin_object();
  writer.key("id");
  writer.escaped(id);
  writer.key("type");
  writer.escaped(type);
  if (status.empty()) return;
  writer.key("status");
  writer.escaped(status);
}

[[nodiscard]] inline json::Escaped status_name(bool whole) {
  return whole ? json::Escaped("completed") : json::Escaped("incomplete");
}

}  // namespace rota::openai::responses
