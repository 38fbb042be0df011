// Passing finish: what an answer that passes as it is says of its end and of its content, seen without reading it.
// Knows that a dialect names the members (dialect::Finish); refuses to know which they are.
#pragma once

#include "dialect/dialect.h"

namespace rota::exchange {

/// Why the model has stopped, as the last such member in `data` says it, a view into it; empty when none does.
[[nodiscard]] Bytes last_finish(Bytes data, const dialect::UpstreamDialect& upstream);
/// One of the lists that an answer's content stands in has an entry that says something, or one of its texts words. `begun`: the beginning of one.
[[nodiscard]] bool has_content(Bytes begun, const dialect::UpstreamDialect& upstream);
/// The end of a document may be its whole end.
[[nodiscard]] bool ends_json(Bytes tail);

}  // namespace rota::exchange
