// Client allowance: whether one request may still be counted among those that its client may make.
// Knows the client's limits and what the pool has said of them; refuses to count (the pool does) and to ask (key_lease).
//
// An allowance is granted for one request and never lent ahead, so what an isolate holds is what its clients are being
// served: of a limit of N nothing waits anywhere unused, on however many isolates. One that a request did not need after
// all goes back (unused_allowances.h); those that an isolate takes to its grave count as made.
#pragma once

#include "exchange/context.h"

namespace rota::exchange {

class ClientAllowance {
 public:
  explicit ClientAllowance(Context& context) : context_(context) {}

  /// The request is counted, or nothing limits its client. A further attempt of the same request needs nothing.
  [[nodiscard]] bool has();
  /// What to ask the pool for; without an id when nothing is missing.
  [[nodiscard]] pool::ClientWish wish();
  /// A call is under way that asks for it.
  [[nodiscard]] bool asked() const { return asked_; }
  /// The pool's answer to that. False: the client is over its limit.
  [[nodiscard]] bool take(const pool::Allowance& answer, std::uint32_t shard);
  /// The pool's answer came too late for anybody to use.
  void decline(const pool::Allowance& answer, std::uint32_t shard);
  /// For an answer that needs no allowance: how the client stands with its limits, as far as this isolate knows.
  void show_known();
  /// The request has ended without a call of the upstream.
  void give_back();

 private:
  [[nodiscard]] pool::ClientWish limits() const;
  void show(const AllowanceMemory::Known& known);
  void return_some(std::uint32_t count, std::uint32_t minute, std::uint32_t shard);

  Context& context_;
  bool has_ = false;
  bool asked_ = false;
  bool counted_ = false;      // by the pool; the next two say where
  std::uint32_t minute_ = 0;
  std::uint32_t shard_ = 0;
};

}  // namespace rota::exchange
