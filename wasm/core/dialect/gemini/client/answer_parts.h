// Answer parts: deltas as the parts of one candidate's content.
// Knows which deltas make one part, and that a call is written when all of its arguments are there; refuses to know the
// message around them.
#pragma once

#include "dialect/gemini/client/answer.h"

namespace rota::gemini::clients {

/// For one message. What a call has so far stays in the candidate until its block ends, in this message or a later one.
class PartsWriter {
 public:
  /// The writer stands inside the list of parts. `memory` lives as long as the answer.
  PartsWriter(Candidate& candidate, Arena& memory, json::Writer& writer)
      : candidate_(candidate), memory_(memory), writer_(writer) {}

  void add(const chat::Delta& delta);
  /// Ends the part that is open.
  void close();
  [[nodiscard]] bool any() const { return any_; }

 private:
  void add_text(const chat::Delta& delta);
  void add_call(const chat::Delta& delta);
  void end_call();
  void add_media(const chat::Delta& delta);
  void write_signature(json::Escaped signature);

  Candidate& candidate_;
  Arena& memory_;
  json::Writer& writer_;
  bool any_ = false;
  bool open_ = false;        // a text is
  std::uint32_t block_ = 0;  // whose
  json::Escaped signature_;  // of it
};

}  // namespace rota::gemini::clients
