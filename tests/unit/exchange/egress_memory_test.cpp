// The memory of a refused place: how long it lasts, and that the objects elsewhere take turns.
#include "exchange/egress_memory.h"

#include <catch2/catch_all.hpp>

using namespace rota;
using exchange::EgressMemory;

TEST_CASE("G5 H11 a place that was refused stays so for half an hour, and no longer") {
  constexpr double refused_ms = 1e12;
  EgressMemory memory;
  CHECK_FALSE(memory.is_refused(refused_ms));
  memory.note_refusal(refused_ms);
  CHECK(memory.is_refused(refused_ms));
  CHECK(memory.is_refused(refused_ms + limits::egress_memory_ms - 1));
  CHECK_FALSE(memory.is_refused(refused_ms + limits::egress_memory_ms));
  CHECK_FALSE(memory.is_refused(refused_ms + limits::egress_memory_ms + 1));
}

TEST_CASE("G5 H11 a clock that has stepped back ends it, the next refusal begins anew") {
  EgressMemory memory;
  memory.note_refusal(5000);
  CHECK_FALSE(memory.is_refused(4999));
  memory.note_refusal(4000);
  CHECK(memory.is_refused(4000));
}

TEST_CASE("G5 H11 calls elsewhere go out by each object in turn") {
  EgressMemory memory;
  for (std::uint32_t round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < limits::egress_objects; ++i) CHECK(memory.next_object() == i);
  }
}
