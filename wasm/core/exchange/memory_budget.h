// Memory budget: whose large request is read next, and whose waits.
// Knows what an isolate's requests hold, what each sender's share of it is, and the queue; refuses to know what a request
// is. Accounts count (base/account.h), this decides.
//
// The rules: a request is admitted with all that it will hold, as far as its announced length tells. Large ones leave a
// reserve, of which one half is for small requests of anybody and the other for those within their sender's share. That
// is three quarters of what others leave, so that there is always something left for the next one; but who holds next to
// nothing may always bring one request that fits. Who does not fit waits in a line; a sender that is over its share
// holds up nobody behind it.
#pragma once

#include "base/account.h"
#include "base/message.h"

namespace rota::exchange {

class MemoryBudget {
 public:
  /// `request_bytes`: what one request may hold by itself.
  explicit MemoryBudget(std::uint64_t seed, std::size_t request_bytes) : seed_(seed), request_bytes_(request_bytes) {}

  [[nodiscard]] std::size_t request_bytes() const { return request_bytes_; }
  /// What counts everything. Outlives every account of a request.
  [[nodiscard]] Account& isolate() { return isolate_; }
  /// What counts the requests of a sender; `sender`: a fingerprint. A few senders may share one, nobody can choose which.
  [[nodiscard]] Account& share_of(std::uint64_t sender);

  /// True: the account, whose parent is a share, expects `bytes` in all from now on.
  [[nodiscard]] bool admit(Account& account, std::size_t bytes);
  /// Waits in the line for that. False when the line is full. `token`: of the wait that a nudge ends once the account
  /// has been admitted. The account must not move, and leaves the line before it ends.
  [[nodiscard]] bool line_up(Account& account, std::size_t bytes, std::uint32_t token);
  /// Out of the line. False when the account was not in it: it has been admitted.
  bool withdraw(const Account& account);
  /// Admits whoever fits by now, and nudges them. After every step in which something may have been given back.
  void admit_waiting(Actions& out);

 private:
  struct Waiter {
    Account* account;
    std::size_t bytes;
    std::uint32_t token;
  };
  enum class Fit : std::uint8_t { fits, over_share, no_room };
  [[nodiscard]] Fit fit(const Account& account, std::size_t expected_bytes) const;

  static constexpr std::size_t shares = 256;
  struct Share : Account {
    Share() : Account(nullptr, ~std::size_t{0}) {}
  };

  std::uint64_t seed_;
  std::size_t request_bytes_;
  Account isolate_{nullptr, limits::memory_most_bytes};
  Share shares_[shares];
  Array<Waiter> line_;
};

}  // namespace rota::exchange
