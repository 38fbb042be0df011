// The client gate: in which order it asks, and what a key that nobody knows costs the second time.
#include "access/client_gate.h"

#include <catch2/catch_all.hpp>
#include <memory>
#include <string>

#include "access/gates_testing.h"

using namespace rota;
using Phase = access::ClientGatePhase;

namespace {

constexpr double now_ms = 1767323045000;
const std::string chat = "POST https://rota.test/v1/chat/completions\n";

/// An isolate with stored client keys, one of which has the digest 32 times 'a'.
struct House {
  House() {
    policy.client_keys.push(arena, Secret("sk-env"));
    store::ClientRow row;
    store::set_digest(row, std::string(32, 'a'));
    rows.push(arena, row);
    clients.build(rows, arena);
  }
  access::ClientDirectory directory() { return {policy, clients, 1, has_admin, outdated, door}; }

  Arena arena;
  access::Policy policy;
  List<store::ClientRow> rows;
  store::ClientBook clients;
  access::DoorWatch door;
  bool has_admin = true;
  bool outdated = false;
};

struct Gate {
  Gate(House& house, const std::string& key) : visitor(chat + (key.empty() ? "" : "x-api-key: " + key + "\n")) {
    phase = gate.begin(*visitor.head, house.directory(), now_ms);
  }
  test::Visitor visitor;
  Arena arena;
  access::ClientGate gate{arena};
  Phase phase;
};

/// With any headers, not yet at the gate.
struct Visit {
  explicit Visit(const std::string& headers) : visitor(chat + headers) {}
  test::Visitor visitor;
  Arena arena;
  access::ClientGate gate{arena};
};

}  // namespace

TEST_CASE("F2: a key of the environment opens at once, no key is rejected at once") {
  House house;
  CHECK(Gate(house, "sk-env").phase == Phase::open);
  Gate none(house, "");
  CHECK(none.phase == Phase::rejected);
  CHECK(none.gate.failure().status == 401);
}

TEST_CASE("a stored key opens by its digest") {
  House house;
  Gate stored(house, "sk-stored");
  REQUIRE(stored.phase == Phase::digesting);
  CHECK(stored.gate.presented().reveal() == "sk-stored");
  CHECK(stored.gate.digested(std::string(32, 'a'), house.directory(), now_ms) == Phase::open);
  REQUIRE(stored.gate.grant().client != nullptr);
  CHECK(stored.gate.grant().client->id == house.rows[0].id);
}

TEST_CASE("E1: an unknown key asks for newer settings, once in a while, before it is rejected") {
  House house;
  Gate first(house, "sk-new");
  REQUIRE(first.gate.digested(std::string(32, 'b'), house.directory(), now_ms) == Phase::asking);
  SECTION("that do not know it either") {
    CHECK(first.gate.refreshed(Kind::pool_reply, house.directory(), now_ms) == Phase::rejected);
    Gate again(house, "sk-new");
    CHECK(again.phase == Phase::rejected);
    Gate other(house, "sk-other");
    CHECK(other.gate.digested(std::string(32, 'c'), house.directory(), now_ms) == Phase::rejected);
  }
  SECTION("that know it") {
    store::ClientRow row;
    store::set_digest(row, std::string(32, 'b'));
    house.rows.push(house.arena, row);
    house.clients.build(house.rows, house.arena);
    CHECK(first.gate.refreshed(Kind::pool_reply, house.directory(), now_ms) == Phase::open);
  }
  SECTION("that nobody could bring") {
    CHECK(first.gate.refreshed(Kind::failed, house.directory(), now_ms) == Phase::rejected);
  }
}

TEST_CASE("a digest that the host cannot take recognises nobody") {
  House house;
  Gate stored(house, "sk-stored");
  CHECK(stored.gate.undigested(house.directory(), now_ms) == Phase::rejected);
  house.policy.anonymous = true;
  Gate open(house, "sk-stored");
  CHECK(open.gate.undigested(house.directory(), now_ms) == Phase::open);
}

TEST_CASE("D3: a key that has expired, or is switched off, is rejected with the reason, and asked for again the next time") {
  House house;
  house.has_admin = false;
  house.rows[0].expires_ms = now_ms - 1;
  house.clients.build(house.rows, house.arena);
  for (int i = 0; i < 2; ++i) {
    Gate stored(house, "sk-stored");
    REQUIRE(stored.phase == Phase::digesting);
    CHECK(stored.gate.digested(std::string(32, 'a'), house.directory(), now_ms) == Phase::rejected);
    CHECK(stored.gate.failure().message == "This API key has expired.");
  }
}

TEST_CASE("C1: beside a key of another service one that opens is found, wherever it stands") {
  House house;
  const auto visit = [](const std::string& headers) { return std::make_unique<Visit>(headers); };
  SECTION("at once, when it is of the environment") {
    const auto mixed = visit("authorization: Bearer foreign\nx-api-key: sk-env\n");
    CHECK(mixed->gate.begin(*mixed->visitor.head, house.directory(), now_ms) == Phase::open);
    CHECK(mixed->gate.presented().reveal() == "sk-env");
  }
  SECTION("after the other's digest, when it is stored; and at once from then on") {
    const auto mixed = visit("authorization: Bearer foreign\nx-goog-api-key: sk-stored\n");
    REQUIRE(mixed->gate.begin(*mixed->visitor.head, house.directory(), now_ms) == Phase::digesting);
    CHECK(mixed->gate.presented().reveal() == "foreign");
    REQUIRE(mixed->gate.digested(std::string(32, 'b'), house.directory(), now_ms) == Phase::asking);
    REQUIRE(mixed->gate.refreshed(Kind::pool_reply, house.directory(), now_ms) == Phase::digesting);
    CHECK(mixed->gate.presented().reveal() == "sk-stored");
    CHECK(mixed->gate.digested(std::string(32, 'a'), house.directory(), now_ms) == Phase::open);
    const auto again = visit("authorization: Bearer foreign\nx-goog-api-key: sk-stored\n");
    REQUIRE(again->gate.begin(*again->visitor.head, house.directory(), now_ms) == Phase::digesting);
    CHECK(again->gate.presented().reveal() == "sk-stored");
  }
  SECTION("unless none opens") {
    house.has_admin = false;
    const auto mixed = visit("authorization: Bearer foreign\nx-api-key: wrong\n");
    REQUIRE(mixed->gate.begin(*mixed->visitor.head, house.directory(), now_ms) == Phase::digesting);
    REQUIRE(mixed->gate.digested(std::string(32, 'b'), house.directory(), now_ms) == Phase::digesting);
    CHECK(mixed->gate.presented().reveal() == "wrong");
    CHECK(mixed->gate.digested(std::string(32, 'c'), house.directory(), now_ms) == Phase::rejected);
    CHECK(mixed->gate.failure().status == 401);
  }
}
