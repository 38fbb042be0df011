// Hindrances: what keeps keys from serving at this moment, summed up by cause and model.
// Knows how to add up the keys' standings; refuses to word it (admin/problems.h) and to change anything.
#pragma once

#include "base/list.h"
#include "pool/ledger.h"

namespace rota::pool {

/// Keys that cannot serve a model, or anything at all, for one cause.
struct Hindrance {
  Name model = no_text;  ///< no_text: the whole keys are hindered
  Cause cause = Cause::ok;
  std::uint32_t keys = 0;
  double soonest_ms = 0;  ///< when the first of them is back; 0: not by waiting
};

/// A model that no key can serve.
struct Exhaustion {
  Name model = no_text;
  double soonest_ms = 0;  ///< when the first key is back; 0: not by waiting
};

struct Hindrances {
  List<Hindrance> list;      ///< whole keys first, then by model
  List<Exhaustion> exhausted;  ///< of the models in `list`
  std::uint32_t usable = 0;  ///< keys that nothing holds back as a whole
};

/// Only models that some key has been asked for are looked at. The lists live in `arena`.
[[nodiscard]] Hindrances sum_hindrances(const Ledger& ledger, double now_ms, Arena& arena);

}  // namespace rota::pool
