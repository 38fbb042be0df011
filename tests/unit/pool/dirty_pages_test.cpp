// Dirty pages: urgent ones first, the others in turn, each once.
#include <catch2/catch_all.hpp>

#include "pool/dirty_pages.h"

using namespace rota;
using namespace rota::pool;

TEST_CASE("F8: pages that may wait take turns") {
  DirtyPages dirty;
  CHECK_FALSE(dirty.any());
  CHECK(dirty.take_next() == nowhere);
  dirty.later(0);
  dirty.later(2);
  dirty.later(2);
  CHECK(dirty.any());
  CHECK(dirty.take_urgent() == nowhere);
  CHECK(dirty.take_next() == 0);
  dirty.later(0);
  CHECK(dirty.take_next() == 2);  // page 0 has had its turn
  CHECK(dirty.take_next() == 0);
  CHECK(dirty.take_next() == nowhere);
  CHECK_FALSE(dirty.any());
}

TEST_CASE("an urgent page stays urgent and is taken at once") {
  DirtyPages dirty;
  dirty.now(3);
  dirty.later(3);
  dirty.later(1);
  CHECK(dirty.take_urgent() == 3);
  CHECK(dirty.take_urgent() == nowhere);
  CHECK(dirty.take_next() == 1);
}

TEST_CASE("pages past the end are forgotten") {
  DirtyPages dirty;
  dirty.now(0);
  dirty.now(5);
  dirty.cut(1);
  CHECK(dirty.take_urgent() == 0);
  CHECK(dirty.take_urgent() == nowhere);
  CHECK(page_of(63) == 0);
  CHECK(page_of(64) == 1);
}
