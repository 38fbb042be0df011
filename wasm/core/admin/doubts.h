// Doubts: changes of which D1 has not said whether it made them, until it says so.
// Knows their ids; refuses to know what they changed. An id that was settled as not made is never made later: see
// store/writes.h.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "base/message.h"

namespace rota::admin {

class Doubts {
 public:
  /// The change was made or not, nobody knows. Past limits::admin_operations of them it is forgotten.
  void add(Bytes id);
  /// D1 answers again: it is asked about the oldest, one at a time.
  void ask(double now_ms, Actions& out);
  /// The answer to that, or its failure. The log says what came of the change.
  void take_answer(const Event& event, Actions& out);

 private:
  Buffer ids_;  // a line each
  bool asking_ = false;
};

}  // namespace rota::admin
