// Numbers of JSON: where they end or break, which are integers, and which double is nearest.
#include <catch2/catch_all.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "json/number.h"

using namespace rota;
using namespace rota::json;

TEST_CASE("a number ends where its grammar does") {
  struct Case {
    Bytes text;
    std::size_t end;
    bool valid;
  };
  const Case cases[] = {
      {"0", 1, true},         {"-0", 2, true},   {"01", 1, true},     {"120,", 3, true}, {"1.50]", 4, true},
      {"-1.5E+10}", 8, true}, {"0e0", 3, true},  {"1e-7x", 4, true},  {"", 0, false},    {"-", 1, false},
      {"+1", 0, false},       {".5", 0, false},  {"-a", 1, false},    {"1.", 2, false},  {"1.e5", 2, false},
      {"1e", 2, false},       {"1e+", 3, false}, {"1e+-1", 3, false}, {"NaN", 0, false},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    const NumberEnd end = skip_number(c.text, 0);
    CHECK(end.at == c.end);
    CHECK(end.valid == c.valid);
  }
  CHECK(skip_number("[12,3]", 1).at == 3);
  CHECK(!skip_number("12", 2).valid);
}

TEST_CASE("an integer is one however it is spelt") {
  const std::pair<Bytes, std::int64_t> cases[] = {
      {"0", 0},
      {"-0", 0},
      {"-7", -7},
      {"1.0", 1},
      {"1e3", 1000},
      {"1.25e2", 125},
      {"1200e-2", 12},
      {"0.001e3", 1},
      {"0e999999999999999999999", 0},
      {"0.000", 0},
      {"9007199254740992", 9007199254740992},
      {"-9007199254740992", -9007199254740992},
      {"9007199254740990", 9007199254740990},
      {"9.007199254740992e15", 9007199254740992},
      {"1000000000000000000000e-20", 10},
      {"1.00000000000000000000000000000000", 1},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    std::int64_t value = 42;
    CHECK(to_integer(text, value));
    CHECK(value == expected);
  }
}

TEST_CASE("a fraction and what is past 2^53 are no integers and leave the place alone") {
  for (const Bytes text : {"0.5", "-1.1", "1e-1", "15e-1", "9007199254740993", "-9007199254740993",
                           "9007199254740993.0", "1e16", "1e400", "1e-400", "1e99999999999999999999",
                           "1e-99999999999999999999", "1234567890123456789", "1.0000000000000000000000001"}) {
    INFO(text);
    std::int64_t value = 42;
    CHECK(!to_integer(text, value));
    CHECK(value == 42);
  }
}

TEST_CASE("a double is the nearest one, on the short way and on the long") {
  const std::pair<Bytes, double> cases[] = {
      {"0.1", 0.1},
      {"-2.5e-3", -0.0025},
      {"1e22", 1e22},
      {"1e23", 1e23},
      {"1e-22", 1e-22},
      {"1e-23", 1e-23},
      {"3.141592653589793", 3.141592653589793},
      {"9007199254740993", 9007199254740992.0},
      {"9007199254740995", 9007199254740996.0},
      {"123456789012345678901234567890", 123456789012345678901234567890.0},
      {"0.30000000000000004440892098500626", 0.30000000000000004},
      {"1.7976931348623157e308", std::numeric_limits<double>::max()},
      {"5e-324", std::numeric_limits<double>::denorm_min()},
      {"1e-400", 0.0},
      {"0e400", 0.0},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(to_double(text) == expected);
  }
  CHECK(to_double("1e400") == std::numeric_limits<double>::infinity());
  CHECK(to_double("-1e400") == -std::numeric_limits<double>::infinity());
  CHECK(std::signbit(to_double("-0")));
  CHECK(!std::signbit(to_double("0.0")));
}
