// Reconcile: who stays, leaves and joins, where the rotation then stands, and which pages say so.
#include "pool/reconcile.h"

#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Roster {
  Reconciled take(const std::string& keys) {
    const Reconciled result = reconcile(ledger, parse_keys(Secret(keys), arena), now_ms, next, dirty);
    urgent.clear();
    for (std::uint32_t page = dirty.take_urgent(); page != nowhere; page = dirty.take_urgent()) urgent.push_back(page);
    return result;
  }
  [[nodiscard]] std::string order() const {
    std::string numbers;
    for (std::uint32_t at = 0; at < ledger.size(); ++at) {
      const std::size_t number = Bench::number_of(ledger.key(at).id);
      CHECK(ledger.secret(at).reveal() == fake_key(number));
      CHECK(ledger.find(ledger.key(at).id) == at);
      numbers += std::to_string(number);
    }
    return numbers;
  }
  double now_ms = summer_noon_ms;
  Arena arena;
  Ledger ledger;
  DirtyPages dirty;
  std::uint32_t next = 0;
  std::vector<std::uint32_t> urgent;
};

std::string keys_of(const std::vector<std::size_t>& numbers) {
  std::string keys;
  for (const std::size_t number : numbers) keys += fake_key(number) + ",";
  return keys;
}

}  // namespace

TEST_CASE("A1: removed keys leave, new ones join behind, kept ones keep their state") {
  Roster roster;
  Reconciled result = roster.take(keys_of({1, 2, 3}));
  CHECK(result.joined == 3);
  CHECK(result.left == 0);
  CHECK(roster.order() == "123");
  CHECK(roster.urgent == std::vector<std::uint32_t>{0});
  static_cast<void>(roster.ledger.apply(report_of(3, flash, Cause::day_limit), roster.now_ms, roster.arena));

  result = roster.take(keys_of({5, 3, 4, 1}));
  CHECK(result.joined == 2);
  CHECK(result.left == 1);
  CHECK(roster.order() == "1354");
  const Name model = roster.ledger.find_model(flash);
  CHECK(roster.ledger.standing(1, model, roster.now_ms).cause == Cause::day_limit);
  CHECK(roster.ledger.standing(0, model, roster.now_ms).serves == Serves::yes);

  result = roster.take(keys_of({1, 3, 4, 5}));
  CHECK(result.joined + result.left == 0);
  CHECK(roster.order() == "1354");
  CHECK(roster.urgent.empty());
}

TEST_CASE("C2: the turn stays before the same key") {
  Roster roster;
  roster.take(keys_of({1, 2, 3, 4}));
  roster.next = 2;  // key 3
  roster.take(keys_of({2, 3, 4}));
  CHECK(roster.next == 1);
  roster.take(keys_of({2, 4, 5}));
  CHECK(roster.order() == "245");
  CHECK(roster.next == 1);  // key 3 has left: key 4 follows it
  roster.next = 2;
  roster.take(keys_of({2, 4}));
  CHECK(roster.next == 0);
  roster.take("");
  CHECK(roster.next == 0);
  CHECK(roster.ledger.size() == 0);
}

TEST_CASE("a key that left and comes back is a new one") {
  Roster roster;
  roster.take(keys_of({1, 2}));
  static_cast<void>(roster.ledger.apply(report_of(1, flash, Cause::key_invalid), roster.now_ms, roster.arena));
  roster.take(keys_of({2}));
  roster.take(keys_of({2, 1}));
  CHECK(roster.ledger.standing(1, no_text, roster.now_ms).serves == Serves::yes);
}

TEST_CASE("F8: the memory of a key that left serves the next") {
  Roster roster;
  roster.take(keys_of({1, 2}));
  static_cast<void>(roster.ledger.apply(report_of(1, flash, Cause::ok), roster.now_ms, roster.arena));
  const std::uint32_t freed = roster.ledger.key(0).first_model;
  roster.take(keys_of({2}));
  static_cast<void>(roster.ledger.apply(report_of(2, pro, Cause::ok), roster.now_ms, roster.arena));
  CHECK(roster.ledger.key(0).first_model == freed);
}

TEST_CASE("D2: somebody who changes the keys gets the dead ones probed at once") {
  Roster roster;
  roster.take(keys_of({1, 2}));
  static_cast<void>(roster.ledger.apply(report_of(1, flash, Cause::service_disabled), roster.now_ms, roster.arena));
  roster.take(keys_of({1, 2}));
  CHECK(roster.ledger.standing(0, no_text, roster.now_ms).serves == Serves::no);
  roster.take(keys_of({1, 2, 3}));
  CHECK(roster.ledger.standing(0, no_text, roster.now_ms).serves == Serves::probe);
}

TEST_CASE("F8: only pages that changed are written") {
  Roster roster;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 1; i <= 150; ++i) numbers.push_back(i);
  roster.take(keys_of(numbers));
  CHECK(roster.urgent == std::vector<std::uint32_t>{0, 1, 2});
  numbers.push_back(151);
  roster.take(keys_of(numbers));
  CHECK(roster.urgent == std::vector<std::uint32_t>{2});
  numbers.erase(numbers.begin() + 100);
  roster.take(keys_of(numbers));
  CHECK(roster.urgent == std::vector<std::uint32_t>{1, 2});
  numbers.resize(128);
  roster.take(keys_of(numbers));
  CHECK(roster.urgent.empty());  // page 2 is past the end, and the caller's to erase
  numbers.pop_back();
  roster.take(keys_of(numbers));
  CHECK(roster.urgent == std::vector<std::uint32_t>{1});
}

TEST_CASE("F8: twenty thousand keys join and leave in reasonable time") {
  Roster roster;
  std::string keys;
  for (std::size_t i = 0; i < limits::pool_keys; ++i) keys += "AIzaFAKE-" + std::to_string(i) + ",";
  CHECK(roster.take(keys).joined == limits::pool_keys);
  CHECK(roster.take(keys.substr(keys.size() / 2)).left > limits::pool_keys / 3);
}
