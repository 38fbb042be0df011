// Roster: keys of API_KEYS, D1 and KV as one list: who wins, whose words hold, and which shard has whom.
#include "pool/roster.h"

#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

/// The three places, and what is made of them. Fake key 1 has the id id_of(1).
struct Places {
  void set_environment(const std::string& keys) { environment = parse_keys(Secret(arena.copy(keys)), arena); }
  /// A row of D1. Without `secret` the key is only named there; "" is one that cannot be opened.
  store::KeyRow& add_row(std::size_t number, const char* secret = nullptr) {
    store::KeyRow row;
    row.id = id_of(number);
    if (secret != nullptr) {
      row.sealed = "v1.sealed";
      secrets.push(arena, Secret(arena.copy(Bytes(secret))));
    }
    return rows.push(arena, row);
  }
  ImportedKey& publish(std::size_t number) {
    ImportedKey key;
    key.id = id_of(number);
    key.secret = Secret(arena.copy(fake_key(number)));
    return published.push(arena, key);
  }
  [[nodiscard]] KeyList roster() { return make_roster({environment, rows, secrets, published}, arena); }
  [[nodiscard]] std::string order() {
    std::string numbers;
    for (const ListedKey& key : roster().keys) numbers += std::to_string(Bench::number_of(key.id)) + " ";
    return numbers;
  }

  Arena arena;
  KeyList environment;
  List<store::KeyRow> rows;
  List<Secret> secrets;
  List<ImportedKey> published;
};

}  // namespace

TEST_CASE("A1 roster: API_KEYS first, then D1, then KV, each key once") {
  Places places;
  places.set_environment(fake_keys(2));
  places.add_row(3, fake_key(3).c_str());
  places.add_row(2, fake_key(2).c_str());  // in API_KEYS, too
  places.add_row(9);                       // only named: its key has left
  places.publish(4);
  places.publish(3);
  places.publish(4);
  CHECK(places.order() == "1 2 3 4 ");
  const KeyList roster = places.roster();
  CHECK(roster.duplicates == 3);
  for (const ListedKey& key : roster.keys) {
    CHECK(text::fingerprint(key.secret) == key.id);
    CHECK(key.weight == 1);
    CHECK(key.project == 0);
    CHECK_FALSE(key.switched_off);
  }
  Places none;
  CHECK(none.roster().keys.empty());
}

TEST_CASE("B1 roster: what D1 says of a key holds wherever the key comes from") {
  Places places;
  places.set_environment(fake_key(1));
  for (const std::size_t number : {1U, 3U}) {
    store::KeyRow& row = places.add_row(number);
    row.project = "house";
    row.weight = 7;
    row.active = false;
  }
  store::KeyRow& own = places.add_row(2, fake_key(2).c_str());
  own.project = "house";
  own.weight = 9;
  ImportedKey& named = places.publish(3);
  named.project = "from KV";
  named.weight = 2;
  ImportedKey& unnamed = places.publish(4);
  unnamed.project = "from KV";
  unnamed.weight = 2;
  const KeyList roster = places.roster();
  REQUIRE(roster.keys.size() == 4);
  for (const std::size_t at : {0U, 2U}) {
    CHECK(roster.keys[at].project == text::fingerprint("house"));
    CHECK(roster.keys[at].weight == 7);
    CHECK(roster.keys[at].switched_off);
  }
  CHECK(roster.keys[1].project == text::fingerprint("house"));
  CHECK(roster.keys[1].weight == 9);
  CHECK_FALSE(roster.keys[1].switched_off);
  CHECK(roster.keys[3].project == text::fingerprint("from KV"));
  CHECK(roster.keys[3].weight == 2);
}

TEST_CASE("F2 roster: stored keys that cannot be opened keep their places, without a secret") {
  Places places;
  places.add_row(1, fake_key(1).c_str());
  places.add_row(2, "");
  places.add_row(9);
  places.add_row(3, fake_key(3).c_str());
  KeyList roster = places.roster();
  CHECK(places.order() == "1 2 3 ");
  CHECK(roster.keys[1].secret.empty());
  CHECK(roster.keys[2].secret.reveal() == fake_key(3));
  places.secrets = {};  // none could be opened
  roster = places.roster();
  REQUIRE(roster.keys.size() == 3);
  for (const ListedKey& key : roster.keys) CHECK(key.secret.empty());
}

TEST_CASE("F2 roster: a key that cannot be opened serves when API_KEYS holds it as well") {
  Places places;
  places.set_environment(fake_key(2));
  places.add_row(2, "");
  const KeyList roster = places.roster();
  REQUIRE(roster.keys.size() == 1);
  CHECK(roster.keys[0].secret.reveal() == fake_key(2));
}

TEST_CASE("F9 roster: a pool holds so many keys and no more, wherever they come from") {
  Places places;
  std::string keys;
  for (std::size_t i = 0; i < limits::pool_keys - 1; ++i) keys += "AIzaFAKE-" + std::to_string(i) + ",";
  places.set_environment(keys);
  places.add_row(1, fake_key(1).c_str());
  places.add_row(2, fake_key(2).c_str());
  places.publish(3);
  const KeyList roster = places.roster();
  CHECK(roster.keys.size() == limits::pool_keys);
  CHECK(roster.keys.back().id == id_of(1));
  CHECK(roster.refused_count == 2);
}

TEST_CASE("A1 roster: it outlives what it was made of") {
  Arena arena;
  KeyList roster;
  {
    Places places;
    places.set_environment(fake_key(1));
    places.publish(2);
    roster = make_roster({places.environment, places.rows, places.secrets, places.published}, arena);
  }
  REQUIRE(roster.keys.size() == 2);
  CHECK(roster.keys[0].secret.reveal() == fake_key(1));
  CHECK(roster.keys[1].secret.reveal() == fake_key(2));
}

TEST_CASE("G4 roster: every key has one shard, and keys of a project have the same") {
  std::size_t counts[7] = {};
  for (std::size_t number = 1; number <= 700; ++number) {
    ListedKey key;
    key.id = id_of(number);
    CHECK(shard_of(key, 0) == 0);
    CHECK(shard_of(key, 1) == 0);
    const std::uint32_t shard = shard_of(key, 7);
    REQUIRE(shard < 7);
    ++counts[shard];
    key.project = text::fingerprint("house");
    CHECK(shard_of(key, 7) == text::fingerprint("house") % 7);
  }
  for (const std::size_t count : counts) CHECK(count > 60);  // none is left without
}

TEST_CASE("E2 roster: keys that D1 does not name yet get rows without a secret") {
  Places places;
  places.set_environment(fake_keys(2));
  places.add_row(2);
  places.publish(3).name = "mine";
  places.publish(2);
  const List<store::KeyRow> unnamed =
      unnamed_keys({places.environment, places.rows, places.secrets, places.published}, places.arena);
  REQUIRE(unnamed.size() == 2);
  CHECK(unnamed[0].id == id_of(1));
  CHECK(unnamed[0].source == "env");
  CHECK(unnamed[0].masked ==
        "\xE2\x80\xA6"
        "0001");
  CHECK(unnamed[1].id == id_of(3));
  CHECK(unnamed[1].source == "kv");
  CHECK(unnamed[1].name == "mine");
  for (const store::KeyRow& row : unnamed) CHECK(row.sealed.empty());
}
