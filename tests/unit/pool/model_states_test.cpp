// Model states: lists of their own, reuse of memory, and whom a full list forgets.
#include <catch2/catch_all.hpp>
#include <vector>

#include "base/limits.h"
#include "pool/model_states.h"

using namespace rota;
using namespace rota::pool;

namespace {

std::size_t length(const ModelStates& states, std::uint32_t first) {
  std::size_t count = 0;
  for (std::uint32_t at = first; at != nowhere; at = states[at].next) ++count;
  return count;
}

}  // namespace

TEST_CASE("A2: every key has a list of its own") {
  ModelStates states;
  std::uint32_t one = nowhere;
  std::uint32_t two = nowhere;
  const std::uint32_t a = states.obtain(one, 1, 0);
  const std::uint32_t b = states.obtain(two, 1, 0);
  CHECK(a != b);
  CHECK(states.obtain(one, 1, 0) == a);
  CHECK(states.find(two, 1) == b);
  CHECK(states.find(two, 2) == nowhere);
  CHECK(states.find(nowhere, 1) == nowhere);
  static_cast<void>(states.obtain(one, 2, 0));
  CHECK(length(states, one) == 2);
  CHECK(length(states, two) == 1);
}

TEST_CASE("memory of a forgotten list is used again, clean") {
  ModelStates states;
  std::uint32_t one = nowhere;
  const std::uint32_t a = states.obtain(one, 1, 0);
  states[a].until_ms = 99;
  states[a].usage.requests = 7;
  states.release(one);
  CHECK(one == nowhere);
  std::uint32_t two = nowhere;
  const std::uint32_t b = states.obtain(two, 2, 0);
  CHECK(b == a);
  CHECK(states[b].until_ms == 0);
  CHECK(states[b].usage.requests == 0);
  CHECK(states[b].model == 2);
}

TEST_CASE("F9: a full list forgets the state used longest ago, a cooling one only when all cool down") {
  constexpr double now_ms = 1000;
  ModelStates states;
  std::uint32_t first = nowhere;
  for (Name model = 1; model <= limits::pool_models_per_key; ++model) {
    states[states.obtain(first, model, now_ms)].used_ms = model;
  }
  states[states.find(first, 1)].until_ms = now_ms + 1;  // the stalest, but it cools down
  static_cast<void>(states.obtain(first, 900, now_ms));
  states[states.find(first, 900)].used_ms = now_ms;
  CHECK(length(states, first) == limits::pool_models_per_key);
  CHECK(states.find(first, 1) != nowhere);
  CHECK(states.find(first, 2) == nowhere);
  for (std::uint32_t at = first; at != nowhere; at = states[at].next) states[at].until_ms = now_ms + 1;
  static_cast<void>(states.obtain(first, 901, now_ms));
  CHECK(states.find(first, 1) == nowhere);
  CHECK(states.find(first, 900) != nowhere);
  CHECK(length(states, first) == limits::pool_models_per_key);
}

TEST_CASE("F9: past the bound of all states each list lives within itself, and a new one still begins") {
  ModelStates states;
  constexpr std::size_t lists = limits::pool_model_states / limits::pool_models_per_key + 1;
  std::vector<std::uint32_t> firsts(lists, nowhere);
  for (std::uint32_t& first : firsts) {
    for (Name model = 1; model <= limits::pool_models_per_key; ++model) {
      states[states.obtain(first, model, 0)].used_ms = model;
    }
  }
  std::size_t kept = 0;
  for (const std::uint32_t first : firsts) kept += length(states, first);
  CHECK(kept <= limits::pool_model_states + 1);
  CHECK(kept >= limits::pool_model_states);
  const std::uint32_t before = firsts.front();
  static_cast<void>(states.obtain(firsts.back(), 900, 0));
  CHECK(firsts.front() == before);
  CHECK(states.find(firsts.back(), 900) != nowhere);

  std::uint32_t empty = nowhere;
  static_cast<void>(states.obtain(empty, 5, 0));
  CHECK(length(states, empty) == 1);
  static_cast<void>(states.obtain(empty, 6, 0));
  CHECK(length(states, empty) == 1);
  CHECK(states.find(empty, 6) != nowhere);
  states.release(firsts.front());
  static_cast<void>(states.obtain(empty, 7, 0));
  CHECK(length(states, empty) == 2);
}
