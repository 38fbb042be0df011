// Owners: who owns what clients have made upstream, for how long, and what a pool does for a request that names it.
#include "pool/owners.h"

#include <set>

#include "pool/owner_pages.h"
#include "pool/pool_testing.h"

using namespace pool_testing;

namespace {

Learned made(Bytes name, std::uint64_t key, std::uint64_t client = 0, double life_ms = hour_ms) {
  return {name, key, client, life_ms};
}

/// A pool and one client's requests about what it owns.
struct OwnerBench : Bench {
  using Bench::Bench;
  Arena texts;
  void learn(const Learned& learned) {
    Call asked;
    asked.learned.push(texts, learned);
    static_cast<void>(call(asked));
  }
  const Reply& want(std::vector<std::string> names, std::uint64_t client = 0, bool shared = false, Bytes model = {}) {
    Call asked = ask(1, model);
    for (const std::string& name : names) asked.owner.names.push(texts, texts.copy(name));
    asked.owner.client = client;
    asked.owner.shared = shared;
    return call(asked);
  }
  const Reply& list(std::uint64_t client, std::uint64_t after = 0, bool shared = false) {
    Call asked = ask(1, {});
    asked.owner.collection = "files";
    asked.owner.client = client;
    asked.owner.after = after;
    asked.owner.shared = shared;
    return call(asked);
  }
  std::size_t create(std::uint64_t client = 0) {
    Call asked = ask(1, {});
    asked.owner.creates = true;
    asked.owner.client = client;
    const Reply& reply = call(asked);
    return reply.picks.empty() ? 0 : number_of(reply.picks[0].key);
  }
  std::size_t owner_of(const std::string& name, std::uint64_t client = 0, bool shared = false) {
    const Reply& reply = want({name}, client, shared);
    return reply.picks.empty() ? 0 : number_of(reply.picks[0].key);
  }
};

}  // namespace

TEST_CASE("H10: what a key owns is lent with that key, for as long as it is kept") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(2)));
  for (int i = 0; i < 3; ++i) CHECK(bench.owner_of("files/a") == 2);
  bench.now_ms += hour_ms - 1;
  CHECK(bench.owner_of("files/a") == 2);
  bench.now_ms += 1;
  const Reply& over = bench.want({"files/a"});
  CHECK(over.picks.empty());
  CHECK(over.ownership == Ownership::unknown);
  CHECK(over.owned_name == "files/a");
}

TEST_CASE("H10: owners are stored in the step that learns of them: nothing of that is lost in a crash") {
  OwnerBench bench(fake_keys(3));
  for (std::size_t i = 0; i < limits::owner_page + 3; ++i) {
    const std::string name = "files/f" + std::to_string(i);
    bench.learn(made(Bytes(name), id_of(1 + i % 3), 7));
    CHECK(bench.last_stores == 1);
  }
  bench.restart();
  CHECK(bench.owner_of("files/f0", 7) == 1);
  CHECK(bench.owner_of("files/f" + std::to_string(limits::owner_page + 2), 7) == 1 + (limits::owner_page + 2) % 3);
  CHECK(bench.rows.count("owners/0") == 1);
  CHECK(bench.rows.count("owners/1") == 1);
}

TEST_CASE("H10: owners that could not be read at first are joined with those learned meanwhile") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/old", id_of(2)));
  bench.fail_reads = "Error: busy";
  bench.restart();
  CHECK(bench.owner_of("files/old") == 0);
  bench.learn(made("files/new", id_of(3)));
  bench.fail_reads.clear();
  bench.pass(minute_ms * 10);
  CHECK(bench.owner_of("files/old") == 2);
  CHECK(bench.owner_of("files/new") == 3);
  bench.restart();
  CHECK(bench.owner_of("files/old") == 2);
  CHECK(bench.owner_of("files/new") == 3);
}

TEST_CASE("H10: one client's are not another's, unless they are shared") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(2), 7));
  CHECK(bench.owner_of("files/a", 7) == 2);
  CHECK(bench.owner_of("files/a", 8) == 0);
  CHECK(bench.owner_of("files/a") == 0);
  CHECK(bench.owner_of("files/a", 8, true) == 2);
  // Nobody takes over what another one has made.
  bench.learn(made("files/a", id_of(1), 8));
  CHECK(bench.owner_of("files/a", 7) == 2);
  bench.learn(made("files/a", id_of(2), 8, 0));
  CHECK(bench.owner_of("files/a", 7) == 2);
  bench.learn(made("files/a", id_of(2), 7, 0));
  CHECK(bench.owner_of("files/a", 7) == 0);
}

TEST_CASE("H10: names of two keys are refused together, and one that is unknown is named") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(2)));
  bench.learn(made("files/b", id_of(2)));
  bench.learn(made("files/c", id_of(3)));
  CHECK(bench.want({"files/a", "files/b"}).picks.size() == 1);
  CHECK(bench.want({"files/a", "files/c"}).ownership == Ownership::split);
  CHECK(bench.want({"files/a", "files/x"}).owned_name == "files/x");
}

TEST_CASE("H10: an owner that cannot serve says so, and no other key is lent") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(2)));
  bench.tell(2, flash, Cause::minute_limit, 30 * second_ms);
  const Reply& cooling = bench.want({"files/a"}, 0, false, flash);
  CHECK(cooling.picks.empty());
  CHECK(cooling.ownership == Ownership::out);
  CHECK(cooling.retry_after_ms > 0);
  CHECK(cooling.retry_after_ms <= 31 * second_ms);
  CHECK(text::contains(cooling.reason, "The only key that may serve this "));
  CHECK(text::contains(cooling.reason, "it is back in "));
  // For another model, and for none, it serves.
  CHECK(bench.owner_of("files/a") == 2);
  bench.tell(2, flash, Cause::key_invalid);
  const Reply& dead = bench.want({"files/a"});
  CHECK(dead.ownership == Ownership::out);
  CHECK(dead.picks.empty());
}

TEST_CASE("H10: a key that has left the pool has taken along what it owned; the only key of a pool owns all") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(2)));
  bench.configure(fake_key(1) + "," + fake_key(3));
  CHECK(bench.want({"files/a"}).ownership == Ownership::unknown);
  CHECK(bench.list(0).ownership == Ownership::unknown);
  bench.configure(fake_key(1));
  CHECK(bench.owner_of("files/of-another-tool") == 1);
  CHECK(bench.owner_of("files/a") == 0);
}

TEST_CASE("H10: what a client makes goes to the key that has its others, while that serves and for a while") {
  OwnerBench bench(fake_keys(3));
  const std::size_t first = bench.create(7);
  for (int i = 0; i < 3; ++i) CHECK(bench.create(7) == first);
  const std::size_t second = bench.create(8);  // the rotation's turn
  CHECK(second != first);
  CHECK(bench.create(8) == second);
  bench.restart();
  CHECK(bench.create(7) == first);
  // Each one that comes when half of the time is over begins it anew.
  for (int i = 0; i < 4; ++i) {
    bench.now_ms += limits::owner_gather_ms / 2;
    CHECK(bench.create(7) == first);
    CHECK(bench.last_stores == 1);
    CHECK(bench.create(7) == first);
    CHECK(bench.last_stores == 0);
  }
  bench.now_ms += limits::owner_gather_ms - 1;
  CHECK(bench.create(7) == first);
  bench.now_ms += limits::owner_gather_ms;
  std::set<std::size_t> keys;
  for (std::uint64_t client = 20; client < 23; ++client) keys.insert(bench.create(client));
  CHECK(keys.size() == 3);
  bench.tell(bench.create(9), flash, Cause::key_invalid);
  const std::size_t other = bench.create(9);
  CHECK(other != 0);
  CHECK(bench.create(9) == other);
}

TEST_CASE("H10: a list goes from owner to owner, each with what the client may see") {
  OwnerBench bench(fake_keys(3));
  bench.learn(made("files/a", id_of(1), 7));
  bench.learn(made("files/b", id_of(2), 7));
  bench.learn(made("files/c", id_of(2), 8));
  bench.learn(made("cachedContents/d", id_of(3), 7));
  bench.learn(made("filesystem/e", id_of(3), 7));
  std::set<std::string> seen;
  std::uint64_t after = 0;
  for (int i = 0; i < 2; ++i) {
    const Reply& reply = bench.list(7, after);
    REQUIRE(reply.picks.size() == 1);
    CHECK(reply.picks[0].key > after);
    after = reply.picks[0].key;
    for (const Bytes name : reply.owned) seen.insert(std::string(name));
  }
  CHECK(seen == std::set<std::string>{"files/a", "files/b"});
  CHECK(bench.list(7, after).ownership == Ownership::unknown);
  CHECK(bench.list(9).ownership == Ownership::unknown);
  std::size_t shared = 0;
  for (after = 0;;) {
    const Reply& reply = bench.list(9, after, true);
    if (reply.picks.empty()) break;
    after = reply.picks[0].key;
    shared += reply.owned.size();
  }
  CHECK(shared == 3);
}

TEST_CASE("H10: a name at its limit is kept, one above it is not") {
  Owners owners;
  const std::string longest = "uploads/" + std::string(limits::owned_name_bytes - 8, 'u');
  CHECK(owners.learn(made(Bytes(longest), 1), 0));
  CHECK(owners.find(longest, 1) != nullptr);
  CHECK(owners.learn(made("uploads/short", 1), 0));
  CHECK_FALSE(owners.learn(made(Bytes(longest + "u"), 1), 0));
  CHECK(owners.find(longest + "u", 1) == nullptr);
  CHECK_FALSE(owners.learn(made("", 1), 0));
}

TEST_CASE("H10: past the limit of owners the oldest of the newcomer's kind is forgotten, and of no other kind") {
  Owners owners;
  owners.learn(made("files/first", 1, 0, day_ms), 0);
  for (std::size_t i = 1; i < limits::owners; ++i) {
    const std::string name = "interactions/i" + std::to_string(i);
    owners.learn(made(Bytes(name), 1, 0, day_ms), static_cast<double>(i));
  }
  CHECK(owners.size() == limits::owners);
  CHECK(owners.find("interactions/i1", 30000) != nullptr);
  owners.learn(made("interactions/next", 1, 0, day_ms), 30000);
  CHECK(owners.size() == limits::owners);
  CHECK(owners.find("interactions/i1", 30000) == nullptr);
  CHECK(owners.find("interactions/i2", 30000) != nullptr);
  CHECK(owners.find("files/first", 30000) != nullptr);
  // Of a kind that nobody has yet: the oldest of all.
  owners.learn(made("batches/b", 1, 0, day_ms), 30000);
  CHECK(owners.find("files/first", 30000) == nullptr);
  // A place whose time is over is taken first.
  owners.learn(made("files/late", 1, 0, day_ms), day_ms + 5000);
  CHECK(owners.find("interactions/next", day_ms + 5000) != nullptr);
}

TEST_CASE("H10: no life is longer than the longest, which each use begins anew once half of it is over") {
  Owners owners;
  owners.learn(made("fileSearchStores/s", 1, 0, 10 * limits::owned_other_ms), 0);
  owners.learn(made("files/f", 1, 0, limits::owned_file_ms), 0);
  CHECK(owners.find("fileSearchStores/s", 0)->until_ms == limits::owned_other_ms);
  CHECK(owners.find("fileSearchStores/s", limits::owned_other_ms / 2)->until_ms == limits::owned_other_ms);
  CHECK(owners.find("fileSearchStores/s", limits::owned_other_ms / 2 + 1)->until_ms > limits::owned_other_ms);
  CHECK(owners.find("files/f", limits::owned_file_ms - 1)->until_ms == limits::owned_file_ms);
  CHECK(owners.find("files/f", limits::owned_file_ms) == nullptr);
}

TEST_CASE("H10: a call's names and what it has learned have a limit") {
  Arena arena;
  json::Reader reader;
  const auto decoded = [&](std::size_t names, std::size_t learned) {
    Call call;
    for (std::size_t i = 0; i < names; ++i) call.owner.names.push(arena, "files/a");
    for (std::size_t i = 0; i < learned; ++i) call.learned.push(arena, made("files/a", 1));
    Buffer out;
    encode(call, out);
    return decode_call(arena.copy(out.view()), reader, arena).ok();
  };
  CHECK(decoded(limits::owned_names, limits::owned_names));
  CHECK(decoded(limits::owned_names - 1, limits::owned_names - 1));
  CHECK_FALSE(decoded(limits::owned_names + 1, 0));
  CHECK_FALSE(decoded(0, limits::owned_names + 1));
}

TEST_CASE("H10: the owner's part of a call and of a reply comes back as it was sent") {
  Arena arena;
  json::Reader reader;
  Call call;
  call.owner.names.push(arena, "files/\"quoted\"");
  call.owner.collection = "files";
  call.owner.after = 5;
  call.owner.again = call.owner.creates = call.owner.shared = true;
  call.owner.client = 6;
  call.learned.push(arena, made("files/a", 7, 8, 9));
  Buffer out;
  encode(call, out);
  const auto read = decode_call(arena.copy(out.view()), reader, arena);
  REQUIRE(read.ok());
  const OwnerWish& owner = (*read)->owner;
  CHECK(owner.names[0] == "files/\"quoted\"");
  CHECK(owner.collection == "files");
  CHECK(owner.after == 5);
  CHECK((owner.again && owner.creates && owner.shared));
  CHECK(owner.client == 6);
  CHECK((*read)->learned[0].name == "files/a");
  CHECK((*read)->learned[0].key == 7);
  CHECK((*read)->learned[0].client == 8);
  CHECK((*read)->learned[0].life_ms == 9);

  Reply reply;
  reply.ownership = Ownership::split;
  reply.owned_name = "files/x";
  reply.owned.push(arena, "files/y");
  out.clear();
  encode(reply, out);
  const auto back = decode_reply(arena.copy(out.view()), reader, arena);
  REQUIRE(back.ok());
  CHECK((*back)->ownership == Ownership::split);
  CHECK((*back)->owned_name == "files/x");
  CHECK((*back)->owned[0] == "files/y");
  const auto newer = decode_reply(R"({"ownership":9})", reader, arena);
  CHECK((*newer)->ownership == Ownership::out);
}

TEST_CASE("H10: a row of another version is ignored, and an entry without a name or a key is passed over") {
  Arena arena;
  json::Reader reader;
  Owners owners;
  CHECK_FALSE(read_owner_page(R"({"v":2,"owners":[]})", false, reader, owners, arena));
  CHECK_FALSE(read_owner_page("nonsense", false, reader, owners, arena));
  CHECK(read_owner_page(R"({"v":1,"owners":[{"key":"0000000000000001"},{"name":"files/a"},)"
                        R"({"name":"files/b","key":"0000000000000001","until":9}]})",
                        false, reader, owners, arena));
  CHECK(owners.size() == 1);
  CHECK(owners.find("files/b", 8) != nullptr);
  CHECK(is_owner_page_row("owners/0"));
  CHECK_FALSE(is_owner_page_row("owners/x"));
  CHECK_FALSE(is_owner_page_row("owner/0"));
}
