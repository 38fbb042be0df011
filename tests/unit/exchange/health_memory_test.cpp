// Health memory: how long an answer is given again, and who waits for the next.
#include "exchange/health_memory.h"

#include <catch2/catch_all.hpp>

using namespace rota;
using exchange::Health;
using exchange::HealthMemory;

namespace {
constexpr double now_ms = 1'800'000'000'000;
}

TEST_CASE("F8: an answer is given again for limits::health_ms, and while the next is being asked for") {
  HealthMemory memory;
  CHECK(memory.known(now_ms) == nullptr);
  Health health;
  health.reached = true;
  health.census.ready = 7;
  health.trouble = "It storms.";
  memory.keep(health, now_ms);
  REQUIRE(memory.known(now_ms + limits::health_ms - 1) != nullptr);
  CHECK(memory.known(now_ms)->census.ready == 7);
  CHECK(memory.known(now_ms)->trouble == "It storms.");
  CHECK(memory.age_ms(now_ms + 5) == 5);
  const double later_ms = now_ms + limits::health_ms;
  CHECK(memory.known(later_ms) == nullptr);
  memory.begin(later_ms);
  CHECK(memory.known(later_ms) != nullptr);
  memory.give_up();
  CHECK(memory.known(later_ms) == nullptr);
  CHECK(memory.known(now_ms - day_ms) == nullptr);  // the clock has stepped back
}

TEST_CASE("F8: so many wait for an answer, and each is taken once") {
  HealthMemory memory;
  CHECK_FALSE(memory.is_asked(now_ms));
  memory.begin(now_ms);
  CHECK(memory.is_asked(now_ms));
  CHECK_FALSE(memory.is_asked(now_ms + limits::wait_for_lease_ms));
  for (std::uint32_t token = 1; token <= limits::health_waiters; ++token) CHECK(memory.add_waiter(token));
  CHECK_FALSE(memory.add_waiter(99));
  std::size_t woken = 0;
  while (memory.next_waiter() != 0) ++woken;
  CHECK(woken == limits::health_waiters);
}
