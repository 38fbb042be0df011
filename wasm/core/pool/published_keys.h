// Published keys: those that scripts/update-keys.sh, or somebody with Wrangler, put into CONFIG_KV (C3).
// Knows the names they stand under; refuses to know how they are read there.
#pragma once

#include "pool/key_import.h"

namespace rota::pool {

/// The names to ask for, a line each: the one value of all keys, and the first entries of the older way.
[[nodiscard]] Bytes published_names(Arena& arena);

/// All keys of the answer: a JSON object, name to value. A value that cannot be read is left out, and `complaint` says
/// why in one line that holds no key. Everything lives in `arena`.
[[nodiscard]] List<ImportedKey> read_published(Bytes values, json::Reader& reader, Arena& arena, Bytes& complaint);

}  // namespace rota::pool
