// Sentences: the pool's words for people: waits, and one line for every change of a key's state.
// Knows how to name a key without showing it; refuses to decide what is worth saying (pool).
#pragma once

#include "pool/ledger.h"

namespace rota::pool {

/// Appends "48 s", "12 min" or "7 h", rounded up.
void append_wait(Buffer& out, double wait_ms);

/// "#3 …wxyz": the key's place in the pool, from 1, and its last characters. Lives in `arena`.
[[nodiscard]] Bytes label_of(const Ledger& ledger, std::uint32_t key, Arena& arena);

/// One line for the operator about a change that cooled or revived a key, holding no key and no control character.
[[nodiscard]] Bytes describe_change(const Ledger& ledger, const Change& change, const Report& report, double now_ms,
                                    Arena& arena);

}  // namespace rota::pool
