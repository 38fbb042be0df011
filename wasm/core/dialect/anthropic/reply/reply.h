// Messages at the seam: a request read, and the writer of its answer handed out.
// Knows which of the two answers a request wants; refuses to know what either looks like (whole.h, stream.h).
#pragma once

#include "dialect/dialect.h"

namespace rota::anthropic {

/// ClientDialect::read_chat.
[[nodiscard]] Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena);
/// ClientDialect::write_count.
void write_count(std::int64_t tokens, Buffer& out);

}  // namespace rota::anthropic
