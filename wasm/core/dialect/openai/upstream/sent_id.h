// Ids of calls on their way up: the client's own where servers take it.
// Knows how long an id may be and what the strictest servers want of one; refuses to remember any.
#pragma once

#include "base/arena.h"
#include "json/spliced.h"

namespace rota::openai {

/// The id for a call, and for its result, the same from the same: `id` itself, unless it is empty or longer than OpenAI
/// takes; then one made of what it is or of where the call stands: the `place` among those of the model's turn `turn`.
/// `brief`: always one of nine letters and digits, which Mistral's servers insist on. In `arena` or `id`.
[[nodiscard]] json::Escaped sent_id(json::Escaped id, std::size_t turn, std::size_t place, bool brief, Arena& arena);

}  // namespace rota::openai
