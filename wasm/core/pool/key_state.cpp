// See key_state.h.
#include "pool/key_state.h"

#include <iterator>

namespace rota::pool {

namespace {

constexpr json::Escaped key_state_names[] = {"ready", "limited", "resting", "disabled", "off", "unreadable"};  // as KeyState
static_assert(std::size(key_state_names) == key_states);

}  // namespace

json::Escaped name_of(KeyState state) { return key_state_names[static_cast<std::size_t>(state)]; }

bool parse_key_state(Bytes name, KeyState& out) {
  for (std::size_t at = 0; at < key_states; ++at) {
    if (key_state_names[at] != name) continue;
    out = static_cast<KeyState>(at);
    return true;
  }
  return false;
}

bool is_limited(const Standing& standing) {
  return standing.serves == Serves::no && !concerns_key(standing.cause);
}

KeyState state_of(const Ledger& ledger, std::uint32_t at, double now_ms) {
  const PoolKey& key = ledger.key(at);
  if (key.barred != Cause::ok) return key.barred == Cause::unreadable ? KeyState::unreadable : KeyState::off;
  if (is_dead(key.cause)) return KeyState::disabled;
  if (key.cause != Cause::ok) return KeyState::cooling;
  return ledger.limits_a_model(at, now_ms) ? KeyState::limited : KeyState::ready;
}

KeyState state_for(const Ledger& ledger, std::uint32_t at, Name model, double now_ms) {
  if (is_limited(ledger.standing(at, model, now_ms))) return KeyState::limited;
  const KeyState whole = state_of(ledger, at, now_ms);
  return whole == KeyState::limited ? KeyState::ready : whole;
}

KeyTally tally_keys(const Ledger& ledger, double now_ms) {
  KeyTally tally;
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    ++tally.of[static_cast<std::size_t>(state_of(ledger, at, now_ms))];
  }
  return tally;
}

Census census_of(const KeyTally& tally) {
  Census census;
  for (const std::uint32_t keys : tally.of) census.keys += keys;
  census.ready = tally[KeyState::ready];
  census.limited = tally[KeyState::limited] + tally[KeyState::cooling];
  census.disabled = tally[KeyState::disabled] + tally[KeyState::off] + tally[KeyState::unreadable];
  return census;
}

}  // namespace rota::pool
