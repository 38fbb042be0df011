// ReplyForm: what of a request concerns the envelope of its answer alone.
// Knows OpenAI's options for it; no upstream ever hears of them.
#pragma once

namespace rota::openai {

struct ReplyForm {
  bool include_usage = false;  ///< the client wants the usage at the end of its stream
  /// Calls are told as `function_call`, one in an answer and without an id: whoever declares `functions` instead of
  /// `tools` waits for that.
  bool legacy_calls = false;
};

}  // namespace rota::openai
