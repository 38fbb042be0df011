// Model traits: what the models of a family take, as far as requests depend on it.
// Knows families by name (families.h); refuses to know single models, which refusals teach (exchange/model_lessons.h).
#pragma once

#include "base/bytes.h"

namespace rota::gemini {

/// How a family lets its thinking be steered.
enum class ThinkingControl : std::uint8_t { none, budget, level };

struct ModelTraits {
  ThinkingControl thinking = ThinkingControl::level;
  std::int32_t budget_off = 0;  ///< the smallest budget: 0 switches thinking off
  std::int32_t budget_min = 0;  ///< the smallest budget that is not off
  std::int32_t budget_max = 24576;
  bool level_minimal = false;
  bool level_low = true;
  bool level_medium = true;
  bool penalties = false;          ///< else "Penalty is not enabled for models/X"
  bool candidates = false;         ///< gives several answers to one request (candidateCount)
  bool prefill = false;            ///< else "Requests ending with a model turn are not supported"
  bool system_instruction = true;  ///< else "Developer instruction is not enabled for models/X"
  /// Gemini 3 and later: signatures are checked, JSON answers and the upstream's own tools go together with functions,
  /// each medium has a resolution, and results of functions may hold media.
  bool third_generation = true;
};

/// `model` is stripped. A name that no family has is treated as one of the newest generation.
[[nodiscard]] ModelTraits traits_of(Bytes model);

}  // namespace rota::gemini
