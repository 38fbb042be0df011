// Whether a client that tries again by itself is told not to.
// Knows which faults no other call can mend and how long clients wait; refuses to know how a dialect spells an error.
#pragma once

#include "base/buffer.h"
#include "base/result.h"

namespace rota::dialect {

inline constexpr Bytes should_retry_header = "x-should-retry";

/// ClientDialect::error_headers of the dialects whose clients read it: appends x-should-retry: false where no retry can
/// help, or not soon. OpenAI's own client would wait as long as retry-after says, be it until tomorrow.
void forbid_useless_retry(const Failure& failure, Buffer& head);

}  // namespace rota::dialect
