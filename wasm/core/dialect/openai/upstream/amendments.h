// What a refusal asks to be put differently. Knows the sentences of OpenAI's and of the servers that imitate it; refuses to
// know how a request is written then.
#pragma once

#include "chat/upstream_error.h"
#include "dialect/amendments.h"

namespace rota::openai {

/// Nothing for an error that no other request would mend. See UpstreamDialect::amendments_for.
[[nodiscard]] dialect::Amendments amendments_for(const chat::UpstreamError& error, const dialect::Amendments& made);

}  // namespace rota::openai
