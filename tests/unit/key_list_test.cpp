// Key list: separators, duplicates, bounds, and no key in the line about what was refused.
#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "pool/key_list.h"

namespace {

using namespace rota;
using namespace rota::pool;

std::string listed(Bytes text) {
  Arena arena;
  std::string keys;
  for (const ListedKey& key : parse_keys(text, arena).keys) {
    CHECK(key.id == text::fingerprint(key.secret));
    keys.append(key.secret).append(" ");
  }
  return keys;
}

}  // namespace

TEST_CASE("A1: keys are separated by commas and white space, in their order, each once") {
  CHECK(listed("a1,b2,c3") == "a1 b2 c3 ");
  CHECK(listed("a1\nb2\r\nc3\n") == "a1 b2 c3 ");
  CHECK(listed("  a1 ,\t,, b2  c3,\n") == "a1 b2 c3 ");
  CHECK(listed("b2,a1,b2,a1,c3") == "b2 a1 c3 ");
  CHECK(listed("") == "");
  CHECK(listed(" ,\n\t,") == "");
  CHECK(listed("AQ.Ab8RN6-fake_key,sk-fake,AIzaFAKE-1") == "AQ.Ab8RN6-fake_key sk-fake AIzaFAKE-1 ");
}

TEST_CASE("F1 F9: what cannot be a key is left out, and said without showing it") {
  Arena arena;
  const std::string longest(limits::pool_key_bytes, 'k');
  const std::string text = "a1,a1," + longest + ",x" + longest + ",caf\xC3\xA9,bell\x07,b2";
  const KeyList list = parse_keys(text, arena);
  REQUIRE(list.keys.size() == 3);
  CHECK(list.keys[1].secret == longest);
  CHECK(list.keys[2].secret == "b2");
  CHECK(list.duplicates == 1);
  CHECK(list.too_long == 1);
  CHECK(list.unsendable == 2);
  CHECK(describe_refusals(list, arena) ==
        "API_KEYS: left out 1 duplicates, 1 too long to be a key, 2 with characters that no header carries");
  CHECK(describe_refusals(parse_keys("a1", arena), arena).empty());
}

TEST_CASE("F9: a pool holds so many keys and no more") {
  Arena arena;
  std::string text;
  for (std::size_t i = 0; i < limits::pool_keys + 5; ++i) text += "AIzaFAKE-" + std::to_string(i) + ",";
  const KeyList list = parse_keys(text, arena);
  CHECK(list.keys.size() == limits::pool_keys);
  CHECK(list.too_many == 5);
  CHECK(list.duplicates == 0);
  CHECK(list.keys.back().secret == "AIzaFAKE-" + std::to_string(limits::pool_keys - 1));
}
