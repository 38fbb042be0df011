// Code run: what the upstream's own interpreter did, as Anthropic tells it of its own.
// Knows the two blocks, the code and what came of it; refuses to know where they stand.
#pragma once

#include "dialect/anthropic/reply/envelope.h"

namespace rota::anthropic {

/// The code that was run, or its outcome: half of a run. Views into the delta.
struct CodeStep {
  bool is_code = false;
  json::Escaped text;       ///< the code, or what it has printed
  json::Escaped outcome;    ///< Gemini's word for it
  json::Escaped signature;  ///< Gemini's, of the code
};

class CodeRuns {
 public:
  /// `asked` outlives the answer: to a client that has not asked for code to be run it is text.
  explicit CodeRuns(const chat::Conversation& asked);

  /// Whether `delta`, a text, stands for half of a run that is to be told as a block.
  [[nodiscard]] bool takes(const chat::Delta& delta) const;
  [[nodiscard]] static CodeStep read(const chat::Delta& delta, Arena& arena);

  /// The block server_tool_use up to its input, which is {} when a stream opens it. Its id carries the signature.
  void write_code(const CodeStep& step, bool whole, const Makings& makings, Arena& arena, json::Writer& writer);
  /// The input: {"code":...}.
  static void write_input(const CodeStep& step, json::Writer& writer);
  /// The block code_execution_tool_result of the code before it, whole.
  void write_result(const CodeStep& step, json::Writer& writer) const;

 private:
  bool wanted_ = false;
  json::Escaped id_;  // of the code that was written last
};

}  // namespace rota::anthropic
