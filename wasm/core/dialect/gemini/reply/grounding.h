// Gemini grounding: what an answer rests on: searches, files, maps, and texts it recites.
// Knows groundingMetadata, citationMetadata and urlContextMetadata (TRANSLATION: 11); refuses to know how a client is
// told, and leaves offsets in the upstream's bytes.
#pragma once

#include "chat/answer.h"
#include "json/reader.h"

namespace rota::gemini {

/// Adds to the fragment what the candidate says of its sources: citations (one for every source of every supported
/// segment, then sources that support no segment), and the metadata itself as notes, for it holds the search
/// suggestions that Google wants shown. Views as in read_answer().
void read_grounding(json::Value candidate, std::uint32_t index, chat::Fragment& fragment, Arena& arena);

}  // namespace rota::gemini
