// Single precision: the halfway cases, and decimals that read back as the same float.
#include <catch2/catch_all.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/random.h"
#include "json/float32.h"

using namespace rota;

namespace {

std::string written(double value) {
  Buffer out;
  json::append_float32(out, value);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("float32: decimals become the nearest float, as the C library has it") {
  for (const char* text : {"0", "-0.0", "1", "0.1", "-0.012345678", "16777217", "16777219", "33554431", "3.4028235e38",
                           "1e-45", "7e-46", "1.17549435e-38", "1.1754942e-38", "1e-60", "0.000000059604648328104515",
                           "4.9e-324", "1.00000005960464477539"}) {
    CHECK(json::to_float32(text) == std::strtof(text, nullptr));
  }
  CHECK(std::isinf(json::to_float32("1e39")));
  Random random(7);
  for (int i = 0; i < 200000; ++i) {
    char text[40];
    const double value = static_cast<double>(random.next() >> 11) * 0x1p-53;
    std::snprintf(text, sizeof text, "%.*g", 5 + static_cast<int>(random.below(12)), (value - 0.5) * 0.3);
    REQUIRE(json::to_float32(text) == std::strtof(text, nullptr));
  }
}

TEST_CASE("float32: a decimal near the middle of two floats goes to its own side") {
  // 1 + 2^-24 lies in the middle of 1 and the next float; doubles cannot tell these apart from it.
  CHECK(json::to_float32("1.000000059604644775390625") == 1.0F);
  CHECK(json::to_float32("1.00000005960464477539062500000001") == std::strtof("1.0000001", nullptr));
  CHECK(json::to_float32("1.00000005960464477539062499999999") == 1.0F);
  CHECK(json::to_float32("-1.00000005960464477539062500000001") == std::strtof("-1.0000001", nullptr));
  CHECK(json::to_float32("100000005960464477539062500000001e-32") == std::strtof("1.0000001", nullptr));
  // 1 + 3 * 2^-24: ties go to even, which is up
  CHECK(json::to_float32("1.000000178813934326171875") == std::strtof("1.00000024", nullptr));
  CHECK(json::to_float32("1.00000017881393432617187499999999") == std::strtof("1.0000001", nullptr));
  Random random(11);
  for (int i = 0; i < 20000; ++i) {
    const auto bits = static_cast<std::uint32_t>(0x3C000000U + random.below(0x03800000U));
    float low = 0;
    std::memcpy(&low, &bits, sizeof low);
    const double middle = (static_cast<double>(low) + static_cast<double>(std::nextafterf(low, 1))) / 2;
    char text[80];
    std::snprintf(text, sizeof text, "%.40f", middle);
    std::string nudged(text);
    nudged += "1";
    REQUIRE(json::to_float32(nudged) == std::strtof(nudged.c_str(), nullptr));
    REQUIRE(json::to_float32(text) == std::strtof(text, nullptr));
  }
}

TEST_CASE("float32: nine digits read back as the same float") {
  CHECK(written(0) == "0");
  CHECK(written(1) == "1");
  CHECK(written(-0.5) == "-0.5");
  CHECK(written(0.000001) == "0.000001");
  CHECK(written(1e-9) == "1e-9");
  CHECK(written(0.9999999999) == "1");
  CHECK(written(123456) == "1.23456e5");
  Random random(5);
  for (int i = 0; i < 100000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random.next());
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    REQUIRE(std::strtof(written(static_cast<double>(value)).c_str(), nullptr) == value);
  }
}
