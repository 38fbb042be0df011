// Memory: the arena and what lives in it (List), what outgrows it (Array, Buffer), and the seeded Random.
#include "base/arena.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/list.h"
#include "base/random.h"

namespace {

using namespace rota;

struct Wide {
  alignas(16) std::uint64_t words[4];
};

}  // namespace

TEST_CASE("an arena aligns, never overlaps and never moves") {
  Arena arena;
  std::vector<std::pair<unsigned char*, std::size_t>> pieces;
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t bytes = random.below(i % 1000 == 0 ? 200'000 : 200);
    const std::size_t align = std::size_t{1} << random.below(5);
    auto* memory = static_cast<unsigned char*>(arena.allocate(bytes, align));
    REQUIRE(reinterpret_cast<std::uintptr_t>(memory) % align == 0);
    std::memset(memory, i & 0xFF, bytes);
    pieces.emplace_back(memory, bytes);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = 0; j < pieces[i].second; ++j) {
      if (pieces[i].first[j] != (i & 0xFF)) FAIL("piece " << i << " was overwritten");
    }
  }
}

TEST_CASE("an arena takes memory in growing blocks, and keeps one after a reset") {
  Arena arena;
  CHECK(arena.reserved_bytes() == 0);
  static_cast<void>(arena.allocate(1, 1));
  CHECK(arena.reserved_bytes() == limits::arena_block_bytes);
  static_cast<void>(arena.allocate(limits::arena_block_bytes, 8));
  CHECK(arena.reserved_bytes() == 3 * limits::arena_block_bytes);
  static_cast<void>(arena.allocate(3 * limits::arena_block_max_bytes, 8));
  CHECK(arena.reserved_bytes() > 3 * limits::arena_block_max_bytes);
  arena.reset();
  CHECK(arena.reserved_bytes() == limits::arena_block_bytes);
  for (int round = 0; round < 100; ++round) {
    static_cast<void>(arena.allocate(limits::arena_block_bytes / 2, 16));
    arena.reset();
  }
  CHECK(arena.reserved_bytes() == limits::arena_block_bytes);
}

TEST_CASE("an arena makes values, copies and joins") {
  Arena arena;
  const auto* wide = arena.make<Wide>(Wide{{1, 2, 3, 4}});
  CHECK(reinterpret_cast<std::uintptr_t>(wide) % 16 == 0);
  CHECK(wide->words[3] == 4);
  std::string original = "text";
  const Bytes copy = arena.copy(original);
  original = "gone";
  CHECK(copy == "text");
  CHECK(arena.copy("").empty());
  CHECK(arena.join("a", Bytes(), std::string("bc"), Bytes("d")) == "abcd");
  CHECK(arena.join("", "").empty());
}

TEST_CASE("a list keeps what is pushed, in order, in its arena") {
  Arena arena;
  List<std::uint32_t> list;
  CHECK(list.empty());
  for (std::uint32_t i = 0; i < 10'000; ++i) CHECK(list.push(arena, i * 3) == i * 3);
  REQUIRE(list.size() == 10'000);
  std::uint32_t expected = 0;
  for (const std::uint32_t value : list) {
    if (value != expected) FAIL(expected);
    expected += 3;
  }
  CHECK(list.back() == 29'997);
  CHECK(list[1] == 3);
  const List<std::uint32_t> view = list;
  CHECK(view.begin() == list.begin());
  list.clear();
  CHECK(list.empty());
  CHECK(view.size() == 10'000);
}

TEST_CASE("a list may be pushed its own element") {
  Arena arena;
  List<Wide> list;
  list.push(arena, Wide{{1, 2, 3, 4}});
  for (int i = 0; i < 100; ++i) list.push(arena, list[0]);
  CHECK(list.back().words[3] == 4);
}

TEST_CASE("an array grows, zeroes, moves and gives back") {
  Array<std::uint64_t> array;
  for (std::uint64_t i = 0; i < 1000; ++i) array.push(i);
  for (int i = 0; i < 1000; ++i) array.push(array[0]);
  CHECK(array.size() == 2000);
  CHECK(array[999] == 999);
  CHECK(array[1999] == 0);
  array.resize(1);
  array.resize(5000);
  CHECK(array[0] == 0);
  CHECK(array[999] == 0);
  CHECK(array[4999] == 0);
  const std::uint64_t* data = array.data();
  Array<std::uint64_t> moved(std::move(array));
  CHECK(moved.data() == data);
  CHECK(moved.size() == 5000);
  Array<std::uint64_t> assigned;
  assigned = std::move(moved);
  CHECK(assigned.data() == data);
  assigned.clear();
  CHECK(assigned.empty());
  CHECK(assigned.capacity() >= 5000);
  assigned.release();
  CHECK(assigned.capacity() == 0);
  assigned.push(7);
  CHECK(assigned[0] == 7);
}

TEST_CASE("a buffer appends short and long spans and single characters") {
  Buffer buffer;
  std::string expected;
  Random random(3);
  for (int i = 0; i < 5'000; ++i) {
    const std::string piece(random.below(i % 100 == 0 ? 5'000 : 40), static_cast<char>('a' + i % 26));
    buffer.append(piece);
    buffer.append('|');
    expected += piece + '|';
  }
  CHECK(buffer.view() == expected);
  buffer.clear();
  CHECK(buffer.view().empty());
  buffer.append(Bytes());
  CHECK(buffer.view().empty());
}

TEST_CASE("random numbers are those of SplitMix64 for a seed") {
  Random random(1234567);
  CHECK(random.next() == 6457827717110365317ULL);
  CHECK(random.next() == 3203168211198807973ULL);
  CHECK(random.next() == 9817491932198370423ULL);
}

TEST_CASE("random numbers stay below their bound and reach all of it") {
  Random random(9);
  int seen[7] = {};
  for (int i = 0; i < 70'000; ++i) {
    const std::uint32_t value = random.below(7);
    REQUIRE(value < 7);
    ++seen[value];
  }
  for (const int count : seen) {
    CHECK(count > 9'500);
    CHECK(count < 10'500);
  }
  CHECK(random.below(1) == 0);
}

TEST_CASE("random ids have their prefix, length and alphabet") {
  Arena arena;
  Random random(5);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const Bytes id = random.id(arena, "chatcmpl-", 24);
    REQUIRE(id.size() == 33);
    REQUIRE(id.substr(0, 9) == "chatcmpl-");
    for (const char c : id.substr(9)) {
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) FAIL(id);
    }
    seen.insert(std::string(id));
  }
  CHECK(seen.size() == 1000);
  CHECK(Random(5).id(arena, "", 24) == Random(5).id(arena, "", 24));
}
