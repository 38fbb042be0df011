// Client access: lists of keys, the places of a key, and who comes in.
#include "access/client_access.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"

using namespace rota;

namespace {

std::string presented(const std::string& head, Arena& arena) {
  const auto read = http::read_request_head(arena.copy(head), arena);
  const List<Secret> keys = access::presented_keys(*read.value(), arena);
  return keys.empty() ? std::string() : std::string(keys[0].reveal());
}

access::Policy policy(Bytes keys, Arena& arena) {
  access::Policy made;
  made.client_keys = access::read_client_keys(Secret(keys), arena).keys;
  return made;
}

}  // namespace

TEST_CASE("client keys are separated by commas and white space") {
  Arena arena;
  const List<Secret> keys = access::read_client_keys(Secret(" a,b\n\tc ,, d\r\n"), arena).keys;
  REQUIRE(keys.size() == 4);
  CHECK(keys[0].reveal() == "a");
  CHECK(keys[1].reveal() == "b");
  CHECK(keys[2].reveal() == "c");
  CHECK(keys[3].reveal() == "d");
  CHECK(access::read_client_keys(Secret(""), arena).keys.empty());
  CHECK(access::read_client_keys(Secret(" ,\n"), arena).keys.empty());
}

TEST_CASE("F9: keys past the bounds are left out") {
  Arena arena;
  const std::string fits(limits::client_key_bytes, 'a');
  const std::string list = fits + "," + fits + "a";
  const List<Secret> keys = access::read_client_keys(Secret(list), arena).keys;
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].reveal() == fits);
  std::string many;
  for (std::size_t i = 0; i < limits::client_keys + 10; ++i) many += "k" + std::to_string(i) + ",";
  CHECK(access::read_client_keys(Secret(many), arena).keys.size() == limits::client_keys);
}

TEST_CASE("E6: client keys are read as the pool's are, but that each word is one, whole") {
  const auto read = [](const std::string& setting) {
    Arena arena;
    std::string keys;
    for (const Secret key : access::read_client_keys(Secret(setting), arena).keys) keys.append(key.reveal()).append(" ");
    return keys;
  };
  for (const char* setting : {R"(["sk-one-0001","two"])", "CLIENT_API_KEYS=sk-one-0001,two", "export CLIENT_API_KEYS='sk-one-0001' two",
                              "\xEF\xBB\xBFsk-one-0001\xEF\xBC\x8Ctwo", "sk-one-0001\\ntwo", "sk-one-0001 # Anna's\n\xC2\xA0two",
                              "\"sk-one-0001\",\"two\"", "['sk-one-0001', 'two']"}) {
    CAPTURE(setting);
    CHECK(read(setting) == "sk-one-0001 two ");
  }
  // What somebody chose as a key stays it: a part of it would open the door to who knows only that.
  for (const char* key : {"laptop:secret", "a;b", "a=b", "sk-abcdefgh----more", "x|y", "p@ss-word", "schl\xC3\xBCssel"}) {
    CHECK(read(key) == std::string(key) + " ");
  }
  CHECK(read("sk-client-0123456789;sk-client-9876543210") == "sk-client-0123456789 sk-client-9876543210 ");
}

TEST_CASE("F9: client keys that are left out are told") {
  Arena arena;
  const std::string setting = "sk-one," + std::string(limits::client_key_bytes + 1, 'a');
  const access::ClientKeys read = access::read_client_keys(Secret(setting), arena);
  CHECK(read.keys.size() == 1);
  CHECK(pool::describe_left_out(read.left_out, arena) == "CLIENT_API_KEYS: left out 1 entry. Line 1: It is too long to be a key.");
}

TEST_CASE("the four places of a key, in order") {
  Arena arena;
  CHECK(presented("GET /v1?key=d\nauthorization: Bearer a\nx-goog-api-key: b\nx-api-key: c\n", arena) == "a");
  CHECK(presented("GET /v1?key=d\nx-api-key: c\nx-goog-api-key: b\n", arena) == "b");
  CHECK(presented("GET /v1?key=d\nx-api-key: c\n", arena) == "c");
  CHECK(presented("GET /v1?a=1&key=d%2De\n", arena) == "d-e");
  CHECK(presented("GET /v1\n", arena).empty());
}

TEST_CASE("all places of a key, each key once") {
  Arena arena;
  const auto read = http::read_request_head("GET /v1?key=d\nauthorization: Bearer a\nx-goog-api-key: d\nx-api-key: c\n", arena);
  const List<Secret> keys = access::presented_keys(*read.value(), arena);
  REQUIRE(keys.size() == 3);
  CHECK(keys[0].reveal() == "a");
  CHECK(keys[1].reveal() == "d");
  CHECK(keys[2].reveal() == "c");
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
  CHECK(access::admit(two, Secret("sk-one")).ok());
  CHECK(access::admit(two, Secret("sk-two")).value().own_key.empty());
  for (Bytes wrong : {"", "sk-on", "sk-one ", "sk-onf", "SK-ONE", "sk-one,sk-two", "AIzaFAKE-own"}) {
    INFO(wrong);
    const auto grant = access::admit(two, Secret(wrong));
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
    const auto grant = access::admit(closed, Secret(key));
    REQUIRE(!grant.ok());
    CHECK(std::string(grant.failure().message).find("CLIENT_API_KEYS") != std::string::npos);
    CHECK(std::string(grant.failure().message).find("ALLOW_ANONYMOUS") != std::string::npos);
  }
}

TEST_CASE("everybody comes in when it is said") {
  Arena arena;
  access::Policy open = policy("sk-one", arena);
  open.anonymous = true;
  CHECK(access::admit(open, Secret("")).ok());
  CHECK(access::admit(open, Secret("whatever")).ok());
  CHECK(access::admit(open, Secret("AIzaFAKE-own")).value().own_key.empty());
}

TEST_CASE("a client's own Gemini key, where that is allowed") {
  Arena arena;
  access::Policy own = policy("sk-one", arena);
  own.looks_like_own_key = [](Secret key) {
    return text::starts_with(key.reveal(), "AIza") || text::starts_with(key.reveal(), "AQ.");
  };
  CHECK(access::admit(own, Secret("AIzaFAKE-own")).value().own_key.reveal() == "AIzaFAKE-own");
  CHECK(access::admit(own, Secret("AQ.FAKE-own")).value().own_key.reveal() == "AQ.FAKE-own");
  CHECK(access::admit(own, Secret("sk-one")).value().own_key.empty());
  CHECK(!access::admit(own, Secret("sk-two")).ok());
  CHECK(!access::admit(own, Secret("")).ok());
  own.anonymous = true;
  CHECK(access::admit(own, Secret("AIzaFAKE-own")).value().own_key.reveal() == "AIzaFAKE-own");
}

TEST_CASE("F9: a key past the bound is refused before it is compared") {
  Arena arena;
  access::Policy open = policy("sk-one", arena);
  open.anonymous = true;
  CHECK(access::admit(open, Secret(std::string(limits::client_key_bytes, 'k'))).ok());
  CHECK(access::admit(open, Secret(std::string(limits::client_key_bytes + 1, 'k'))).failure().status == 401);
}
