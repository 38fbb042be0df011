// Passing silence: whether an answer that passes as it is has said anything yet, and whether it ended without.
// Knows that an empty answer is a habit of upstreams that another try usually mends (chat::Progress); refuses to know
// any dialect's words (dialect::Finish).
#pragma once

#include "dialect/dialect.h"

namespace rota::exchange {

class PassingSilence {
 public:
  /// An empty answer may be asked for once more.
  void watch() { watches_ = true; }

  /// An attempt's answer begins.
  void begin() {
    waits_ = watches_;
    progress_ = {};
    memory_.reset();
  }
  /// Nothing has been said yet that a client should see, so what has come may be held back.
  [[nodiscard]] bool waits() const { return waits_; }
  /// Notes a message of the answer, or the whole of one that came as a list of them.
  void note(json::Value message, const dialect::UpstreamDialect& upstream);
  /// It is finished, gives no reason to be empty, and is.
  [[nodiscard]] bool is_empty_answer() const {
    return waits_ && progress_.finished() && !progress_.answered() && !progress_.has_reason_to_be_empty();
  }
  /// The second one is what it is.
  void give_up() { watches_ = false; }

 private:
  void note_one(json::Value message, const dialect::UpstreamDialect& upstream);

  bool watches_ = false;
  bool waits_ = false;
  chat::Progress progress_;  // in memory_
  Arena memory_;
};

}  // namespace rota::exchange
