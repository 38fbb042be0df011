// Key health: how well a key serves, in one word, and what makes it less than healthy. Beside its state (key_state.h), which
// says whether it may be lent.
// Knows words and the order in which they hold; refuses to find anything out itself (ledger).
#pragma once

#include "pool/key_state.h"

namespace rota::pool {

enum class KeyHealth : std::uint8_t {
  healthy,    ///< serves all that it is asked for
  degraded,   ///< serves, but not every model, or fails often, or is doubted
  cooling,    ///< serves nothing for a while
  exhausted,  ///< serves nothing until the Pacific day ends
  disabled,   ///< switched off, or dead until somebody acts
  unknown,    ///< nobody has used it yet, or this pool cannot read it
};
inline constexpr std::size_t key_healths = 6;

/// As the API says it.
[[nodiscard]] json::Escaped name_of(KeyHealth health);

/// One thing that a key lacks.
struct Lack {
  Name model = no_text;  ///< no_text: it is said of the whole key
  Bytes cause;           ///< a cause's name, `failing` or `doubted`
};

/// `lacks`, if any, gets what makes a degraded key so, in `arena`.
[[nodiscard]] KeyHealth health_of(const Ledger& ledger, std::uint32_t at, double now_ms, List<Lack>* lacks, Arena& arena);

/// All keys of a ledger by their health.
struct HealthTally {
  std::uint32_t of[key_healths] = {};
};
[[nodiscard]] HealthTally tally_health(const Ledger& ledger, double now_ms, Arena& arena);

}  // namespace rota::pool
