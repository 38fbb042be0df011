// Reading: the few questions that all statistics ask of an Outcome, so that they all count alike.
// Knows what is a success and what is an error; refuses to keep anything.
#pragma once

#include "base/limits.h"
#include "base/text.h"
#include "stats/outcome.h"
#include "base/sums.h"

namespace rota::stats {

/// What further models are counted as when there is no room for their names.
inline constexpr Bytes other_model = "other";

[[nodiscard]] inline bool succeeded(const Outcome& outcome) { return outcome.verdict == "ok"; }

/// An error of whomsoever; a client that went away is none.
[[nodiscard]] inline bool failed(const Outcome& outcome) {
  return !succeeded(outcome) && outcome.verdict != "abandoned";
}

/// Prompt, completion and thinking; cached tokens are part of the prompt.
[[nodiscard]] inline std::int64_t tokens_of(const Outcome& outcome) {
  return capped_sum(capped_sum(capped_sum(0, outcome.prompt_tokens), outcome.completion_tokens),
                    outcome.thinking_tokens);
}

/// The sentence, cut between characters where it is too long for the record.
[[nodiscard]] inline Bytes error_text(const Outcome& outcome) {
  return text::cut_utf8(outcome.error, limits::outcome_error_bytes);
}

/// What the record says of a call that failed: the upstream's own words, else what is known instead of them.
[[nodiscard]] inline Bytes words_on_failure(const Outcome& outcome) {
  if (!failed(outcome)) return {};
  const Bytes words = !outcome.said.empty() ? outcome.said : !outcome.error.empty() ? outcome.error : outcome.verdict;
  return text::cut_utf8(words, limits::outcome_error_bytes);
}

/// What the text takes between the quotes of a JSON string, at the most.
[[nodiscard]] inline std::size_t escaped_bytes(Bytes utf8) {
  std::size_t bytes = 0;
  for (const char c : utf8) bytes += static_cast<unsigned char>(c) < 0x20 ? 6 : c == '"' || c == '\\' ? 2 : 1;
  return bytes;
}

}  // namespace rota::stats
