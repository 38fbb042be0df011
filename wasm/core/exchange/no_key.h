// No key: what the client hears when the pool has lent none.
// Knows the pool's reasons and the words for them; refuses to know whether somebody tries once more.
#pragma once

#include "base/result.h"
#include "pool/pool_call.h"

namespace rota::exchange {

/// Why no key serves. Views the reply.
[[nodiscard]] Failure failure_of(const pool::Reply& reply);
/// Why the key that an administrator has named is not to be had: no other would do. `may_be_new`: its shard may not have
/// heard of it.
[[nodiscard]] Failure failure_of_pinned(const pool::Reply& reply, bool may_be_new);
/// Why the owner of what the request names is not to be had: no other would do. Views the reply, or in `arena`.
[[nodiscard]] Failure failure_of_owner(const pool::Reply& reply, Arena& arena);

}  // namespace rota::exchange
