// Gemini usage: reads usageMetadata.
// Knows that total = prompt + candidates + thoughts + tool use (845 of 847 recorded answers), that some models count the
// thoughts among the candidates (public reports, 2026: 341 + 3362 = 3703, of these 3347 thoughts), so that the total is
// what everything else must add up to, and that cached tokens are among those of the prompt.
#pragma once

#include "chat/answer.h"
#include "json/reader.h"

namespace rota::gemini {

/// `metadata` is the member usageMetadata of an answer or of an event. True when it said something. In streams counts
/// are cumulative: chat::Usage::merge() them.
bool read_usage(json::Value metadata, chat::Usage& out);

}  // namespace rota::gemini
