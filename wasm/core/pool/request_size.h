// Request size: what the tokens that a key has in a minute mean for requests, and what the ledger calls the states that
// stand beside a model's own.
// Knows estimates of tokens from bytes; refuses to know keys (ledger).
#pragma once

#include "base/arena.h"
#include "base/limits.h"

namespace rota::pool {

/// The kind of requests that take much of a minute's tokens.
inline constexpr Bytes large_kind = "large";

/// "gemini-3.6-flash#tools", in `arena`: the state of requests of that kind, beside the model's own.
[[nodiscard]] inline Bytes name_of_kind(Bytes model, Bytes kind, Arena& arena) { return arena.join(model, "#", kind); }

/// A request of so many bytes has more tokens than `limit`, whatever its text is: it would be refused however long it
/// waited.
[[nodiscard]] inline bool is_larger(std::int64_t text_bytes, std::int64_t limit) {
  return text_bytes / limits::bytes_per_token > limit;
}
/// It takes a sixth of a minute's tokens at least, perhaps all: that it was refused says nothing of smaller ones.
[[nodiscard]] inline bool takes_much_of(std::int64_t text_bytes, std::int64_t limit) { return text_bytes >= limit; }

}  // namespace rota::pool
