// Text table: one number a text, found again whatever the growth.
#include <catch2/catch_all.hpp>
#include <string>

#include "base/text_table.h"

using namespace rota;

TEST_CASE("texts are numbered in the order of their coming") {
  TextTable table;
  CHECK(table.find("a") == no_place);
  CHECK(table.add("a") == 0);
  CHECK(table.add("") == 1);
  CHECK(table.add("a") == 0);
  CHECK(table.find("") == 1);
  CHECK(table.find("b") == no_place);
  CHECK(table.size() == 2);
  CHECK(table.text(0) == "a");
  CHECK(table.text(1).empty());
}

TEST_CASE("a thousand texts keep their numbers, and none is left after clear") {
  TextTable table;
  for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(table.add("text " + std::to_string(i)) == i);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    REQUIRE(table.find("text " + std::to_string(i)) == i);
    REQUIRE(table.text(i) == "text " + std::to_string(i));
  }
  CHECK(table.find("text 1000") == no_place);
  table.clear();
  CHECK(table.size() == 0);
  CHECK(table.find("text 1") == no_place);
  CHECK(table.add("text 1") == 0);
}
