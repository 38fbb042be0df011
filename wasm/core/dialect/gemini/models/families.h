// Families of Google's models: the first pattern that a name fits says what it takes. `*` stands for any text.
// Google API docs (models, thinking, Gemini 3 guide, changelog), @google/genai 3.3.0 and public error reports, Nov 2026.
// docs/TRANSLATION.md shows the same table.
#pragma once

#include "dialect/gemini/models/model_traits.h"

namespace rota::gemini {

struct Family {
  Bytes pattern;
  ModelTraits traits;
};

namespace family {

inline constexpr ModelTraits second{.thinking = ThinkingControl::none,
                                    .penalties = true,
                                    .candidates = true,
                                    .prefill = true,
                                    .third_generation = false};
[[nodiscard]] constexpr ModelTraits budget(std::int32_t off, std::int32_t min, std::int32_t max) {
  ModelTraits traits = second;
  traits.thinking = ThinkingControl::budget;
  traits.budget_off = off;
  traits.budget_min = min;
  traits.budget_max = max;
  return traits;
}
inline constexpr ModelTraits newest;
/// Of the newest generation, but what it refuses is Google's to say.
inline constexpr ModelTraits unknown{.candidates = true};
inline constexpr ModelTraits mute{.thinking = ThinkingControl::none};
inline constexpr ModelTraits minimal{.level_minimal = true};
inline constexpr ModelTraits low_or_high{.level_medium = false};
/// Gemma 4 thinks a little or a lot, and knows nothing of what is new in Gemini 3.
inline constexpr ModelTraits gemma_4{.level_minimal = true,
                                     .level_low = false,
                                     .level_medium = false,
                                     .penalties = true,
                                     .candidates = true,
                                     .prefill = true,
                                     .third_generation = false};
inline constexpr ModelTraits gemma{.thinking = ThinkingControl::none,
                                   .penalties = true,
                                   .candidates = true,
                                   .prefill = true,
                                   .system_instruction = false,
                                   .third_generation = false};

}  // namespace family

inline constexpr Family families[] = {
    {"gemini-1.*", family::second},
    {"gemini-2.0*", family::second},
    {"gemini-2.5*-tts*", family::second},
    {"gemini-2.5*-image*", family::second},
    {"gemini-2.5-flash-lite*", family::budget(0, 512, 24576)},
    {"gemini-2.5-pro*", family::budget(128, 128, 32768)},  // "Budget 0 is invalid. This model only works in thinking mode."
    {"gemini-2.5*", family::budget(0, 0, 24576)},
    {"gemini-*-tts*", family::mute},
    {"gemini-*embedding*", family::mute},
    {"gemini-3-pro*", family::low_or_high},
    {"gemini-3.0-pro*", family::low_or_high},
    {"gemini-*-pro*", family::newest},
    {"gemini-*-image*", family::mute},
    {"gemini-*flash-lite*", family::minimal},
    {"gemini-3-flash*", family::minimal},
    {"gemini-3.0-flash*", family::minimal},
    {"gemini-3.1-flash*", family::minimal},
    {"gemini-3.2-flash*", family::minimal},
    {"gemini-3.3-flash*", family::minimal},
    {"gemini-3.4-flash*", family::minimal},
    {"gemini-3.5-flash*", family::minimal},
    {"gemini-3.6-flash*", family::minimal},
    {"gemma-1.*", family::gemma},
    {"gemma-2*", family::gemma},
    {"gemma-3*", family::gemma},
    {"gemma-*", family::gemma_4},
    {"gemini-*", family::newest},
    {"*", family::unknown},
};

}  // namespace rota::gemini
