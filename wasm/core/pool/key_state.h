// Key state: how a key stands as a whole, in one word, and how many keys stand so: the one tally of /health, /status,
// /metrics and the panel.
// Knows words; refuses to find anything out itself (ledger) and to say why (hindrance, shortage).
#pragma once

#include "pool/ledger.h"

namespace rota::pool {

enum class KeyState : std::uint8_t {
  ready,       ///< every model that it has been asked for can have it
  limited,     ///< some model cools down, or has spent a quota
  cooling,     ///< all of it cools down for a while, or waits for a probe
  disabled,    ///< dead until a probe or an administrator finds otherwise
  off,         ///< switched off by an administrator
  unreadable,  ///< the stored key cannot be decrypted, or this pool does not hold it
};
inline constexpr std::size_t key_states = 6;

/// As the API says it: ready, limited, resting, disabled, off, unreadable.
[[nodiscard]] json::Escaped name_of(KeyState state);
/// False when it is none of the names.
[[nodiscard]] bool parse_key_state(Bytes name, KeyState& out);

/// How the key at that position of the ledger stands.
[[nodiscard]] KeyState state_of(const Ledger& ledger, std::uint32_t at, double now_ms);
/// How it stands for one model: that some other model is limited does not limit this one.
[[nodiscard]] KeyState state_for(const Ledger& ledger, std::uint32_t at, Name model, double now_ms);
/// Whether the model cannot have the key for a reason of the model's own.
[[nodiscard]] bool is_limited(const Standing& standing);

/// All keys of a ledger by their states.
struct KeyTally {
  std::uint32_t of[key_states] = {};
  [[nodiscard]] std::uint32_t operator[](KeyState state) const { return of[static_cast<std::size_t>(state)]; }
};
[[nodiscard]] KeyTally tally_keys(const Ledger& ledger, double now_ms);

/// The tally in the three words of /health and /metrics: what cools down is limited; what is off or unreadable is
/// disabled.
[[nodiscard]] Census census_of(const KeyTally& tally);

}  // namespace rota::pool
