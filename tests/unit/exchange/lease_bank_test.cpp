// The lease bank: how much is asked for, who may use what is lent and until when, and who waits for it.
#include "exchange/lease_bank.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/text.h"

using namespace rota;
using exchange::LeaseBank;

namespace {

constexpr double now_ms = 1767323045000;  // a whole second
constexpr Bytes model = "gemini-3.6-flash";
constexpr Bytes other = "gemini-3.1-pro";

pool::Pick pick_of(std::uint64_t key, std::uint64_t group = 0, std::uint32_t shard = 0) {
  pool::Pick pick;
  pick.key = key;
  pick.group = group == 0 ? key : group;
  pick.secret = Secret("AIzaFAKE-key");
  pick.label = "#1 …key";
  pick.shard = shard;
  return pick;
}

struct Bank : LeaseBank {
  /// The key of the pick taken; 0: there was none.
  std::uint64_t taken(Bytes of, double at_ms, const List<std::uint64_t>& avoid = {}) {
    pool::Pick pick;
    return take(of, avoid, at_ms, pick, arena) ? pick.key : 0;
  }
  /// The keys given back, as a text.
  std::string given_back(double at_ms, std::uint32_t shard = 0) {
    List<pool::Returned> returned;
    take_void(shard, returned, at_ms, arena);
    std::string keys;
    for (const pool::Returned& one : returned) keys += std::to_string(one.key) + ":" + std::string(one.model) + " ";
    return keys;
  }
  void note_demands(int count, double at_ms) {
    for (int i = 0; i < count; ++i) note_demand(model, at_ms);
  }
  Arena arena;
};

}  // namespace

TEST_CASE("C2: a quiet isolate asks for one pick at a time") {
  Bank bank;
  CHECK(bank.want(model, 64, now_ms) == 1);
  for (int second = 0; second < 20; ++second) {
    const double at_ms = now_ms + second * 1000;
    bank.note_demands(4, at_ms);
    CHECK(bank.want(model, 64, at_ms) == 1);
  }
}

TEST_CASE("F8: a busy isolate asks for what it will use in a moment") {
  Bank bank;
  bank.note_demands(40, now_ms);
  CHECK(bank.want(model, 64, now_ms) == 10);  // a quarter of a second's
  CHECK(bank.want(model, 64, now_ms + 999) == 10);
  CHECK(bank.want(model, 64, now_ms + 1000) == 10);  // nobody yet in the new second: as in the one before
  CHECK(bank.want(other, 64, now_ms) == 1);
  CHECK(bank.want(model, 64, now_ms + 2000) == 1);
  CHECK(bank.want(model, 64, now_ms - 5000) == 1);  // the clock stepped back
  CHECK(bank.want(model, 64, now_ms - 1) == 10);    // another request's clock

  bank.note_demands(1, now_ms + 1000);
  CHECK(bank.want(model, 64, now_ms + 1000) == 10);  // a second that has just begun says nothing yet
  bank.note_demands(39, now_ms + 1000);
  bank.note_demands(40, now_ms + 999);  // as above: they count for the latest second
  CHECK(bank.want(model, 64, now_ms + 1000) == 20);
  bank.note_demands(1, now_ms + 9000);
  CHECK(bank.want(model, 64, now_ms + 9000) == 1);
}

TEST_CASE("F8: never more than is allowed, never more than one call may lend") {
  Bank bank;
  bank.note_demands(5000, now_ms);
  CHECK(bank.want(model, 1, now_ms) == 1);
  CHECK(bank.want(model, 7, now_ms) == 7);
  CHECK(bank.want(model, 64, now_ms) == limits::lease_picks);
  CHECK(bank.want(model, 100000, now_ms) == limits::lease_picks);
}

TEST_CASE("picks go out in the order in which they came, once, for their model only") {
  Bank bank;
  for (const std::uint64_t key : {3U, 1U, 2U}) bank.put(pick_of(key), model, now_ms);
  bank.put(pick_of(9), other, now_ms);
  CHECK(bank.taken(model, now_ms) == 3);
  CHECK(bank.taken(model, now_ms) == 1);
  bank.put(pick_of(4), model, now_ms + 1);  // what is free is used again, the order stays
  CHECK(bank.taken(model, now_ms + 1) == 2);
  CHECK(bank.taken(model, now_ms + 1) == 4);
  CHECK(bank.taken(model, now_ms + 1) == 0);
  CHECK(bank.taken(other, now_ms + 1) == 9);
  CHECK(bank.given_back(now_ms + 1e6).empty());
}

TEST_CASE("C2 H3: a pick that served nobody is the next again, before those that came with it") {
  Bank bank;
  for (const std::uint64_t key : {3U, 1U}) bank.put(pick_of(key), model, now_ms);
  bank.put_back(pick_of(2), model, now_ms);
  for (const std::uint64_t key : {2U, 3U, 1U, 0U}) CHECK(bank.taken(model, now_ms) == key);
  for (std::size_t i = 0; i < limits::picks_banked; ++i) bank.put(pick_of(i + 1), model, now_ms);
  bank.put_back(pick_of(9999), model, now_ms);  // no room: it comes back by itself
  CHECK(bank.taken(model, now_ms) == 1);
  CHECK(bank.taken(model, now_ms) == 2);
}

TEST_CASE("a pick is a copy that owes nothing to the reply it came with") {
  Bank bank;
  std::string secret = "AIzaFAKE-secret-of-a-reply";
  pool::Pick lent = pick_of(1, 7, 3);
  lent.secret = Secret(secret);
  lent.label = Bytes(secret).substr(0, 8);
  bank.put(lent, model, now_ms);
  secret.assign(secret.size(), '#');
  pool::Pick pick;
  REQUIRE(bank.take(model, {}, now_ms, pick, bank.arena));
  CHECK(pick.secret.reveal() == "AIzaFAKE-secret-of-a-reply");
  CHECK(pick.label == "AIzaFAKE");
  CHECK(pick.group == 7);
  CHECK(pick.shard == 3);
}

TEST_CASE("A5: a request does not get a key that it has tried; the pick waits for another") {
  Bank bank;
  bank.put(pick_of(1), model, now_ms);
  bank.put(pick_of(2), model, now_ms);
  List<std::uint64_t> tried;
  tried.push(bank.arena, 1U);
  CHECK(bank.taken(model, now_ms, tried) == 2);
  CHECK(bank.taken(model, now_ms, tried) == 0);
  CHECK(bank.taken(model, now_ms) == 1);
}

TEST_CASE("a pick that nobody used in time is void and goes back to the pool that lent it, once") {
  Bank bank;
  bank.put(pick_of(1), model, now_ms);
  bank.put(pick_of(2, 0, 5), model, now_ms);
  bank.put(pick_of(3), other, now_ms + 1000);
  CHECK(bank.given_back(now_ms + limits::lease_ms - 1).empty());
  const double late_ms = now_ms + limits::lease_ms;
  CHECK(bank.taken(model, late_ms) == 0);
  CHECK(bank.given_back(late_ms) == "1:gemini-3.6-flash ");
  CHECK(bank.given_back(late_ms, 5) == "2:gemini-3.6-flash ");
  CHECK(bank.given_back(late_ms).empty());
  CHECK(bank.given_back(late_ms, 5).empty());
  CHECK(bank.taken(other, late_ms) == 3);
}

TEST_CASE("a request whose clock is a little behind uses what was lent; when the clock steps back, it is void") {
  Bank bank;
  bank.put(pick_of(1), model, now_ms);
  bank.put(pick_of(2), model, now_ms);
  CHECK(bank.taken(model, now_ms - limits::lease_ms) == 1);
  CHECK(bank.taken(model, now_ms - limits::lease_ms - 1) == 0);
  CHECK(bank.given_back(now_ms - 60000) == "2:gemini-3.6-flash ");
}

TEST_CASE("F6: what rests is not used: a project for a model, or a key for all") {
  Bank bank;
  const auto fill = [&bank] {
    bank.put(pick_of(1, 100), model, now_ms);
    bank.put(pick_of(2, 100), model, now_ms);
    bank.put(pick_of(1, 100), other, now_ms);
    bank.put(pick_of(3), model, now_ms);
  };
  SECTION("a project, one model") {
    fill();
    bank.drop(100, model);
    CHECK(bank.taken(model, now_ms) == 3);
    CHECK(bank.taken(model, now_ms) == 0);
    CHECK(bank.taken(other, now_ms) == 1);
    CHECK(bank.given_back(now_ms) == "1:gemini-3.6-flash 2:gemini-3.6-flash ");
  }
  SECTION("a key, all models") {
    fill();
    bank.drop(1, {});
    CHECK(bank.taken(model, now_ms) == 2);
    CHECK(bank.taken(other, now_ms) == 0);
    CHECK(bank.given_back(now_ms) == "1:gemini-3.6-flash 1:gemini-3.1-pro ");
  }
  SECTION("everything") {
    fill();
    bank.drop_all();
    CHECK(bank.taken(model, now_ms) == 0);
    CHECK(bank.taken(other, now_ms) == 0);
  }
}

TEST_CASE("F9: past the bound what is lent is not kept; one call gives back as much as it may") {
  Bank bank;
  const std::size_t most = limits::picks_banked;
  for (std::size_t i = 1; i <= most + 10; ++i) bank.put(pick_of(i), model, now_ms);
  for (std::size_t i = 1; i <= most; ++i) REQUIRE(bank.taken(model, now_ms) == i);
  CHECK(bank.taken(model, now_ms) == 0);

  for (std::size_t i = 1; i <= most; ++i) bank.put(pick_of(i), model, now_ms);
  List<pool::Returned> returned;
  for (std::size_t i = 0; i < limits::picks_returned - 1; ++i) returned.push(bank.arena, pool::Returned{});
  bank.take_void(0, returned, now_ms + 1e6, bank.arena);
  CHECK(returned.size() == limits::picks_returned);
  CHECK(!bank.given_back(now_ms + 1e6).empty());
}

TEST_CASE("F9: longer texts than a pick may have are cut, a request without a model keeps nothing") {
  Bank bank;
  const std::string secret(limits::pool_key_bytes + 5, 's');
  const std::string name(limits::model_name_bytes + 50, 'm');
  pool::Pick lent = pick_of(1);
  lent.secret = Secret(secret);
  lent.label = secret;
  bank.put(lent, name, now_ms);
  pool::Pick pick;
  REQUIRE(bank.take(name, {}, now_ms, pick, bank.arena));
  CHECK(pick.secret.size() == limits::pool_key_bytes);
  CHECK(pick.label.size() == limits::pick_label_bytes);
  bank.put(pick_of(2), "", now_ms);
  CHECK(bank.taken("", now_ms) == 0);
}

TEST_CASE("as many may wait for a call as it brings picks beyond the first") {
  Bank bank;
  CHECK(!bank.may_wait(model));
  bank.begin_call(model, 1);
  CHECK(!bank.may_wait(model));
  bank.begin_call(model, 3);
  CHECK(bank.may_wait(model));
  CHECK(!bank.may_wait(other));
  bank.add_waiter(model, 11);
  CHECK(bank.may_wait(model));
  bank.add_waiter(model, 12);
  CHECK(!bank.may_wait(model));
  CHECK(!bank.waits_in_vain(model));
  CHECK(bank.next_waiter(other) == 0);
  CHECK(bank.next_waiter(model) == 11);
  CHECK(bank.may_wait(model));
  bank.remove_waiter(12);
  bank.remove_waiter(12);
  bank.remove_waiter(77);
  CHECK(bank.next_waiter(model) == 0);
  bank.end_call(model, 3);
  CHECK(!bank.may_wait(model));
}

TEST_CASE("an answered call is waited for no longer: who still waits is left to the calls under way") {
  Bank bank;
  bank.begin_call(model, 3);
  bank.add_waiter(model, 1);
  bank.add_waiter(model, 2);
  bank.begin_call(model, 2);
  bank.add_waiter(model, 3);
  CHECK(!bank.may_wait(model));

  bank.end_call(model, 3);
  CHECK(bank.waits_in_vain(model));
  CHECK(bank.next_waiter(model) == 1);
  CHECK(bank.next_waiter(model) == 2);
  CHECK(!bank.waits_in_vain(model));  // the last one has a call
  CHECK(!bank.may_wait(model));
  bank.end_call(model, 2);
  CHECK(bank.waits_in_vain(model));
  CHECK(bank.next_waiter(model) == 3);
  CHECK(!bank.waits_in_vain(model));
}

TEST_CASE("more calls end than began: nothing is counted below zero") {
  Bank bank;
  bank.end_call(model, 5);
  bank.begin_call(model, 2);
  bank.end_call(model, 9);
  bank.end_call(model, 9);
  bank.begin_call(model, 2);
  CHECK(bank.may_wait(model));
  bank.add_waiter(model, 1);
  CHECK(!bank.may_wait(model));
}

TEST_CASE("F9: models past the bound replace those that are idle for longest, never one that is waited for") {
  Bank bank;
  bank.begin_call("busy", 3);
  bank.add_waiter("busy", 5);
  for (int i = 0; i < 1000; ++i) bank.note_demand("model-" + std::to_string(i), now_ms + i * 1000.0);
  CHECK(bank.next_waiter("busy") == 5);
  CHECK(bank.may_wait("busy"));
  for (int i = 0; i < 40; ++i) bank.note_demand("model-999", now_ms + 999000);
  CHECK(bank.want("model-999", 64, now_ms + 999000) == 10);
  CHECK(bank.want("model-0", 64, now_ms) == 1);
}

TEST_CASE("F9: however many models are waited for at once, none is forgotten") {
  Bank bank;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "model-" + std::to_string(i);
    bank.begin_call(name, 2);
    bank.add_waiter(name, static_cast<std::uint32_t>(i + 1));
  }
  for (int i = 0; i < 300; ++i)
    CHECK(bank.next_waiter("model-" + std::to_string(i)) == static_cast<std::uint32_t>(i + 1));
}

TEST_CASE("F6: that the pool had nothing is remembered for a moment, by model") {
  Bank bank;
  pool::Reply reply;
  reply.shortage = pool::Shortage::exhausted;
  reply.cause = pool::Cause::day_limit;
  reply.retry_after_ms = 50000;
  const std::string reason = "All 3 keys have spent their day for gemini-3.6-flash.";
  reply.reason = reason;
  bank.note_shortage(model, reply, now_ms);
  pool::Reply known;
  CHECK(!bank.shortage(other, now_ms, known, bank.arena));
  CHECK(!bank.shortage(model, now_ms - 1, known, bank.arena));  // the clock stepped back
  REQUIRE(bank.shortage(model, now_ms + 400, known, bank.arena));
  CHECK(known.shortage == pool::Shortage::exhausted);
  CHECK(known.cause == pool::Cause::day_limit);
  CHECK(known.retry_after_ms == 49600);
  CHECK(known.reason == reason);
  CHECK(!bank.shortage(model, now_ms + limits::shortage_ms, known, bank.arena));
}

TEST_CASE("F6: a shortage that ends sooner is remembered no longer, and one without an end for the moment only") {
  Bank bank;
  pool::Reply reply;
  reply.shortage = pool::Shortage::cooling;
  reply.retry_after_ms = 300;
  bank.note_shortage(model, reply, now_ms);
  pool::Reply known;
  CHECK(bank.shortage(model, now_ms + 299, known, bank.arena));
  CHECK(!bank.shortage(model, now_ms + 300, known, bank.arena));
  reply.retry_after_ms = 0;
  reply.reason = "";
  bank.note_shortage(model, reply, now_ms);
  CHECK(bank.shortage(model, now_ms + 999, known, bank.arena));
  CHECK(known.retry_after_ms == 0);

  const std::string novel(limits::shortage_reason_bytes * 2, 'r');
  reply.reason = novel;
  bank.note_shortage(model, reply, now_ms);
  REQUIRE(bank.shortage(model, now_ms, known, bank.arena));
  CHECK(known.reason.size() == limits::shortage_reason_bytes);
}
