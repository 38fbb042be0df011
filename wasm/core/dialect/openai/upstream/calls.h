// Calls in an answer, whole or in the pieces of a stream.
// Knows how servers tell the pieces of one call from those of the next, and what they leave out: indices, ids, the string
// around the arguments; refuses to check arguments.
#pragma once

#include "dialect/function_names.h"
#include "dialect/reading/blocks.h"
#include "json/reader.h"

namespace rota::openai {

/// How far a JSON object has come that arrives in pieces.
class ObjectEnd {
 public:
  /// Takes what belongs to it off the front of `piece`. Nothing does once it has ended.
  Bytes take(Bytes& piece);
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  std::uint32_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool ended_ = false;
};

/// One for each answer. Blocks follow one another: of calls whose pieces alternate, the later one is held back until the
/// earlier one is whole.
class Calls {
 public:
  /// `memory` lives as long as the answer, and the others as long as this.
  Calls(Arena& memory, const dialect::FunctionNames& names, reading::Blocks& blocks)
      : memory_(memory), names_(names), blocks_(blocks) {}

  /// Another answer begins.
  void begin() {
    calls_ = {};
    first_open_ = 0;
  }
  /// An element of a delta's tool_calls, or its function_call (`legacy`).
  void take_piece(json::Value element, bool legacy, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  /// The same of a message, in which it is whole.
  void take_whole(json::Value element, bool legacy, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  /// The candidate says something else, or has finished: what is open or held back goes out and ends.
  void end(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  /// A call of the candidate's has not ended.
  [[nodiscard]] bool open(std::uint32_t candidate) const;
  /// The candidate has called something.
  [[nodiscard]] bool any(std::uint32_t candidate) const;

 private:
  struct Call {
    std::uint32_t candidate = 0;
    std::int64_t index = -1;  // as the server says; -1: it does not
    json::Escaped id;
    json::Escaped name;
    List<Bytes> held;  // of the arguments, not yet given out
    ObjectEnd object;
    bool begun = false;
    bool ended = false;
  };
  [[nodiscard]] Call* find(json::Value element, json::Value function, std::uint32_t candidate);
  void hold(Call& call, json::Value arguments, Arena& arena);
  void give_out(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena);
  void begin_block(Call& call, Bytes arguments, chat::Fragment& fragment, Arena& arena);
  void give_held(Call& call, chat::Fragment& fragment, Arena& arena);
  void end_call(Call& call, chat::Fragment& fragment, Arena& arena);
  void skip_ended();

  Arena& memory_;
  const dialect::FunctionNames& names_;
  reading::Blocks& blocks_;
  json::Reader scratch_;
  List<Call> calls_;
  std::size_t first_open_ = 0;  // all before it have ended
};

}  // namespace rota::openai
