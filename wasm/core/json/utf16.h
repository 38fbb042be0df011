// UTF-16: what some editors and spreadsheets save texts as, as the UTF-8 that everything here reads.
// Knows byte order marks and surrogates; refuses to guess an encoding where there is no mark.
#pragma once

#include "base/arena.h"

namespace rota::json {

/// A text with a byte order mark as UTF-8 without it, in `arena` where it was UTF-16; any other text as it is.
[[nodiscard]] Bytes without_byte_order_mark(Bytes text, Arena& arena);

}  // namespace rota::json
