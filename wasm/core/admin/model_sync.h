// Model sync: the upstream's list of models beside the configured ones, and those of it that are to be configured too.
// Knows which are there already; refuses to ask the upstream, which the isolate has done (exchange/sync_flow.h).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// POST /admin/models/sync {found: [{id, display_name?, input_token_limit?, output_token_limit?}], add?: "all" | [ids],
/// version?}, `found` being the isolate's own: {models: [{id, display_name, category, input_token_limit,
/// output_token_limit, configured}], added, version}. Adds what is not there yet, without a quota and with the category
/// that its name tells, and leaves all others alone. A limit that the upstream does not say is null.
void sync_models(Operation& operation, Step& step);

}  // namespace rota::admin
