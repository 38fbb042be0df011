// Patterns of paths: literals, captures, and the rest.
#include "http/pattern.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

struct Matched {
  Matched(Bytes pattern, Bytes path) { ok = http::matches(pattern, path, captures); }
  bool ok = false;
  http::Captures captures;
};

}  // namespace

TEST_CASE("a pattern without captures is the whole path") {
  CHECK(Matched("/a", "/a").ok);
  CHECK(Matched("", "").ok);
  for (const char* path : {"", "/", "/A", "/a/", "/ab", "a"}) CHECK_FALSE(Matched("/a", path).ok);
}

TEST_CASE("a capture takes a segment, up to a verb") {
  const Matched verb("/models/{model}:**", "/models/gemini-x:generateContent");
  CHECK(verb.ok);
  CHECK(verb.captures.model == "gemini-x");
  CHECK(Matched("/k/{id}/test", "/k/0f/test").captures.id == "0f");
  CHECK_FALSE(Matched("/k/{id}/test", "/k//test").ok);
  CHECK_FALSE(Matched("/k/{id}/test", "/k/a/b/test").ok);
  CHECK_FALSE(Matched("/k/{id}", "/k/").ok);
}

TEST_CASE("the rest of a path is at least one character") {
  CHECK(Matched("/models/{id**}", "/models/a/b:c").captures.id == "a/b:c");
  CHECK_FALSE(Matched("/models/{id**}", "/models/").ok);
}

TEST_CASE("anything is as little as will do") {
  const Matched first("**/models/{model}**", "/x/models/a/models/b:c");
  CHECK(first.ok);
  CHECK(first.captures.model == "a");
  CHECK(Matched("**/models/{model}**", "/models/:/models/b").captures.model == "b");
  CHECK(Matched("/a**", "/a").ok);
  CHECK_FALSE(Matched("**:", "/a").ok);
}

TEST_CASE("H1: a long path that almost matches costs no more than its length") {
  std::string path;
  for (int i = 0; i < 2000; ++i) path += "/models/:";
  CHECK_FALSE(Matched("**/models/{model}**", path).ok);
}

TEST_CASE("a base ends where a segment does") {
  CHECK(http::is_under("/v1/models", "/v1"));
  CHECK(http::is_under("/v1", "/v1"));
  CHECK(http::is_under("/v1", ""));
  CHECK_FALSE(http::is_under("/v10/models", "/v1"));
  CHECK(http::allows("GET, HEAD, OPTIONS", "HEAD"));
  CHECK_FALSE(http::allows("GET, HEAD, OPTIONS", "POST"));
  CHECK_FALSE(http::allows("GET", ""));
}
