// Resources: where in Gemini's requests and answers the names of files, caches, batches and the like stand.
// Knows members and routes; refuses to know who owns what (pool/owners).
#pragma once

#include "dialect/resources.h"

namespace rota::gemini {

extern const dialect::Resources resources;

}  // namespace rota::gemini
