// Gemini model names: which spellings mean the same model, which are none, and what a family can do.
// Knows names of Google's models up to Oct 2026; refuses to know which exist: the upstream answers 404.
#pragma once

#include "base/arena.h"
#include "base/result.h"

namespace rota::gemini {

/// `name` without the prefixes that clients put before it: models/, google/, gemini/, in any number. UTF-8 in and out,
/// a view into `name`.
[[nodiscard]] Bytes strip_model_prefix(Bytes name);
/// The name stripped, or 404 model_not_found for one that can be none: empty, longer than limits::model_name_bytes,
/// with '/', '?', '#', spaces or control characters in it.
[[nodiscard]] Result<Bytes> read_model_name(Bytes name, Arena& arena);

/// How a family lets its thinking be steered.
enum class ThinkingControl : std::uint8_t { none, budget, level };

/// What a model's family can do, as far as requests depend on it (Google API docs and public error reports, Oct 2026).
struct ModelTraits {
  ThinkingControl thinking = ThinkingControl::none;
  std::int32_t budget_off = 0;  ///< the smallest budget: 0 switches thinking off
  std::int32_t budget_min = 0;  ///< the smallest budget that is not off
  std::int32_t budget_max = 24576;
  bool level_minimal = false;
  bool level_low = true;
  bool level_medium = true;
  bool penalties = true;           ///< else "Penalty is not enabled for models/X"
  /// Gemini 3 and later: signatures are checked, JSON answers and the upstream's own tools go together with functions,
  /// each medium has a resolution, and results of functions may hold media.
  bool third_generation = false;
  bool system_instruction = true;  ///< else "Developer instruction is not enabled for models/X"
};
/// `model` is stripped.
[[nodiscard]] ModelTraits traits_of(Bytes model);

}  // namespace rota::gemini
