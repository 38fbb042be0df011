// Field: the parts of a request that every dialect has under a name of its own, so that a complaint can name one.
// Knows which parts there are; refuses to know how a dialect calls them (ClientDialect::spell).
#pragma once

#include <cstddef>
#include <cstdint>

namespace rota {

enum class Field : std::uint8_t {
  none,
  model,
  messages,  // the turns of the conversation
  system,    // what the model is told before them
  tools,
  tool_choice,
  temperature,
  top_p,
  top_k,
  max_tokens,
  stop,
  candidates,
  presence_penalty,
  frequency_penalty,
  seed,
  logprobs,
  top_logprobs,
  thinking,
  response_format,
};

/// How many there are, `none` included.
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::response_format) + 1;

}  // namespace rota
