// Probe request: the smallest request that shows whether a key serves, and which model it asks for.
// Knows the settings' models; refuses to know how a dialect spells the request (UpstreamDialect) and what the answer means.
#pragma once

#include "exchange/flow.h"

namespace rota::exchange {

/// The model that is asked when nobody has named one: default_model, else the first that is configured, else a cheap one
/// of the upstream's; empty when there is none of these.
[[nodiscard]] Bytes usual_model(const Settings& settings);
/// The model of a chat that names none: of a client's default_model; of an administrator's any that can chat, as above.
[[nodiscard]] Bytes unnamed_model(dialect::Operation operation, const Settings& settings);
/// The upstream's name of it, in `arena`. Fails with 422 for what can be no model's name.
[[nodiscard]] Result<Bytes> probed_model(Bytes asked, const Settings& settings, Arena& arena);
/// The request, with its body in `body`. Without a model the list of models is asked for, which takes a key as well.
[[nodiscard]] UpstreamRequest probe_request(Bytes model, const Settings& settings, Buffer& body, Arena& arena);

}  // namespace rota::exchange
