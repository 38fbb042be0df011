// Index by id: every id is found, no other is, whatever the bits.
#include <catch2/catch_all.hpp>
#include <vector>

#include "base/random.h"
#include "pool/id_index.h"

using namespace rota;
using namespace rota::pool;

namespace {
struct Item {
  std::uint64_t id;
};
}  // namespace

TEST_CASE("an id is found where it was added") {
  std::vector<Item> items;
  Random random(1);
  for (int i = 0; i < 20'000; ++i) items.push_back({random.next()});
  IdIndex index;
  index.clear(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) REQUIRE(index.add(items, i));
  for (std::uint32_t i = 0; i < items.size(); ++i) REQUIRE(index.find(items, items[i].id) == i);
  for (int i = 0; i < 1000; ++i) REQUIRE(index.find(items, random.next()) == nowhere);
}

TEST_CASE("ids that fall into one slot are told apart") {
  std::vector<Item> items;
  for (std::uint64_t i = 0; i < 100; ++i) items.push_back({i << 32});
  IdIndex index;
  index.clear(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) REQUIRE(index.add(items, i));
  for (std::uint32_t i = 0; i < items.size(); ++i) REQUIRE(index.find(items, items[i].id) == i);
  CHECK(index.find(items, 1) == nowhere);
}

TEST_CASE("the first of two equal ids stays, and an empty index finds nothing") {
  const std::vector<Item> items = {{0}, {5}, {5}, {0}};
  IdIndex index;
  CHECK(index.find(items, 5) == nowhere);
  index.clear(items.size());
  CHECK(index.add(items, 0));
  CHECK(index.add(items, 1));
  CHECK_FALSE(index.add(items, 2));
  CHECK_FALSE(index.add(items, 3));
  CHECK(index.find(items, 5) == 1);
  CHECK(index.find(items, 0) == 0);
  index.clear(0);
  CHECK(index.find(items, 5) == nowhere);
}
