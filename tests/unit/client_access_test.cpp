// Client access: lists of keys, the places of a key, and who comes in.
#include "access/client_access.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"

using namespace rota;

namespace {

std::string presented(const std::string& head, Arena& arena) {
  const auto read = http::read_request_head(arena.copy(head), arena);
  return std::string(access::presented_key(*read.value(), arena));
}

access::Policy policy(Bytes keys, Arena& arena) {
  access::Policy made;
  made.client_keys = access::read_client_keys(keys, arena);
  return made;
}

}  // namespace

TEST_CASE("client keys are separated by commas and white space") {
  Arena arena;
  const List<Bytes> keys = access::read_client_keys(" a,b\n\tc ,, d\r\n", arena);
  REQUIRE(keys.size() == 4);
  CHECK(keys[0] == "a");
  CHECK(keys[1] == "b");
  CHECK(keys[2] == "c");
  CHECK(keys[3] == "d");
  CHECK(access::read_client_keys("", arena).empty());
  CHECK(access::read_client_keys(" ,\n", arena).empty());
}

TEST_CASE("F9: keys past the bounds are left out") {
  Arena arena;
  const std::string fits(limits::client_key_bytes, 'a');
  const std::string list = fits + "," + fits + "a";
  const List<Bytes> keys = access::read_client_keys(list, arena);
  REQUIRE(keys.size() == 1);
  CHECK(keys[0] == fits);
  std::string many;
  for (std::size_t i = 0; i < limits::client_keys + 10; ++i) many += "k" + std::to_string(i) + ",";
  CHECK(access::read_client_keys(many, arena).size() == limits::client_keys);
}

TEST_CASE("the four places of a key, in order") {
  Arena arena;
  CHECK(presented("GET /v1?key=d\nauthorization: Bearer a\nx-goog-api-key: b\nx-api-key: c\n", arena) == "a");
  CHECK(presented("GET /v1?key=d\nx-api-key: c\nx-goog-api-key: b\n", arena) == "b");
  CHECK(presented("GET /v1?key=d\nx-api-key: c\n", arena) == "c");
  CHECK(presented("GET /v1?a=1&key=d%2De\n", arena) == "d-e");
  CHECK(presented("GET /v1\n", arena).empty());
}

TEST_CASE("an Authorization header with and without its scheme") {
  Arena arena;
  CHECK(presented("GET /\nauthorization: bearer  a \n", arena) == "a");
  CHECK(presented("GET /\nauthorization: BEARER a\n", arena) == "a");
  CHECK(presented("GET /\nauthorization: sk-1\n", arena) == "sk-1");
  CHECK(presented("GET /\nauthorization:\nx-api-key: c\n", arena) == "c");
}

TEST_CASE("known keys come in, others do not") {
  Arena arena;
  const access::Policy two = policy("sk-one,sk-two", arena);
  CHECK(access::admit(two, "sk-one").ok());
  CHECK(access::admit(two, "sk-two").value().own_key.empty());
  for (Bytes wrong : {"", "sk-on", "sk-one ", "sk-onf", "SK-ONE", "sk-one,sk-two", "AIzaFAKE-own"}) {
    INFO(wrong);
    const auto grant = access::admit(two, wrong);
    REQUIRE(!grant.ok());
    CHECK(grant.failure().status == 401);
    CHECK(grant.failure().fault == Fault::unauthorized);
    CHECK(grant.failure().blame == Blame::client);
    if (!wrong.empty()) CHECK(std::string(grant.failure().message).find(wrong) == std::string::npos);
  }
}

TEST_CASE("without client keys nobody comes in by accident, and the answer says how to change that") {
  Arena arena;
  const access::Policy closed = policy("", arena);
  for (Bytes key : {"", "anything"}) {
    const auto grant = access::admit(closed, key);
    REQUIRE(!grant.ok());
    CHECK(std::string(grant.failure().message).find("CLIENT_API_KEYS") != std::string::npos);
    CHECK(std::string(grant.failure().message).find("ALLOW_ANONYMOUS") != std::string::npos);
  }
}

TEST_CASE("everybody comes in when it is said") {
  Arena arena;
  access::Policy open = policy("sk-one", arena);
  open.anonymous = true;
  CHECK(access::admit(open, "").ok());
  CHECK(access::admit(open, "whatever").ok());
  CHECK(access::admit(open, "AIzaFAKE-own").value().own_key.empty());
}

TEST_CASE("a client's own Gemini key, where that is allowed") {
  Arena arena;
  access::Policy own = policy("sk-one", arena);
  own.own_gemini_key = true;
  CHECK(access::admit(own, "AIzaFAKE-own").value().own_key == "AIzaFAKE-own");
  CHECK(access::admit(own, "AQ.FAKE-own").value().own_key == "AQ.FAKE-own");
  CHECK(access::admit(own, "sk-one").value().own_key.empty());
  CHECK(!access::admit(own, "sk-two").ok());
  CHECK(!access::admit(own, "").ok());
  own.anonymous = true;
  CHECK(access::admit(own, "AIzaFAKE-own").value().own_key == "AIzaFAKE-own");
}

TEST_CASE("F9: a key past the bound is refused before it is compared") {
  Arena arena;
  access::Policy open = policy("sk-one", arena);
  open.anonymous = true;
  CHECK(access::admit(open, std::string(limits::client_key_bytes, 'k')).ok());
  CHECK(access::admit(open, std::string(limits::client_key_bytes + 1, 'k')).failure().status == 401);
}
