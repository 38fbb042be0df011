// Place tables: every place is found under its hash, whatever the growth, in the heap and in an arena.
#include <catch2/catch_all.hpp>
#include <vector>

#include "base/place_table.h"
#include "base/random.h"

using namespace rota;

namespace {

/// Values at places, found by a hash that the test chooses.
template <class Slots>
struct Book {
  std::vector<std::uint64_t> values;
  std::vector<std::uint64_t> hashes;
  PlaceTable<Slots> table;

  void add(std::uint64_t value, std::uint64_t hash) {
    values.push_back(value);
    hashes.push_back(hash);
    table.add(hash, static_cast<std::uint32_t>(values.size() - 1),
              [this](std::uint32_t place) { return hashes[place]; });
  }
  std::uint32_t find(std::uint64_t value, std::uint64_t hash) const {
    return table.find(hash, [&](std::uint32_t place) { return values[place] == value; });
  }
};

template <class Slots>
void check_growth(Book<Slots>& book) {
  Random random(3);
  CHECK(book.find(0, 0) == no_place);
  for (std::uint64_t value = 0; value < 5000; ++value) book.add(value, random.next());
  for (std::uint32_t place = 0; place < 5000; ++place) REQUIRE(book.find(place, book.hashes[place]) == place);
  for (int i = 0; i < 1000; ++i) REQUIRE(book.find(5000, random.next()) == no_place);
}

}  // namespace

TEST_CASE("places are found however often the table has grown") {
  Arena arena;
  Book<HeapSlots> heap;
  check_growth(heap);
  Book<ArenaSlots> in_arena{{}, {}, PlaceTable<ArenaSlots>(arena)};
  check_growth(in_arena);
}

TEST_CASE("of places under one hash the caller says which one it means, and the first added is asked first") {
  Book<HeapSlots> book;
  for (std::uint64_t value = 0; value < 100; ++value) book.add(value, 7);
  for (std::uint32_t place = 0; place < 100; ++place) REQUIRE(book.find(place, 7) == place);
  CHECK(book.table.find(7, [](std::uint32_t) { return true; }) == 0);
  CHECK(book.find(100, 7) == no_place);
}

TEST_CASE("a table is as good as new when it is cleared, with room or without") {
  Book<HeapSlots> book;
  book.add(1, 1);
  book.table.clear();
  CHECK(book.find(1, 1) == no_place);
  book.add(2, 1);
  CHECK(book.find(2, 1) == 1);
  book.table.clear(1000);
  CHECK(book.find(2, 1) == no_place);
  PlaceTable<HeapSlots> empty;
  empty.clear();
  CHECK(empty.find(0, [](std::uint32_t) { return true; }) == no_place);
}
