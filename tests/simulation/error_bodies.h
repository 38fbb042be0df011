// Error bodies: what Google really answered, with this run's numbers in the places of the recorded ones.
// Knows the recorded files (tests/unit/fixtures/upstream-errors); refuses to know when to refuse (upstream).
#pragma once

#include <string>

namespace rota::simulation {

/// The recorded body of that name, without directory and ".json". The program ends when there is none.
[[nodiscard]] const std::string& recorded(const std::string& name);

struct Refusal {
  std::string model;
  int limit = 0;
  double retry_ms = 0;  ///< what the text says; RetryInfo says the whole seconds of it
};
[[nodiscard]] std::string requests_per_minute_body(const Refusal& refusal);
/// Without RetryInfo and quotaValue: only the text names the wait.
[[nodiscard]] std::string requests_per_minute_body_in_text(const Refusal& refusal);
[[nodiscard]] std::string tokens_per_minute_body(const Refusal& refusal);
/// Its RetryInfo is as wrong as Google's.
[[nodiscard]] std::string requests_per_day_body(const Refusal& refusal);

}  // namespace rota::simulation
