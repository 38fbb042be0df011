// Signatures that are too long for their calls' ids.
#include "chat/signature_cache.h"

#include <catch2/catch_all.hpp>
#include <string>

using namespace rota;

TEST_CASE("F3 signature cache: the newest are known, each by its call, up to a length") {
  chat::SignatureCache cache;
  CHECK(cache.find("call_1").empty());
  const std::string longest(limits::cached_signature_bytes, 'A');
  cache.keep("call_0", longest);
  cache.keep("too_long", longest + "A");
  cache.keep("", "AAAA");
  CHECK(cache.find("call_0") == longest);
  CHECK(cache.find("too_long").empty());
  CHECK(cache.find("").empty());
  for (std::size_t i = 1; i < limits::cached_signatures; ++i) cache.keep("call_" + std::to_string(i), "AAAA");
  CHECK(cache.find("call_0") == longest);
  CHECK(cache.find("call_1") == "AAAA");
  cache.keep("one_more", "BBBB");
  CHECK(cache.find("call_0").empty());
  CHECK(cache.find("call_1") == "AAAA");
  CHECK(cache.find("one_more") == "BBBB");
}
