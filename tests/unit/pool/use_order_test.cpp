// Use order: the heap against a plain sort, over thousands of random operations.
#include "pool/use_order.h"

#include <algorithm>
#include <catch2/catch_all.hpp>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace {

using namespace rota;
using namespace rota::pool;

/// The same by sorting.
class Plain {
 public:
  explicit Plain(std::size_t count) : uses_(count) {}
  void set(std::uint32_t key, std::uint32_t lends) { uses_[key].lends = lends; }
  void lend(std::uint32_t key) {
    ++uses_[key].lends;
    uses_[key].turn = ++clock_;
  }
  void take_back(std::uint32_t key) {
    if (uses_[key].lends != 0) --uses_[key].lends;
  }
  void turn_day() {
    for (Use& use : uses_) use.lends = 0;
  }
  [[nodiscard]] std::uint32_t lends(std::uint32_t key) const { return uses_[key].lends; }
  [[nodiscard]] std::vector<std::uint32_t> sorted() const {
    std::vector<std::uint32_t> keys(uses_.size());
    std::iota(keys.begin(), keys.end(), 0U);
    std::sort(keys.begin(), keys.end(), [this](std::uint32_t a, std::uint32_t b) {
      if (uses_[a].lends != uses_[b].lends) return uses_[a].lends < uses_[b].lends;
      if (uses_[a].turn != uses_[b].turn) return uses_[a].turn < uses_[b].turn;
      return a < b;
    });
    return keys;
  }

 private:
  struct Use {
    std::uint32_t lends = 0;
    std::uint32_t turn = 0;
  };
  std::vector<Use> uses_;
  std::uint32_t clock_ = 0;
};

/// The whole order, read off by refusing every key that was seen.
std::vector<std::uint32_t> walk(const UseOrder& order, std::size_t count) {
  std::vector<std::uint32_t> keys;
  static_cast<void>(order.first([&keys](std::uint32_t key) {
    keys.push_back(key);
    return false;
  }));
  CHECK(keys.size() == count);
  return keys;
}

void change_at_random(UseOrder& order, Plain& plain, std::size_t count, Random& random) {
  const std::uint32_t key = random.below(static_cast<std::uint32_t>(count));
  switch (random.below(20)) {
    case 0: {
      const std::uint32_t lends = random.below(9);
      order.set(key, lends);
      return plain.set(key, lends);
    }
    case 1:
    case 2:
    case 3:
      order.take_back(key);
      return plain.take_back(key);
    case 4:
      if (random.below(40) != 0) return;
      order.turn_day();
      return plain.turn_day();
    case 5:
    case 6:
    case 7:
      order.lend(key);
      return plain.lend(key);
    default: {
      const std::uint32_t least = order.first([](std::uint32_t) { return true; });
      order.lend(least);
      return plain.lend(least);
    }
  }
}

}  // namespace

TEST_CASE("E1 use order: without keys nobody is first") {
  UseOrder order;
  CHECK(order.first([](std::uint32_t) { return true; }) == nowhere);
  order.clear(0);
  CHECK(order.first([](std::uint32_t) { return true; }) == nowhere);
  order.turn_day();
}

TEST_CASE("E1 use order: it is that of a sort, whatever happened") {
  for (const std::size_t count : {1U, 2U, 3U, 7U, 64U, 200U}) {
    CAPTURE(count);
    Random random(count);
    UseOrder order;
    order.clear(count);
    Plain plain(count);
    for (int i = 0; i < 4000; ++i) {
      change_at_random(order, plain, count, random);
      const std::vector<std::uint32_t> sorted = plain.sorted();
      REQUIRE(order.first([](std::uint32_t) { return true; }) == sorted[0]);
      REQUIRE(order.lends(sorted[0]) == plain.lends(sorted[0]));
      if (i % 50 == 0) REQUIRE(walk(order, count) == sorted);
    }
    for (std::uint32_t key = 0; key < count; ++key) CHECK(order.lends(key) == plain.lends(key));
  }
}

TEST_CASE("E1 use order: the first that fits is found without a look at those behind it") {
  Random random(5);
  UseOrder order;
  order.clear(100);
  Plain plain(100);
  for (int i = 0; i < 2000; ++i) {
    change_at_random(order, plain, 100, random);
    const std::vector<std::uint32_t> sorted = plain.sorted();
    const std::uint32_t share = 1 + random.below(20);
    const auto fits = [share](std::uint32_t key) { return key % share == 0; };
    std::size_t looks = 0;
    const std::uint32_t found = order.first([&](std::uint32_t key) {
      ++looks;
      return fits(key);
    });
    const auto wanted = std::find_if(sorted.begin(), sorted.end(), fits);
    REQUIRE(found == *wanted);
    REQUIRE(looks == static_cast<std::size_t>(wanted - sorted.begin()) + 1);
  }
}

TEST_CASE("E1 use order: a lend that comes back is as if it had not been, but for its turn") {
  UseOrder order;
  order.clear(3);
  order.lend(0);
  order.take_back(0);
  CHECK(order.lends(0) == 0);
  CHECK(walk(order, 3) == std::vector<std::uint32_t>{1, 2, 0});
  order.take_back(0);
  CHECK(order.lends(0) == 0);
  CHECK(order.is_before(1, 0));
  CHECK_FALSE(order.is_before(0, 1));
}

TEST_CASE("E1 use order: clear forgets everything, and a count that is full stays full") {
  UseOrder order;
  order.clear(2);
  order.set(0, 0xFFFFFFFF);
  order.lend(0);
  CHECK(order.lends(0) == 0xFFFFFFFF);
  CHECK(walk(order, 2) == std::vector<std::uint32_t>{1, 0});
  order.clear(4);
  CHECK(order.lends(0) == 0);
  CHECK(walk(order, 4) == std::vector<std::uint32_t>{0, 1, 2, 3});
}
