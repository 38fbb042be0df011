// The reader of Gemini's answers to one request, whole or streamed.
// Knows what must be remembered between the request and its answer and from one event to the next: the names of
// functions, a call that comes in pieces, the open blocks, which models pause; refuses to know the fields (answer.h).
#pragma once

#include "dialect/dialect.h"
#include "dialect/gemini/reply/answer.h"
#include "dialect/gemini/request/function_name.h"

namespace rota::gemini {

class Reader final : public dialect::ReplyReader {
 public:
  /// `arena` outlives the reader.
  Reader(Arena& arena, Bytes model, bool streams);
  /// What the request's functions are called upstream; the request's writer fills it.
  [[nodiscard]] FunctionNames& names() { return names_; }

  void begin() override {
    kept_.partial = PartialCall();
    kept_.blocks.begin();
  }
  [[nodiscard]] Result<chat::Fragment> read(json::Value message, Arena& arena) override;
  [[nodiscard]] bool may_pause() const override { return pauses_; }

 private:
  FunctionNames names_;
  Kept kept_;
  bool pauses_;
};

}  // namespace rota::gemini
