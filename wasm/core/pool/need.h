// Need: what a request asks of a key beside its model, and how keys stand for it.
// Knows the states that stand beside a model's own, of kinds of requests and of large ones, and quotas of models that have no
// state yet; refuses to choose (strategy).
#pragma once

#include "pool/early_lends.h"
#include "pool/ledger.h"

namespace rota::pool {

/// What a request asks of a key beside its model. The names are of the states that stand beside the model's own, and
/// are unknown_name where no key has one.
struct Need {
  Name model = unknown_name;
  Name kind = unknown_name;     ///< what is refused to requests of its kind, e.g. those with the upstream's own tools
  Name large = unknown_name;    ///< what is refused to requests that take much of a minute's tokens
  std::int64_t text_bytes = 0;  ///< of the request; 0: not known
  ModelRule rule;               ///< the model's quotas, whether the ledger knows its name or not
  std::uint64_t model_hash = 0; ///< of its name, where there are any
  const EarlyLends* early = nullptr;  ///< what counts against these besides the windows; null: nothing
};

/// The names under which the ledger may hold something against such a request. `early` outlives it, and may be null.
[[nodiscard]] Need need_of(const Ledger& ledger, Bytes model, Bytes kind, std::int64_t text_bytes, Arena& scratch,
                           const EarlyLends* early = nullptr);

/// How the key at that position stands for the request. One that is larger than the tokens of a minute that the key is
/// known to have is not served (Cause::too_large), nor one whose model has spent a quota, counting what is lent early.
[[nodiscard]] Standing standing_for(const Ledger& ledger, const Need& need, std::uint32_t at, double now_ms);

}  // namespace rota::pool
