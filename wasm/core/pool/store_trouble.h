// Store trouble: the spell during which the object's rows cannot be written: since when, why, and when to try again.
// Knows failures and times; refuses to know rows (row_keeper).
#pragma once

#include "base/backoff.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "pool/kept_complaint.h"
#include "store/spent_limit.h"

namespace rota::pool {

class StoreTrouble {
 public:
  /// Something could not be written. True when that is news: the spell begins, or has another reason.
  [[nodiscard]] bool fail(Bytes why, double now_ms) {
    const bool news = keep_complaint(why_, why) || !lasts_;
    lasts_ = true;
    if (tried_ || next_ms_ <= now_ms) next_ms_ = now_ms + store::wait_ms_after(why, backoff_.take(), now_ms);
    tried_ = false;
    return news;
  }
  /// What waits may be written. A clock that has stepped back makes nothing wait for long.
  [[nodiscard]] bool may_try(double now_ms) const {
    return !lasts_ || now_ms >= next_ms_ || next_ms_ - now_ms > limits::spent_retry_ms;
  }
  /// Everything that waits is being written now; fail() says when something of it was not.
  void attempt() { tried_ = lasts_; }
  /// Some time after attempt(): true when nothing has failed since, and the spell is over.
  [[nodiscard]] bool is_over() {
    if (!tried_) return false;
    *this = {};
    return true;
  }
  [[nodiscard]] bool lasts() const { return lasts_; }
  /// What the host said last; empty while all is well.
  [[nodiscard]] Bytes why() const { return why_.view(); }

 private:
  Buffer why_;
  bool lasts_ = false;
  bool tried_ = false;
  double next_ms_ = 0;
  Backoff backoff_{limits::write_behind_ms, limits::spent_retry_ms};
};

}  // namespace rota::pool
