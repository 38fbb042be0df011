// Seals: what is stored encrypted opens in its own row alone, and what was sealed before there were places is sealed anew.
#include "pool/pool_world_testing.h"

namespace {

using namespace pool_testing;

Standing standing_of(World& world, std::size_t number) {
  const Ledger& ledger = world.ledger();
  REQUIRE(ledger.find(id_of(number)) != nowhere);
  return ledger.standing(ledger.find(id_of(number)), ledger.find_model(flash), world.now_ms);
}

}  // namespace

TEST_CASE("F2 load: a seal without a place is made anew, and one that was moved to another row does not open") {
  World world(fake_key(1));
  world.add_key(2);
  world.add_key(3);
  const auto row = [](std::size_t number) {
    return " WHERE id = '" + std::string(text::hex_id(id_of(number)).view()) + "'";
  };
  const auto put = [&](std::size_t number, const std::string& sealed) {
    world.db->script("UPDATE api_keys SET sealed = '" + sealed + "'" + row(number));
  };
  put(2, seal_of(fake_key(2), {}));
  world.open();
  CHECK(world.ledger().size() == 3);
  CHECK(standing_of(world, 2).cause == Cause::ok);
  CHECK(world.db->value("SELECT sealed FROM api_keys" + row(2)) == seal_of(fake_key(2)));
  const std::size_t queries = world.queries;
  world.open();  // once
  CHECK(world.queries == queries + 1);

  for (const std::string& moved : {seal_of(fake_key(3)), seal_of(fake_key(3), {})}) {
    put(2, moved);
    world.open();
    CHECK(standing_of(world, 2).cause == Cause::unreadable);
    CHECK(standing_of(world, 3).cause == Cause::ok);
    CHECK(world.db->value("SELECT sealed FROM api_keys" + row(2)) == moved);
  }
  put(2, seal_of(fake_key(2)));
  world.open();
  CHECK(standing_of(world, 2).cause == Cause::ok);
}
