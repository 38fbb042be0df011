// Plain text: what people's editors, chats and spreadsheets put around keys, as the few characters that readers know.
// Knows full-width punctuation, curly quotes and spaces of every width; refuses to know what a key is.
#pragma once

#include "base/arena.h"

namespace rota::pool {

/// A line with full-width commas, colons, semicolons, bars and equals signs, curly quotes and every kind of space as their
/// ASCII counterparts, without what has no width, and with a spelt-out `\n` (`\r`, `\t`) as a space. Itself where there is
/// none of that, else in `arena`.
[[nodiscard]] Bytes plain_line(Bytes utf8, Arena& arena);

}  // namespace rota::pool
