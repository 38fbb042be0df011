// UsageMetadata, as Google's clients read it.
// Knows that Google counts thoughts beside the candidates; refuses to make up a count that nobody said.
#pragma once

#include "chat/answer.h"
#include "json/writer.h"

namespace rota::gemini::clients {

/// Writes the object, with the counts that are known.
void write_usage(const chat::Usage& usage, chat::ServiceTier tier, json::Writer& writer);

}  // namespace rota::gemini::clients
