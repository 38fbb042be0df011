// The name tree against a list that is gone through from its front.
#include "base/name_tree.h"

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "base/random.h"

using namespace rota;

namespace {

struct Named {
  Arena arena;
  NameTree tree;
  std::vector<std::string> names;

  Bytes operator()(std::uint32_t place) const { return names[place]; }
  [[nodiscard]] std::uint32_t find(const std::string& name) const {
    return tree.find(name, [this](std::uint32_t place) { return (*this)(place); });
  }
  std::uint32_t add(const std::string& name) {
    const std::uint32_t known = tree.find_or_add(arena, name, static_cast<std::uint32_t>(names.size()),
                                                 [this](std::uint32_t place) { return (*this)(place); });
    if (known == no_place) names.push_back(name);
    return known;
  }
};

}  // namespace

TEST_CASE("name tree: names that begin or end alike, empty ones, and octets of every kind") {
  Named named;
  CHECK(named.find("") == no_place);
  const std::string all[] = {"", "a", std::string("a\0", 2), std::string("\0", 1), "ab", "abc", "b", "\xFF", "\xFF\xFF", "A"};
  std::uint32_t place = 0;
  for (const std::string& name : all) {
    CHECK(named.add(name) == no_place);
    CHECK(named.add(name) == place++);
  }
  place = 0;
  for (const std::string& name : all) CHECK(named.find(name) == place++);
  CHECK(named.find("abcd") == no_place);
  CHECK(named.find(std::string("\0\0", 2)) == no_place);
}

TEST_CASE("name tree: says what a list says") {
  Random random(3);
  Named named;
  for (int i = 0; i < 3000; ++i) {
    std::string name;
    for (std::uint32_t size = random.below(6); size > 0; --size) name += static_cast<char>(random.below(4) * 85);
    std::uint32_t expected = no_place;
    for (std::size_t at = 0; at < named.names.size() && expected == no_place; ++at) {
      if (named.names[at] == name) expected = static_cast<std::uint32_t>(at);
    }
    REQUIRE(named.find(name) == expected);
    REQUIRE(named.add(name) == expected);
  }
}
