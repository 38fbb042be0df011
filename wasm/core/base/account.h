// Account: how many bytes somebody holds, and on whose behalf: a request, its sender, the isolate.
// Knows sums and bounds; refuses to allocate, to wait or to choose who comes next (exchange/memory_budget.h).
#pragma once

#include <cstddef>

#include "base/limits.h"
#include "base/result.h"

namespace rota {

/// What does not fit beside what others hold: 503, come back in a moment.
[[nodiscard]] Failure busy_failure();

/// Counts what arenas and buffers that name it hold, and counts for its parent in turn. Passing the bound stops nobody:
/// whoever does work in proportion to what was sent asks exhausted() between elements and gives up with shortage().
class Account {
 public:
  /// `parent` outlives the account or is null.
  explicit Account(Account* parent, std::size_t bound_bytes) : parent_(parent), bound_bytes_(bound_bytes) {}
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  ~Account() {
    if (parent_ != nullptr) parent_->refund(counted_bytes_);
  }

  void charge(std::size_t bytes) { recount(0, bytes); }
  /// Gives back what was charged.
  void refund(std::size_t bytes) { recount(bytes, 0); }
  /// What was charged with the first is the second from now on.
  void recount(std::size_t before_bytes, std::size_t after_bytes) {
    held_bytes_ = held_bytes_ - before_bytes + after_bytes;
    settle();
  }
  /// Counts at least so much from now on, for what is on its way; 0 ends that.
  void expect(std::size_t bytes) {
    expected_bytes_ = bytes;
    settle();
  }
  /// Counts for another parent from now on.
  void move_to(Account* parent) {
    if (parent_ != nullptr) parent_->refund(counted_bytes_);
    parent_ = parent;
    if (parent_ != nullptr) parent_->charge(counted_bytes_);
  }

  [[nodiscard]] std::size_t held_bytes() const { return held_bytes_; }
  /// What is held, or what is expected where that is more.
  [[nodiscard]] std::size_t counted_bytes() const { return counted_bytes_; }
  [[nodiscard]] Account* parent() const { return parent_; }

  /// So much more may be held: by this account, and by its parents unless this one holds no more than a small request
  /// does, so that small ones go on while a large one is refused.
  [[nodiscard]] bool has_room(std::size_t bytes) const {
    const std::size_t held = held_bytes_ + bytes;
    return held <= bound_bytes_ && (held <= limits::small_request_bytes || has_parents_room(bytes));
  }
  /// More is held than may be.
  [[nodiscard]] bool exhausted() const { return !has_room(0); }
  /// Why an account without room for `bytes` more has none: the request is too large by itself (413), or others hold too
  /// much (503).
  [[nodiscard]] Failure shortage(std::size_t bytes = 0) const;

 private:
  [[nodiscard]] bool has_parents_room(std::size_t bytes) const {
    for (const Account* at = parent_; at != nullptr; at = at->parent_) {
      if (at->held_bytes_ + bytes > at->bound_bytes_) return false;
    }
    return true;
  }
  void settle() {
    const std::size_t counted = held_bytes_ > expected_bytes_ ? held_bytes_ : expected_bytes_;
    if (counted == counted_bytes_) return;
    if (parent_ != nullptr) parent_->recount(counted_bytes_, counted);
    counted_bytes_ = counted;
  }

  Account* parent_;
  std::size_t bound_bytes_;
  std::size_t held_bytes_ = 0;
  std::size_t expected_bytes_ = 0;
  std::size_t counted_bytes_ = 0;
};

/// Something held that no arena or buffer counts, as long as this lives: a body that the host copies.
class Charge {
 public:
  explicit Charge(Account* account) : account_(account) {}
  Charge(const Charge&) = delete;
  Charge& operator=(const Charge&) = delete;
  ~Charge() { hold(0); }

  /// So many bytes in the place of those before.
  void hold(std::size_t bytes) {
    if (account_ != nullptr) account_->recount(bytes_, bytes);
    bytes_ = bytes;
  }

 private:
  Account* account_;
  std::size_t bytes_ = 0;
};

}  // namespace rota
