// Retry policy: whether a failed attempt is followed by another, and when.
// Knows attempts, what they cost, and the client's patience with failures that are no key's fault; refuses to know keys
// and bodies.
#pragma once

#include "base/backoff.h"
#include "base/limits.h"
#include "pool/verdict.h"

namespace rota::exchange {

class RetryPolicy {
 public:
  /// `attempts_max`: calls that one question to the upstream may take, where each may have cost an answer. A refusal by a
  /// limit costs nothing, so limits::cheap_attempts of these count as one; an upstream that failed has most likely made
  /// no answer, so two of these do. With an `attempts_max` of 1 nothing is tried again.
  explicit RetryPolicy(std::uint32_t attempts_max) : attempts_max_(attempts_max) {}

  /// A model of a chain is asked, with its own attempts and its own patience. Of the calls that a request may take,
  /// limits::chain_calls are kept for each of the `later` models that may follow.
  void begin_model(std::uint32_t later) {
    const std::uint32_t called = called_before_ + calls_;
    *this = RetryPolicy(attempts_max_);
    called_before_ = called;
    kept_ = later * limits::chain_calls;
  }
  /// A call of the upstream begins.
  void count() {
    ++calls_;
    spent_ += limits::cheap_attempts;
  }
  /// The next page or batch is a question of its own, with its own attempts.
  void begin_question() { calls_ = spent_ = 0; }
  [[nodiscard]] bool has_attempts() const {
    const bool never_again = attempts_max_ == 1 && calls_ != 0;
    return !never_again && called_before_ + calls_ + kept_ < limits::attempts_max && spent_ < attempts_max_ * limits::cheap_attempts;
  }
  /// Whether to try once more after a failure that was so judged, `since_ms` after the request came; uses up patience
  /// where nobody's key is at fault.
  [[nodiscard]] bool may_retry(const pool::Verdict& verdict, double since_ms) {
    if (!verdict.retry) return false;
    spent_ -= limits::cheap_attempts - price_of(verdict.cause);
    if (!has_attempts()) return false;
    if (calls_ >= attempts_max_ && since_ms > limits::cheap_attempts_ms) return false;
    if (verdict.cause == pool::Cause::too_large && ++too_large_ == too_large_most) return false;
    const std::int32_t cost = cost_of(verdict.cause, since_ms);
    patience_ -= cost;
    if (cost != 0) ++nobodys_;
    return patience_ >= 0;
  }
  /// How long to wait before that: what is nobody's fault passes with time, and longer the longer it has lasted. Once for
  /// each failure.
  [[nodiscard]] double pause_ms(const pool::Verdict& verdict) {
    return cost_of(verdict.cause, 0) == 0 || nobodys_ <= at_once ? 0 : pause_.take();
  }

 private:
  static constexpr std::uint32_t at_once = 2;         // the first two of these may be the key's or the route's bad luck
  static constexpr std::uint32_t too_large_most = 2;  // two keys say the same: it is the request

  /// Of an attempt that failed so, in cheap attempts.
  [[nodiscard]] static std::uint32_t price_of(pool::Cause cause) {
    switch (cause) {
      case pool::Cause::minute_limit:
      case pool::Cause::day_limit:
      case pool::Cause::busy_limit:
      case pool::Cause::model_not_in_tier:
      case pool::Cause::model_denied:
        return 1;
      case pool::Cause::server_error:
      case pool::Cause::unreachable:
        return limits::cheap_attempts / 2;
      default:
        return limits::cheap_attempts;
    }
  }

  /// In patience. The client has been kept waiting for a minute by a silence: one more try; a wrong location will be
  /// wrong again from the same place, likewise.
  [[nodiscard]] static std::int32_t cost_of(pool::Cause cause, double since_ms) {
    switch (cause) {
      case pool::Cause::server_error:
      case pool::Cause::unreachable:
        return 1;
      case pool::Cause::timeout:
        return since_ms > limits::silence_patience_ms ? limits::upstream_patience : 1;
      case pool::Cause::location:
        return limits::upstream_patience;
      default:
        return 0;
    }
  }

  std::uint32_t attempts_max_;
  std::uint32_t calls_ = 0;          // of this question to this model
  std::uint32_t called_before_ = 0;  // for earlier models of a chain
  std::uint32_t kept_ = 0;           // for later ones
  std::uint32_t spent_ = 0;      // in cheap attempts
  std::uint32_t too_large_ = 0;  // how often the request was found too large
  std::uint32_t nobodys_ = 0;    // failures that were no key's fault
  std::int32_t patience_ = limits::upstream_patience;
  Backoff pause_{limits::spaced_retry_ms, limits::spaced_retry_max_ms};
};

}  // namespace rota::exchange
