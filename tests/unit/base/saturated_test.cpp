// Doubles that fit no integer.
#include "base/saturated.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>

using namespace rota;

TEST_CASE("what does not fit becomes the nearest that does, what is no number nothing") {
  CHECK(saturated<std::uint16_t>(65534.9) == 65534);
  CHECK(saturated<std::uint16_t>(65535) == 65535);
  CHECK(saturated<std::uint16_t>(65536) == 65535);
  CHECK(saturated<std::uint16_t>(1e300) == 65535);
  CHECK(saturated<std::uint16_t>(-1) == 0);
  CHECK(saturated<std::uint16_t>(std::nan("")) == 0);
  CHECK(saturated<int>(-1e300) == INT32_MIN);
  CHECK(saturated<int>(-7.5) == -7);
  CHECK(saturated<std::int64_t>(9.3e18) == INT64_MAX);
}
