// OpenAI sampling parameters: how the client wants the answer chosen and how much to think for it.
// Knows their names, ranges and the spellings that usual clients add; refuses to know what a model accepts.
#pragma once

#include "chat/conversation.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai {

/// Reads temperature, top_p, top_k, max_tokens, max_completion_tokens, n, stop, seed, both penalties, logprobs and
/// top_logprobs of the request `root`. Penalties of 0 and an n of 1 are the default, and so left unset.
void read_generation(const RequestMembers& root, Checks& checks, chat::Generation& generation);

/// Reads reasoning_effort (a string, or an object with effort and summary as the Agents SDK sends), OpenRouter's
/// reasoning and include_reasoning, and Google's own words for it, which win (google/google.h).
void read_thinking(const RequestMembers& root, Checks& checks, chat::Thinking& thinking);

/// Reads a number of tokens for thinking: -1, as many as the model likes, or more.
void read_thinking_budget(json::Value value, const Path& path, Checks& checks, chat::Thinking& thinking);

/// Reads service_tier.
void read_service_tier(const RequestMembers& root, Checks& checks, chat::ServiceTier& tier);

}  // namespace rota::openai
