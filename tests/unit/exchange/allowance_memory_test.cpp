// What is remembered of clients' limits, and for how long.
#include "exchange/allowance_memory.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;
using exchange::AllowanceMemory;

TEST_CASE("D3 allowance memory: the last that was said, until its minute or day ends") {
  AllowanceMemory memory;
  CHECK(memory.find(7, 0) == nullptr);
  CHECK(memory.find(0, 0) == nullptr);
  memory.note({7, 40, 39, 1000});
  memory.note({7, 40, 38, 1000});
  memory.note({8, 5, 0, 9000});
  REQUIRE(memory.find(7, 999) != nullptr);
  CHECK(memory.find(7, 999)->remaining == 38);
  CHECK(memory.find(7, 1000) == nullptr);
  CHECK(memory.find(8, 1000)->limit == 5);
  CHECK(memory.find(9, 0) == nullptr);
}

TEST_CASE("H1 allowance memory: of more clients than it has room for the earliest is forgotten") {
  AllowanceMemory memory;
  for (std::uint64_t client = 1; client <= limits::allowances_known + 1; ++client) memory.note({client, 1, 1, 1});
  CHECK(memory.find(1, 0) == nullptr);
  CHECK(memory.find(2, 0) != nullptr);
  CHECK(memory.find(limits::allowances_known + 1, 0) != nullptr);
}
