// Heap objects: who owns one ends it, once, whatever it is known as.
#include <catch2/catch_all.hpp>

#include "base/heap.h"

using namespace rota;

namespace {

struct Base {
  virtual ~Base() = default;
  virtual int number() const = 0;
};
struct Other {
  virtual ~Other() = default;
  int weight = 3;
};
/// As a Base it stands elsewhere in memory than where it was made.
struct Derived final : Other, Base {
  explicit Derived(int& counter) : ended(counter) {}
  ~Derived() override { ++ended; }
  int number() const override { return 7; }
  int& ended;
};

}  // namespace

TEST_CASE("an owned object is ended with its owner, once") {
  int ended = 0;
  {
    Owned<Derived> owned = make_owned<Derived>(ended);
    CHECK(owned);
    CHECK(owned->weight == 3);
    Owned<Derived> moved(std::move(owned));
    CHECK_FALSE(owned);
    CHECK((*moved).number() == 7);
    CHECK(ended == 0);
  }
  CHECK(ended == 1);
}

TEST_CASE("an owned object may be known as its base, which ends all of it") {
  int ended = 0;
  Owned<Base> base = make_owned<Derived>(ended);
  CHECK(base->number() == 7);
  Owned<Base> none;
  CHECK_FALSE(none);
  none = std::move(base);
  CHECK(none->number() == 7);
  none.reset();
  CHECK(ended == 1);
  CHECK_FALSE(none);
}
