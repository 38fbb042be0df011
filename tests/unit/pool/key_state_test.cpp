// Key state: one word a key, and one tally that every place shows.
#include "pool/key_state.h"
#include "pool/ledger_testing.h"

using namespace ledger_testing;

namespace {

store::ModelRow quota_of(Bytes model, std::int64_t quota) {
  store::ModelRow row;
  row.id = model;
  row.category = store::family_of(model);
  row.daily_quota = quota;
  return row;
}

void set_quotas(Keys& keys, Bytes model, std::int64_t quota, std::uint32_t pro_quota = 0) {
  List<store::ModelRow> rows;
  if (quota != 0) rows.push(keys.arena, quota_of(model, quota));
  keys.ledger.set_rules(rows, pro_quota, 0);
}

}  // namespace

TEST_CASE("every state has a name of its own, and is read back by it") {
  for (std::size_t at = 0; at < key_states; ++at) {
    KeyState read = KeyState::off;
    CHECK(parse_key_state(name_of(static_cast<KeyState>(at)), read));
    CHECK(static_cast<std::size_t>(read) == at);
  }
  KeyState untouched = KeyState::limited;
  for (const Bytes name : {Bytes("cooling"), Bytes(""), Bytes("Ready")}) CHECK_FALSE(parse_key_state(name, untouched));
  CHECK(untouched == KeyState::limited);
  CHECK(name_of(KeyState::cooling) == "resting");
}

TEST_CASE("D1: a key is in the worst state that anything says of it") {
  Keys keys(6);
  keys.serve(1, flash);
  keys.serve(2, flash);
  keys.tell(2, flash, Cause::minute_limit);
  keys.tell(3, flash, Cause::billing);
  keys.tell(4, flash, Cause::key_invalid);
  keys.list.keys[4].switched_off = true;
  keys.list.keys[5].secret = {};
  keys.take();
  const KeyState expected[] = {KeyState::ready,    KeyState::limited, KeyState::cooling,
                               KeyState::disabled, KeyState::off,     KeyState::unreadable};
  for (std::uint32_t at = 0; at < 6; ++at) CHECK(state_of(keys.ledger, at, keys.now_ms) == expected[at]);
  const KeyTally tally = tally_keys(keys.ledger, keys.now_ms);
  for (const std::uint32_t count : tally.of) CHECK(count == 1);
  const Census census = census_of(tally);
  CHECK(census.keys == 6);
  CHECK(census.ready == 1);
  CHECK(census.limited == 2);
  CHECK(census.disabled == 3);
}

TEST_CASE("D1: a key that cools down for one model is limited, and ready for another") {
  Keys keys(1);
  keys.serve(1, flash);
  keys.serve(1, pro);
  keys.tell(1, flash, Cause::minute_limit);
  const Ledger& ledger = keys.ledger;
  CHECK(state_of(ledger, 0, keys.now_ms) == KeyState::limited);
  CHECK(state_for(ledger, 0, ledger.find_model(flash), keys.now_ms) == KeyState::limited);
  CHECK(state_for(ledger, 0, ledger.find_model(pro), keys.now_ms) == KeyState::ready);
  keys.now_ms += 2 * minute_ms;
  CHECK(state_of(ledger, 0, keys.now_ms) == KeyState::ready);
}

TEST_CASE("H4: a key over a quota of yours is limited wherever keys are counted") {
  Keys keys(3);
  for (std::size_t number = 1; number <= 3; ++number) keys.label(number, number < 3 ? "blue" : "");
  keys.take();
  keys.serve(1, pro);
  keys.serve(1, pro);
  keys.serve(2, pro);
  keys.serve(3, pro);
  CHECK(tally_keys(keys.ledger, keys.now_ms)[KeyState::ready] == 3);
  set_quotas(keys, pro, 3);
  CHECK(tally_keys(keys.ledger, keys.now_ms)[KeyState::limited] == 2);  // the project has had three
  set_quotas(keys, pro, 0, 3);
  CHECK(tally_keys(keys.ledger, keys.now_ms)[KeyState::limited] == 2);
  CHECK(census_of(tally_keys(keys.ledger, keys.now_ms)).limited == 2);
  set_quotas(keys, pro, 0, 4);
  CHECK(tally_keys(keys.ledger, keys.now_ms)[KeyState::limited] == 0);
}
