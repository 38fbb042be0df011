// What servers refuse, by their words: OpenAI's own, and public reports of others (vLLM, llama.cpp, Ollama, DeepSeek, Groq,
// Mistral, Moonshot, xAI, OpenRouter), up to Nov 2026. The test reads them.
#pragma once

#include "base/bytes.h"
#include "dialect/amendments.h"

namespace rota::openai {

/// A sentence in which both words stand, in any case, asks for this.
struct Refusal {
  Bytes word;
  Bytes other;  ///< or empty
  dialect::Amendments wish;
};

/// Of a member that a server does not know: one of these words stands beside its name.
inline constexpr Bytes unknown_signs[] = {
    "unsupported",       "not supported",   "not support",           "unknown",          "unrecognized",
    "extra inputs",      "extra_forbidden", "unexpected",            "not permitted",    "not allowed",
    "not available",     "unavailable",     "invalid parameter",     "not recognized",   "cannot be used",
    "is only supported", "not enabled",     "additional properties", "no longer accept", "use 'max",
};

/// And of one whose value it does not know.
inline constexpr Bytes value_signs[] = {
    "unsupported value", "supported values", "must be one of", "input should be",    "invalid value",
    "one of the following", "expected one of", "unknown variant", "is not a valid", "should be one of",
};

/// Members that are hints: without them the answer is the same, or nearly.
struct Hint {
  Bytes member;
  dialect::Amendments wish;
};
inline constexpr Hint hints[] = {
    {"stream_options", {.stream_cost = true}},
    {"include_usage", {.stream_cost = true}},
    {"max_completion_tokens", {.other_limit = true}},
    {"max_tokens", {.other_limit = true}},
    {"temperature", {.sampling = true}},
    {"top_p", {.sampling = true}},
    {"presence_penalty", {.penalties = true}},
    {"frequency_penalty", {.penalties = true}},
    {"seed", {.seed = true}},
    {"service_tier", {.tier = true}},
    {"parallel_tool_calls", {.single_calls = true}},
    {"strict", {.strictness = dialect::Strictness::loose}},
};

inline constexpr Refusal refusals[] = {
    {"must contain the word 'json'", {}, {.schema_in_words = true}},
    {"invalid schema for", {}, {.strictness = dialect::Strictness::loose}},
    {"reasoning_content", "missing", {.thoughts = true}},
    {"reasoning_content", "must be passed", {.thoughts = true}},
    {"reasoning_content", "required", {.thoughts = true}},
    {"function.description", "too long", {.tools_in_words = true}},
    {"tool call id", "length of 9", {.short_ids = true}},
    {"expected last role user", {}, {.closing_turn = true}},
    {"last message", "assistant", {.closing_turn = true}},
    {"prefill", {}, {.closing_turn = true}},
    {"does not support 'system'", {}, {.system_instruction = true}},
    {"system role not supported", {}, {.system_instruction = true}},
    {"system message", "not support", {.system_instruction = true}},
    {"system role", "not support", {.system_instruction = true}},
    {"developer instruction", "not enabled", {.system_instruction = true}},
    {"content", "must be a string", {.joined_texts = true}},
    {"content", "should be a valid string", {.joined_texts = true}},
    {"content", "expected a string", {.joined_texts = true}},
    {"content", "type must be string", {.joined_texts = true}},
};

/// Before the most that a model writes, in sentences that name the limit.
inline constexpr Bytes before_most[] = {
    "supports at most ", "less than or equal to `", "less than or equal to ", "range of max_tokens is [1, ",
    "maximum value is ", "at most ",
};

/// Before the size of a context, in sentences that say how much of it a request would take.
inline constexpr Bytes before_context[] = {"maximum context length is ", "maximum context length of "};
/// And before what its messages take.
inline constexpr Bytes before_input[] = {"your request has ", " tokens ("};

}  // namespace rota::openai
