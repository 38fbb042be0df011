// OpenAI's rule of function names: ^[a-zA-Z0-9_-]{1,64}$, and what its models write before one now and then.
// Knows nothing else; names are fitted by dialect/function_names.h.
#pragma once

#include "dialect/function_names.h"

namespace rota::openai {

inline constexpr Bytes name_prefixes[] = {"functions."};
inline constexpr dialect::NameRule name_rule{.prefixes = name_prefixes, .prefix_count = 1};

}  // namespace rota::openai
