// Machine tables: a machine's phase moves along its table, and hears what the table lists.
#include <catch2/catch_all.hpp>

#include "base/machine_table.h"

using namespace rota;

namespace {

enum class Light : std::uint8_t { red, green, off };

constexpr Transition<Light> lights[] = {
    {Light::red, started, to(Light::green)},
    {Light::green, Kind::timer, to(Light::red, Light::off)},
};

}  // namespace

TEST_CASE("a machine hears the events that its table lists for its phase, and no others") {
  Track<lights> light(Light::red);
  CHECK(light.hears(started));
  CHECK_FALSE(light.hears(Kind::timer));
  light.move(started, Light::green);
  CHECK(light.is(Light::green));
  CHECK(light.hears(Kind::timer));
  CHECK_FALSE(light.hears(started));
  light.move(Kind::timer, Light::off);
  CHECK(light.phase() == Light::off);
  CHECK_FALSE(light.hears(Kind::timer));
}

TEST_CASE("a set of phases has a bit for each") { STATIC_REQUIRE(to(Light::red, Light::off) == 5); }
