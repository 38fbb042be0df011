// Silence: whether an answer of chat that passes as it is says anything.
// Knows the members in which servers say something; refuses to know what they mean (upstream/reader.h does).
#pragma once

#include "chat/answer.h"
#include "json/reader.h"

namespace rota::openai {

/// UpstreamDialect::finish.read: texts and thoughts by their first words, everything else that was said as a call. Fails
/// where the message has no choices.
[[nodiscard]] Result<chat::Fragment> read_passing(json::Value message, Arena& arena);

}  // namespace rota::openai
