// Partial calls: puts a function call together that comes in pieces.
// Knows partialArgs and willContinue, one value at a time (Vertex with streamFunctionCallArguments; recorded:
// fixtures/vercel-ai google-stream-tool-call-*), and calls whose arguments come behind them, unannounced and without a
// name (public reports, 2026); refuses to give out half a call.
#pragma once

#include "base/buffer.h"
#include "base/list.h"
#include "json/reader.h"

namespace rota::gemini {

/// One call at a time, as Google sends them. Values come in the order of the arguments' text, each under its path
/// (`$.items[0].name`), so the text is written once from front to back. A piece whose path does not follow is dropped.
class PartialCall {
 public:
  /// A call is under way.
  [[nodiscard]] bool open() const { return open_; }
  /// It may be complete: nobody has said that more of it comes, nor that none does.
  [[nodiscard]] bool unannounced() const { return open_ && !announced_; }
  [[nodiscard]] std::uint32_t candidate() const { return candidate_; }
  /// The candidate's call begins: its name, id and signature are kept (copied), its arguments are empty.
  void begin(std::uint32_t candidate, json::Escaped name, json::Escaped id, json::Escaped signature);
  /// Takes the members `args` and `partialArgs` of one functionCall, and an id and a signature where none were known.
  /// True when it says that it is the last piece of a call that was announced to come in pieces.
  bool add(json::Value call, json::Escaped signature, Arena& scratch);
  /// The call is complete. Its arguments, a JSON object, are a view until the next begin(), as are the other three.
  [[nodiscard]] Bytes end();

  [[nodiscard]] json::Escaped name() const { return name_.view(); }
  [[nodiscard]] json::Escaped id() const { return id_.view(); }
  [[nodiscard]] json::Escaped signature() const { return signature_.view(); }

 private:
  /// One container that the text has opened, and where it is in it.
  struct Level {
    bool array = false;
    std::int64_t written = 0;     // how many elements or members
    std::uint32_t key_begin = 0;  // in keys_: the member written last
    std::uint32_t key_end = 0;
  };
  struct Step {
    bool array = false;
    std::int64_t index = 0;
    Bytes key;  // UTF-8
  };
  static bool read_path(Bytes path, Arena& scratch, List<Step>& steps);
  void add_piece(json::Value piece, Arena& scratch);
  [[nodiscard]] bool go_to(const List<Step>& steps);
  [[nodiscard]] bool stands_at(const Level& level, const Step& step) const;
  void enter(const Step& step);
  void put_value(json::Value piece);
  void close_string();
  void close_to(std::size_t depth);

  void add_args(json::Value args);

  bool open_ = false;
  bool announced_ = false;
  bool in_string_ = false;
  std::uint32_t candidate_ = 0;
  json::EscapedText name_;
  json::EscapedText id_;
  json::EscapedText signature_;
  Buffer text_;
  Buffer path_;  // of the value written last, as the upstream spells it
  Buffer keys_;
  Array<Level> levels_;
};

}  // namespace rota::gemini
