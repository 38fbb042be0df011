// Unproven: whether nothing but failures has come of a model in a key's day. Its calls are counted; but a client may name any
// model, so none of them stands against a quota, which other models of the family share.
#pragma once

#include "pool/model_states.h"

namespace rota::pool {

/// Nothing came of the model in that Pacific day but failures that say nothing of it. Of another day than the state's
/// nothing is known yet, which is no failure.
[[nodiscard]] inline bool is_unproven(const ModelState& state, std::int32_t day) {
  return state.day == day && state.usage.requests != 0 && state.usage.requests == state.usage.errors && state.cause == Cause::ok &&
         !state.window.knows_limits();
}

}  // namespace rota::pool
