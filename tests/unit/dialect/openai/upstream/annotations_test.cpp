// Characters to octets.
#include "dialect/openai/upstream/annotations.h"

#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

TEST_CASE("H7: a character's place is found among characters of every width, however the text was cut") {
  Arena arena;
  const std::string text = "ab\u00e9\u20ac\U0001F600\u20acz";
  openai::CharacterPlaces places;
  places.add(Bytes(text).substr(0, 4), arena);
  places.add(Bytes(text).substr(4), arena);
  const std::int64_t expected[] = {0, 1, 2, 4, 7, 11, 14, 15};
  for (std::int64_t i = 0; i < 8; ++i) CHECK(places.octets_before(i) == expected[i]);
  CHECK(places.octets_before(8) == -1);
  CHECK(places.octets_before(-1) == -1);
}

TEST_CASE("H1: a text whose characters change their width all the time is not followed for ever") {
  Arena arena;
  openai::CharacterPlaces places;
  std::string text;
  for (std::size_t i = 0; i < limits::cited_runs; ++i) text += i % 2 == 0 ? "a" : "\u00e9";
  places.add(text, arena);
  CHECK(places.octets_before(static_cast<std::int64_t>(limits::cited_runs)) == static_cast<std::int64_t>(text.size()));
  places.add("a", arena);
  CHECK(places.octets_before(static_cast<std::int64_t>(limits::cited_runs) + 1) == -1);
  CHECK(places.octets_before(3) == 4);
}
