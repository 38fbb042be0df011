// Published keys: those that scripts/update-keys.sh, or somebody with Wrangler, put into CONFIG_KV (C3).
// Knows the names they stand under; refuses to know how they are read there.
#pragma once

#include "pool/left_out.h"

namespace rota::pool {

/// The names to ask for, a line each, as many as KV takes at once: on page 0 the one value of all keys and the first
/// entries of the older way, on the pages behind it further ones.
[[nodiscard]] Bytes published_names(std::size_t page, Arena& arena);

/// Whether the answer for a page holds one of the last limits::published_tail names of it, so that there may be more.
[[nodiscard]] bool is_published_on(Bytes values, std::size_t page, json::Reader& reader, Arena& arena);

struct Published {
  List<ImportedKey> keys;
  List<LeftOut> left_out;  ///< by the names in KV
  Bytes complaint;         ///< of values that cannot be read at all: one line that holds no key; empty without any
};

/// All keys of the answers: a JSON object, name to value, or a list of such. Everything lives in `arena`.
[[nodiscard]] Published read_published(Bytes values, json::Reader& reader, Arena& arena);

}  // namespace rota::pool
