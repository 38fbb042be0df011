// Labels of the dialects: how settings, statistics and logs call them, and how a neutral value says whose it is.
// Knows names alone; refuses to know what they name (table.h).
#pragma once

#include "json/spliced.h"

namespace rota::dialect::labels {

inline constexpr json::Escaped openai = "openai";
inline constexpr json::Escaped responses = "responses";
inline constexpr json::Escaped gemini = "gemini";
inline constexpr json::Escaped anthropic = "anthropic";

}  // namespace rota::dialect::labels
