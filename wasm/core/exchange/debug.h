// Debug: what DEBUG_ERRORS adds to an error.
// Knows what of it is for a person and what for whoever debugs; refuses to know in which envelope it goes out (dialects).
#pragma once

#include "base/arena.h"
#include "base/result.h"

namespace rota::exchange {

/// Adds what the platform said: its first line to the message, its own stack behind it. `words` hold no key that an
/// upstream was called with; what looks like another one is masked.
[[nodiscard]] Failure with_platform_words(const Failure& failure, Bytes words, Arena& arena);

/// Puts the place in which the error was made on top of its stack.
[[nodiscard]] Failure with_place(const Failure& failure, Arena& arena);

}  // namespace rota::exchange
