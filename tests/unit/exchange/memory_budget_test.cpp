// H1: who may hold how much, and who waits for whom.
#include "exchange/memory_budget.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>
#include <vector>

namespace rota::exchange {
namespace {

constexpr std::size_t mb = 1024 * 1024;

/// Requests of senders at one budget.
struct Isolate {
  MemoryBudget budget{7, limits::request_memory_bytes};
  std::vector<std::unique_ptr<Account>> requests;
  Arena arena;

  Account& open(std::uint64_t sender) {
    requests.push_back(std::make_unique<Account>(nullptr, limits::request_memory_bytes));
    requests.back()->move_to(&budget.share_of(sender));
    return *requests.back();
  }
  bool admits(std::uint64_t sender, std::size_t bytes) { return budget.admit(open(sender), bytes); }
  /// The waits that end now.
  std::vector<std::uint32_t> nudged() {
    Actions out(arena);
    budget.admit_waiting(out);
    std::vector<std::uint32_t> tokens;
    for (const Action& action : out.list()) tokens.push_back(action.token);
    return tokens;
  }
};

/// Two senders whose shares differ.
constexpr std::uint64_t hog = 1;
constexpr std::uint64_t other = 2;

}  // namespace

TEST_CASE("H1: a sender with nothing open may bring the largest request there is, and no second one beside it") {
  Isolate isolate;
  CHECK(isolate.admits(hog, 40 * mb));
  CHECK_FALSE(isolate.admits(hog, mb));
  CHECK(isolate.admits(other, 3 * mb));
}

TEST_CASE("H1: three quarters of what others leave, at the bound, below and above it") {
  constexpr std::size_t share = limits::memory_budget_bytes / 4 * 3;
  Isolate isolate;
  REQUIRE(isolate.admits(hog, 2 * mb));
  CHECK_FALSE(isolate.admits(hog, share - 2 * mb + 1));
  CHECK(isolate.admits(hog, share - 2 * mb));
  Isolate shared;
  REQUIRE(shared.admits(other, 8 * mb));
  REQUIRE(shared.admits(hog, 2 * mb));
  constexpr std::size_t left = (limits::memory_budget_bytes - 8 * mb) / 4 * 3;
  CHECK_FALSE(shared.admits(hog, left - 2 * mb + 1));
  CHECK(shared.admits(hog, left - 2 * mb));
}

TEST_CASE("H1: the reserve is for small requests alone") {
  Isolate isolate;
  constexpr std::size_t large = limits::memory_budget_bytes - limits::memory_reserve_bytes;
  REQUIRE(isolate.admits(hog, large));
  CHECK_FALSE(isolate.admits(other, limits::small_request_bytes + 1));
  int small = 0;
  while (isolate.admits(other, limits::small_request_bytes)) ++small;
  CHECK(small == limits::memory_reserve_bytes / limits::small_request_bytes / 4 * 3);
}

TEST_CASE("H1: what is given back goes to whoever waits longest and fits") {
  Isolate isolate;
  Account& first = isolate.open(hog);
  REQUIRE(isolate.budget.admit(first, 30 * mb));
  REQUIRE(isolate.budget.line_up(isolate.open(hog), 20 * mb, 11));    // over its share
  REQUIRE(isolate.budget.line_up(isolate.open(other), 15 * mb, 12));  // no room
  Account& third = isolate.open(3);
  REQUIRE_FALSE(isolate.budget.admit(third, 14 * mb));  // it would fit, but not overtake
  REQUIRE(isolate.budget.line_up(third, 14 * mb, 13));
  CHECK(isolate.nudged().empty());
  first.expect(0);
  CHECK(isolate.nudged() == std::vector<std::uint32_t>{11, 12});
  CHECK(isolate.nudged().empty());
  CHECK(isolate.budget.withdraw(third));
  CHECK_FALSE(isolate.budget.withdraw(third));
}

TEST_CASE("H1: the line has an end") {
  Isolate isolate;
  Account& waiting = isolate.open(hog);
  for (std::size_t i = 0; i < limits::memory_waiters; ++i) REQUIRE(isolate.budget.line_up(waiting, mb, 1));
  CHECK_FALSE(isolate.budget.line_up(waiting, mb, 1));
}

TEST_CASE("H1: an account past its bound says 413, one that others crowd out 503; small ones go on") {
  Account isolate{nullptr, 10 * mb};
  Account request{&isolate, 4 * mb};
  Account small{&isolate, 4 * mb};
  Charge held(&request);
  held.hold(4 * mb);
  CHECK_FALSE(request.exhausted());
  held.hold(4 * mb + 1);
  CHECK(request.exhausted());
  CHECK(request.shortage().status == 413);
  held.hold(mb);
  isolate.charge(10 * mb);
  CHECK(request.exhausted());
  CHECK(request.shortage().status == 503);
  CHECK(request.shortage().retry_after_ms == limits::memory_retry_ms);
  small.charge(limits::small_request_bytes);
  CHECK_FALSE(small.exhausted());
  isolate.refund(10 * mb);
}

TEST_CASE("H1: what is expected counts until it is here, and all is given back at the end") {
  Account isolate{nullptr, 10 * mb};
  {
    Account request{&isolate, 4 * mb};
    request.expect(2 * mb);
    CHECK(isolate.held_bytes() == 2 * mb);
    Arena arena(&request);
    Buffer buffer(&request);
    buffer.reserve(mb);
    (void)arena.allocate(mb / 2, 1);
    CHECK(isolate.held_bytes() == 2 * mb);
    buffer.reserve(3 * mb);
    CHECK(isolate.held_bytes() == request.held_bytes());
    CHECK(request.held_bytes() >= 3 * mb + mb / 2);
    request.expect(0);
    arena.reset();
    Buffer moved = std::move(buffer);
    moved.release();
    CHECK(request.held_bytes() == arena.reserved_bytes());
  }
  CHECK(isolate.held_bytes() == 0);
}

}  // namespace rota::exchange
