// Stranger watch: who is made to wait without the pool object, and for how long.
#include "access/stranger_watch.h"

#include <catch2/catch_all.hpp>

using namespace rota;
using access::StrangerWatch;

namespace {
constexpr double now_ms = 1'800'000'000'000;
}

TEST_CASE("D1: a network that the pool object does not listen to waits here, a minute at the most") {
  StrangerWatch watch;
  CHECK(watch.held_ms(1, now_ms) == 0);
  watch.hold(1, 30 * second_ms, now_ms);
  watch.hold(2, 15 * minute_ms, now_ms);
  CHECK(watch.held_ms(1, now_ms) == 30 * second_ms);
  CHECK(watch.held_ms(2, now_ms) == minute_ms);
  CHECK(watch.held_ms(3, now_ms) == 0);
  CHECK(watch.held_ms(1, now_ms + 30 * second_ms) == 0);
  CHECK(watch.held_ms(1, now_ms - hour_ms) == 0);  // the clock has stepped back
  for (std::uint64_t network = 10; network < 10 + limits::door_addresses; ++network) {
    watch.hold(network, minute_ms, now_ms + 1);
  }
  CHECK(watch.held_ms(2, now_ms + 2) == 0);  // the one that is held longest ago is forgotten
}

TEST_CASE("D1: past so many wrong passwords in a minute no more of them are told, until it ends") {
  StrangerWatch watch;
  for (std::uint32_t i = 0; i < limits::strangers_per_minute; ++i) {
    CHECK(watch.full_ms(now_ms) == 0);
    watch.count(now_ms);
  }
  CHECK(watch.full_ms(now_ms) == minute_ms);
  CHECK(watch.full_ms(now_ms + minute_ms) == 0);
  watch.count(now_ms + minute_ms);
  CHECK(watch.full_ms(now_ms + minute_ms) == 0);
}

TEST_CASE("D1: networks of administrators are known, the latest of them") {
  StrangerWatch watch;
  CHECK_FALSE(watch.is_known(0));
  for (std::uint64_t network = 1; network <= limits::login_known + 1; ++network) watch.know(network);
  CHECK_FALSE(watch.is_known(1));
  CHECK(watch.is_known(2));
  CHECK(watch.is_known(limits::login_known + 1));
}
