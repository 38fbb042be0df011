// Endings: why a choice has ended, in the words of OpenAI and of servers beside it (2026).
// Knows the words; refuses to know what was said before.
#pragma once

#include "chat/answer.h"
#include "json/reader.h"

namespace rota::openai {

struct Ending {
  Bytes reason;
  chat::Finish finish;
};
inline constexpr Ending endings[] = {
    {"stop", chat::Finish::stop},
    {"length", chat::Finish::length},
    {"tool_calls", chat::Finish::tool_calls},
    {"function_call", chat::Finish::tool_calls},
    {"content_filter", chat::Finish::content_filter},
    {"max_tokens", chat::Finish::length},
    {"model_length", chat::Finish::length},  // Mistral: the context is full
};

/// Of a finish_reason; null where it is none of these words: a plain stop.
[[nodiscard]] inline const Ending* find_ending(json::Value reason) {
  for (const Ending& ending : endings) {
    if (reason.equals(ending.reason)) return &ending;
  }
  return nullptr;
}

}  // namespace rota::openai
