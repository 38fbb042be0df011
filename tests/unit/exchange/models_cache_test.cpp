// The cached list of models: fresh for five minutes, replaced whole, forgotten, and not trusted by a clock set back.
#include "exchange/models_cache.h"

#include <catch2/catch_all.hpp>
#include <string>

using namespace rota;
using exchange::ModelsCache;

TEST_CASE("a list is good for five minutes after it was kept") {
  ModelsCache cache;
  CHECK(cache.fresh("openai", 0).empty());
  CHECK(cache.fresh("openai", 1e12).empty());
  cache.keep("openai", "[1]", 1e12);
  CHECK(cache.fresh("openai", 1e12) == "[1]");
  CHECK(cache.fresh("openai", 1e12 + 299999) == "[1]");
  CHECK(cache.fresh("openai", 1e12 + 300000).empty());
}

TEST_CASE("a clock that was set back makes the list old, not young for ever") {
  ModelsCache cache;
  cache.keep("openai", "[1]", 1e12);
  CHECK(cache.fresh("openai", 1e12 - 1).empty());
  CHECK(cache.fresh("openai", 1e12 + 1) == "[1]");
}

TEST_CASE("a new list replaces the old one whole, from its own moment, as a copy") {
  ModelsCache cache;
  cache.keep("openai", "a long list", 0);
  std::string text = "short";
  cache.keep("openai", text, 200000);
  text = "gone!";
  CHECK(cache.fresh("openai", 200000) == "short");
  CHECK(cache.fresh("openai", 400000) == "short");
  CHECK(cache.fresh("openai", 199999).empty());
}

TEST_CASE("what was forgotten is not fresh, until another one is kept") {
  ModelsCache cache;
  cache.keep("openai", "[1]", 0);
  cache.forget();
  CHECK(cache.fresh("openai", 0).empty());
  cache.forget();
  cache.keep("openai", "[2]", 1);
  CHECK(cache.fresh("openai", 1) == "[2]");
}

TEST_CASE("a list is good for the clients in whose dialect it is written") {
  ModelsCache cache;
  cache.keep("openai", "[1]", 0);
  CHECK(cache.fresh("another", 0).empty());
  CHECK(cache.fresh("openai", 0) == "[1]");
  cache.keep("another", "[2]", 0);
  CHECK(cache.fresh("openai", 0).empty());
}
