// Grounding: the sources of an answer, as Google's clients read them.
// Knows chunks and supports; refuses to look for a source's place in the text: who read it knows, or nobody.
#pragma once

#include "chat/answer.h"
#include "json/writer.h"

namespace rota::gemini::clients {

/// Writes the member groundingMetadata: each source once, and the stretches of the candidate's text that rely on them,
/// in bytes as Google counts. Nothing where there is no source.
void write_grounding(const List<chat::Citation>& citations, json::Writer& writer);

}  // namespace rota::gemini::clients
