// Gemini model names: which spellings mean the same model, and which are none.
// Refuses to know which exist (the upstream answers 404) and what a model can do (model_traits.h).
#pragma once

#include "base/arena.h"
#include "base/result.h"

namespace rota::gemini {

/// `name` without the prefixes that clients put before it: models/, google/, gemini/, in any number. UTF-8 in and out,
/// a view into `name`.
[[nodiscard]] Bytes strip_model_prefix(Bytes name);
/// The name stripped, or 404 model_not_found for one that can be none: empty, longer than limits::model_name_bytes,
/// with '/', '?', '#', spaces or control characters in it.
[[nodiscard]] Result<Bytes> read_model_name(Bytes name, Arena& arena);

}  // namespace rota::gemini
