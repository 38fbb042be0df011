// Trouble: what of the pool's storage fails at the moment, in words.
// Knows whose complaints there are and which comes first; refuses to know what is done about them (the parts).
#pragma once

#include "pool/admin_desk.h"

namespace rota::pool {

/// One sentence, for everybody: the first of what fails, a spent limit before all else. Empty while all is well. In
/// `arena`, or a literal.
[[nodiscard]] Bytes describe_trouble(const PoolParts& pool, Arena& arena);

/// How the object's rows, D1 and KV were when they were last asked.
[[nodiscard]] Parts check_parts(const PoolParts& pool);

}  // namespace rota::pool
