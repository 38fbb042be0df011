// The rules of memory_budget.h.
#include "exchange/memory_budget.h"

#include <algorithm>

namespace rota::exchange {

Account& MemoryBudget::share_of(std::uint64_t sender) {
  // A multiplication spreads the seed over the bits above, so that only who knows it could choose a share.
  const std::uint64_t mixed = (sender ^ seed_) * 0x9E3779B97F4A7C15;
  Share& share = shares_[mixed >> 56];
  if (share.parent() == nullptr) share.move_to(&isolate_);
  return share;
}

MemoryBudget::Fit MemoryBudget::fit(const Account& account, std::size_t expected_bytes) const {
  const std::size_t counted = account.counted_bytes();
  const std::size_t bytes = expected_bytes > counted ? expected_bytes - counted : 0;
  const std::size_t total = isolate_.held_bytes();
  const std::size_t mine = account.parent()->held_bytes();
  const std::size_t my_others = mine - counted;
  const bool small = expected_bytes <= limits::small_request_bytes;
  const std::size_t reserve = small ? 0 : limits::memory_reserve_bytes;
  const bool has_room = total + bytes + reserve <= limits::memory_budget_bytes;
  if (small && total + bytes + limits::memory_reserve_bytes / 2 <= limits::memory_budget_bytes) return Fit::fits;
  const std::size_t others = total - mine;
  const std::size_t left_by_others = limits::memory_budget_bytes - std::min(others, limits::memory_budget_bytes);
  const bool within_share = my_others <= limits::memory_share_free_bytes || mine + bytes <= left_by_others / 4 * 3;
  if (!within_share) return Fit::over_share;
  return has_room ? Fit::fits : Fit::no_room;
}

bool MemoryBudget::admit(Account& account, std::size_t bytes) {
  if (fit(account, bytes) != Fit::fits) return false;
  // Small ones overtake: the reserve is theirs.
  if (bytes > limits::small_request_bytes) {
    for (const Waiter& waiter : line_) {
      if (fit(*waiter.account, waiter.bytes) != Fit::over_share) return false;
    }
  }
  account.expect(bytes);
  return true;
}

bool MemoryBudget::line_up(Account& account, std::size_t bytes, std::uint32_t token) {
  if (line_.size() == limits::memory_waiters) return false;
  line_.push({&account, bytes, token});
  return true;
}

bool MemoryBudget::withdraw(const Account& account) {
  for (std::size_t i = 0; i < line_.size(); ++i) {
    if (line_[i].account != &account) continue;
    for (std::size_t at = i + 1; at < line_.size(); ++at) line_[at - 1] = line_[at];
    line_.resize(line_.size() - 1);
    return true;
  }
  return false;
}

void MemoryBudget::admit_waiting(Actions& out) {
  bool room = true;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < line_.size(); ++i) {
    const Waiter waiter = line_[i];
    const Fit found = fit(*waiter.account, waiter.bytes);
    const bool small = waiter.bytes <= limits::small_request_bytes;
    if (found == Fit::fits && (room || small)) {
      waiter.account->expect(waiter.bytes);
      out.nudge(waiter.token);
      continue;
    }
    // Nobody large overtakes one that only waits for room, or it might wait for ever.
    if (found == Fit::no_room && !small) room = false;
    line_[kept++] = waiter;
  }
  line_.resize(kept);
}

}  // namespace rota::exchange
