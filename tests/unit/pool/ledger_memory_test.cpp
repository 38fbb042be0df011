// The ledger's memory: what was stored comes back, secrets and ids find their keys, names make room for one another.
#include "pool/ledger.h"
#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

PoolKey state_of(std::size_t number, Cause cause = Cause::ok, double until_ms = 0) {
  PoolKey key;
  key.id = id_of(number);
  key.cause = cause;
  key.until_ms = until_ms;
  return key;
}

ModelState resting(Cause cause, double until_ms) {
  ModelState state;
  state.cause = cause;
  state.until_ms = until_ms;
  state.used_ms = summer_noon_ms;
  return state;
}

/// Exchanges the keys for the ones there are, so that they are found and their cooldowns cut.
void rebuild(Ledger& ledger, double now_ms) {
  Array<PoolKey> keys;
  for (const PoolKey& key : ledger.keys()) keys.push(key);
  ledger.rebuild(std::move(keys), Buffer(), now_ms);
}

}  // namespace

TEST_CASE("A4 ledger memory: a key comes back where it was put, with its sentence") {
  Ledger ledger;
  CHECK(ledger.restore(state_of(1), {}) == 0);
  CHECK(ledger.restore(state_of(2, Cause::billing, summer_noon_ms + minute_ms), "out of credit") == 1);
  CHECK(ledger.size() == 2);
  CHECK(ledger.key(0).reason == no_text);
  CHECK(ledger.words().reason_text(ledger.key(1).reason) == "out of credit");
  CHECK(ledger.key(1).until_ms == summer_noon_ms + minute_ms);
}

TEST_CASE("A4 ledger memory: a model's state comes back once, beside the key's others") {
  Ledger ledger;
  ledger.restore(state_of(1), {});
  ledger.restore(0, resting(Cause::day_limit, summer_midnight_ms), flash, "spent");
  ledger.restore(0, resting(Cause::minute_limit, summer_noon_ms + second_ms), pro, {});
  ledger.restore(0, resting(Cause::busy_limit, summer_noon_ms + minute_ms), flash, "busy");
  std::size_t states = 0;
  for (std::uint32_t at = ledger.key(0).first_model; at != nowhere; at = ledger.states()[at].next) ++states;
  CHECK(states == 2);
  const Standing standing = ledger.standing(0, ledger.find_model(flash), summer_noon_ms);
  CHECK(standing.cause == Cause::busy_limit);
  CHECK(standing.until_ms == summer_noon_ms + minute_ms);
  CHECK(ledger.standing(0, ledger.find_model(pro), summer_noon_ms).cause == Cause::minute_limit);
  CHECK(ledger.find_model("gemini-unheard-of") == unknown_name);
}

TEST_CASE("A4 ledger memory: exchanged keys are found by their ids, with their own secrets") {
  Ledger ledger;
  ledger.restore(state_of(1), {});
  rebuild(ledger, summer_noon_ms);
  CHECK(ledger.find(id_of(1)) == 0);
  Array<PoolKey> keys;
  Buffer secrets;
  for (const std::size_t number : {std::size_t{3}, std::size_t{2}}) {
    PoolKey key = state_of(number);
    key.secret_begin = static_cast<std::uint32_t>(secrets.size());
    secrets.append(fake_key(number));
    key.secret_bytes = static_cast<std::uint16_t>(secrets.size() - key.secret_begin);
    keys.push(key);
  }
  ledger.rebuild(std::move(keys), std::move(secrets), summer_noon_ms);
  CHECK(ledger.find(id_of(1)) == nowhere);
  CHECK(ledger.find(id_of(2)) == 1);
  CHECK(ledger.secret(0).reveal() == fake_key(3));
  CHECK(ledger.secret(1).reveal() == fake_key(2));
}

TEST_CASE("F6 ledger memory: cooldowns longer than their cause may last are cut, others and past probes stay") {
  Ledger ledger;
  PoolKey dead = state_of(1, Cause::key_invalid, summer_noon_ms + 400 * day_ms);
  dead.probe_ms = summer_noon_ms + second_ms;
  ledger.restore(dead, {});
  PoolKey poor = state_of(2, Cause::billing, summer_noon_ms + 5 * minute_ms);
  poor.probe_ms = summer_noon_ms - second_ms;
  ledger.restore(poor, {});
  ledger.restore(1, resting(Cause::day_limit, summer_noon_ms + 9 * day_ms), flash, {});
  ledger.restore(1, resting(Cause::busy_limit, summer_noon_ms + day_ms), pro, {});
  ledger.restore(1, resting(Cause::minute_limit, summer_noon_ms + 30 * minute_ms), "gemini-3-flash", {});
  rebuild(ledger, summer_noon_ms);
  CHECK(ledger.key(0).until_ms == summer_noon_ms + 24 * hour_ms);
  CHECK(ledger.key(0).probe_ms == 0);
  CHECK(ledger.key(1).until_ms == summer_noon_ms + 5 * minute_ms);
  CHECK(ledger.key(1).probe_ms == summer_noon_ms - second_ms);
  const auto until_ms = [&](Bytes model) {
    return ledger.states()[ledger.states().find(ledger.key(1).first_model, ledger.find_model(model))].until_ms;
  };
  CHECK(until_ms(flash) == summer_midnight_ms);
  CHECK(until_ms(pro) == summer_noon_ms + minute_ms);
  CHECK(until_ms("gemini-3-flash") == summer_noon_ms + 30 * minute_ms);
}

TEST_CASE("F9 ledger memory: sentences past the bound are not kept, and those of keys that left make room") {
  Ledger ledger;
  const auto sentence = [](std::size_t number) { return "reason " + std::to_string(number); };
  const std::size_t most = limits::pool_reasons;
  for (std::size_t i = 0; i <= most; ++i) {
    ledger.restore(state_of(i + 1, Cause::billing), sentence(i));
  }
  CHECK(ledger.words().reason_text(ledger.key(0).reason) == "reason 0");
  CHECK(ledger.words().reason_text(ledger.key(static_cast<std::uint32_t>(most - 2)).reason) == sentence(most - 2));
  CHECK(ledger.key(static_cast<std::uint32_t>(most)).reason == no_text);
  Array<PoolKey> kept;
  kept.push(ledger.key(7));
  ledger.rebuild(std::move(kept), Buffer(), summer_noon_ms);
  const std::uint32_t at = ledger.restore(state_of(900, Cause::billing), "a new reason");
  CHECK(ledger.words().reason_text(ledger.key(at).reason) == "a new reason");
  CHECK(ledger.words().reason_text(ledger.key(0).reason) == "reason 7");
}
