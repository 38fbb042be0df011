// Answer body: an upstream's answer that is read once it is whole.
// Knows how much of one is taken, and keeps those that another one goes on with; refuses to know what they say.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "base/result.h"
#include "base/sentence.h"

namespace rota::exchange {

/// An answer that does not fit beside what others hold, which is nobody's fault but Rota's.
[[nodiscard]] inline Failure crowded_answer() {
  Failure failure = busy_failure();
  failure.message = "The upstream's answer needs more memory than Rota has for it at the moment. Try again.";
  return failure;
}

class AnswerBody {
 public:
  /// `account` counts the body and outlives it; null: nobody does.
  explicit AnswerBody(Account* account) : account_(account), body_(account) {}

  /// Fails with the upstream's blame past limits::answer_body_bytes, those before included.
  [[nodiscard]] Status take(Bytes chunk) {
    if (before_bytes_ + body_.size() + chunk.size() > limits::answer_body_bytes) {
      return upstream_failure(sentence<"The upstream's answer is larger than "_s, limits::answer_body_bytes, " bytes."_s>);
    }
    body_.append(chunk);
    if (body_.exhausted()) return crowded_answer();
    return Done{};
  }
  void clear() {
    body_.clear();
    while (before_ != 0) earlier_[--before_].release();
    before_bytes_ = 0;
  }
  /// Another one goes on where this one stops, limits::answer_rounds times at the most: views of this one stay valid until
  /// clear().
  void begin_next() {
    before_bytes_ += body_.size();
    earlier_[before_++] = std::exchange(body_, Buffer(account_));
  }
  /// Valid until the next take() or clear().
  [[nodiscard]] Bytes view() const { return body_.view(); }

 private:
  Account* account_;
  Buffer body_;
  Buffer earlier_[limits::answer_rounds];
  std::size_t before_ = 0;  // how many of them there are
  std::size_t before_bytes_ = 0;
};

}  // namespace rota::exchange
