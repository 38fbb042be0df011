// Admission: whether the limits of a client key let a request go on, now that it is read. What is not known to keep
// within them is refused.
// Knows what an operation uses (dialect::Use) and what a client may; refuses to know who asks (access) and to count
// requests (client_allowance).
#pragma once

#include "exchange/context.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// What the request's operation uses; the same operation with another method is another one.
[[nodiscard]] dialect::Use use_of(const Request& request);

/// A body that is read names its model, and how much it asks for, once (ClientDialect::single_members): fails with 400
/// when such a member stands there twice or in another spelling. What is no object passes.
[[nodiscard]] Status check_single_members(json::Value body, const dialect::ClientDialect& client, Arena& arena);

/// Fails with Fault::forbidden, 403; 400 for a mask that hides what a counted answer costs. Reads the body anew when it
/// passes as it is.
[[nodiscard]] Status check_admission(Context& context, const Flow& flow);

}  // namespace rota::exchange
