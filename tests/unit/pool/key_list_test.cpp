// Key list: separators, duplicates, bounds, and no key in the line about what was refused.
#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "pool/key_list.h"
#include "pool/left_out.h"

namespace {

using namespace rota;
using namespace rota::pool;

std::string listed(Bytes text) {
  Arena arena;
  std::string keys;
  for (const ListedKey& key : parse_keys(Secret(text), arena).keys) {
    CHECK(key.id == text::fingerprint(key.secret));
    keys.append(key.secret.reveal()).append(" ");
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
  CHECK(listed("AQ.Ab8RN6-fake_key,sk-fake-0001,AIzaFAKE-1") == "AQ.Ab8RN6-fake_key sk-fake-0001 AIzaFAKE-1 ");
}

TEST_CASE("F1 F9: what cannot be a key is left out, and said without showing it") {
  Arena arena;
  const std::string longest(limits::pool_key_bytes, 'k');
  const std::string text = "a1,a1," + longest + ",x" + longest + ",caf\xC3\xA9,bell\x07,b2";
  const KeyList list = parse_keys(Secret(text), arena);
  REQUIRE(list.keys.size() == 3);
  CHECK(list.keys[1].secret.reveal() == longest);
  CHECK(list.keys[2].secret.reveal() == "b2");
  CHECK(list.duplicates == 1);
  REQUIRE(list.refused_count == 3);
  CHECK(list.refused[0].why == Refusal::too_long);
  CHECK(list.refused[1].why == Refusal::unsendable);
  CHECK(list.refused[2].why == Refusal::unsendable);
  CHECK(describe_left_out({"API_KEYS", list.refused, list.refused_count}, arena) ==
        "API_KEYS: left out 3 entries. Line 1: It is too long to be a key. Line 1: It has characters that no header "
        "carries. Line 1: It has characters that no header carries.");
  CHECK(parse_keys(Secret("a1"), arena).refused_count == 0);
}

TEST_CASE("F9: a pool holds so many keys and no more") {
  Arena arena;
  std::string text;
  for (std::size_t i = 0; i < limits::pool_keys + 5; ++i) text += "AIzaFAKE-" + std::to_string(i) + ",";
  const KeyList list = parse_keys(Secret(text), arena);
  CHECK(list.keys.size() == limits::pool_keys);
  CHECK(list.refused_count == 5);
  CHECK(list.refused[0].why == Refusal::pool_full);
  CHECK(list.duplicates == 0);
  CHECK(list.keys.back().secret.reveal() == "AIzaFAKE-" + std::to_string(limits::pool_keys - 1));
}
