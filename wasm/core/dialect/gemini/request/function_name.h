// Google's rule of function names. Knows which characters its deployments take and the prefixes its models put before a
// name; leaves the rest to dialect/function_names.h.
#pragma once

#include "dialect/function_names.h"

namespace rota::gemini {

/// As their models write them now and then (recorded).
inline constexpr Bytes api_prefixes[] = {"default_api:", "default_api."};
/// [A-Za-z_][A-Za-z0-9_.-]{0,63}, which every deployment takes (128 characters and ':' are newer; Google API docs, Aug
/// 2026).
inline constexpr dialect::NameRule name_rule{
    .dots = true,
    .letter_first = true,
    .prefixes = api_prefixes,
    .prefix_count = sizeof(api_prefixes) / sizeof(api_prefixes[0]),
};

class FunctionNames : public dialect::FunctionNames {
 public:
  explicit FunctionNames(Arena& arena) : dialect::FunctionNames(arena, name_rule) {}
};

}  // namespace rota::gemini
