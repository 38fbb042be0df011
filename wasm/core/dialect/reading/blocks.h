// Blocks: numbers the blocks of an answer, for readers whose upstream does not.
// Knows which deltas go on and which stand alone; refuses to know what they say.
#pragma once

#include "chat/answer.h"

namespace rota::reading {

/// One for each answer, whole or streamed.
class Blocks {
 public:
  /// `memory` lives as long as the answer.
  explicit Blocks(Arena& memory) : memory_(memory) {}

  /// Another answer begins.
  void begin() { open_.clear(); }
  /// Appends a delta of a kind that has blocks. Text, thoughts and refusals go on with the candidate's open block if it
  /// is of their kind; all others begin one, and what was open is ended first. The reference lives until the next
  /// delta.
  chat::Delta& add(chat::Delta::Kind kind, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  /// Appends one more piece of the tool call that is open.
  chat::Delta& go_on(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  /// Ends the candidate's open block, if there is one.
  void end(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);

 private:
  struct Candidate {
    std::uint32_t index = 0;
    std::uint32_t next = 0;  // block
    bool open = false;
    chat::Delta::Kind kind = chat::Delta::Kind::text;
  };
  Candidate& find(std::uint32_t index);
  static chat::Delta& push(const Candidate& candidate, chat::Fragment& fragment, Arena& arena);
  static void close(Candidate& candidate, chat::Fragment& fragment, Arena& arena);

  Arena& memory_;
  List<Candidate> open_;
};

}  // namespace rota::reading
