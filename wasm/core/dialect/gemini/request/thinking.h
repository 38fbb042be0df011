// Gemini thinking: turns the wish to think more or less into the words of the model's family.
// Knows budgets and levels (TRANSLATION: 6; Google API docs, Oct 2026); refuses to know how the client spelt the wish.
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/models/model_traits.h"
#include "json/writer.h"

namespace rota::gemini {

/// Writes the member thinkingConfig when there is something to say and the family can be told. `max_tokens` bounds
/// thinking and answer together (0: unset), so a budget leaves a quarter of it for the answer.
void write_thinking(const chat::Thinking& thinking, const ModelTraits& traits, std::uint64_t max_tokens,
                    json::Writer& writer);
/// The traits of the same family as far as every model of it keeps to them.
[[nodiscard]] ModelTraits careful(ModelTraits traits);
/// Whether write_thinking() would write.
[[nodiscard]] bool has_thinking(const chat::Thinking& thinking, const ModelTraits& traits);

}  // namespace rota::gemini
