// Renewal: whether a request begins anew under newer settings than those it has been read by.
// Knows what may depend on settings and when the pool is worth asking; refuses to know what the settings say.
#pragma once

#include "exchange/context.h"

namespace rota::exchange {

/// Whether other settings might let the request go on: another model, an alias, a default, another right of its client.
[[nodiscard]] bool may_depend_on_settings(const Failure& failure);

/// Before anything is decided, answered or called by the settings of the request's edition: whether it is to begin anew
/// under newer ones, which it does once at the most. They are known to exist; or they may, where these alone decide
/// (`decides_alone`), an administrator could have changed them, and nobody has asked the pool for limits::unknown_key_ms.
[[nodiscard]] bool must_begin_anew(Context& context, bool decides_alone);

}  // namespace rota::exchange
