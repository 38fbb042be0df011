// Results of tools as JSON: which of them Google takes for more than data.
// Knows that Google reads a member $ref of functionResponse.response as the name of a medium beside it, and refuses the
// request where there is none of that name (public reports, Nov 2026); refuses to know what else a result says.
#pragma once

#include "json/spliced.h"

namespace rota::gemini {

/// Whether any object in it, however deep, has a member $ref in any spelling. Linear, in constant memory.
[[nodiscard]] bool has_reference(json::Raw raw);

}  // namespace rota::gemini
