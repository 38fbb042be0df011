// Key entry: how keys come into the pool: named one by one, or imported from a text of any format.
// Knows that a key is sealed before it is stored and never shown again; refuses to know formats (pool/key_import.h).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// POST /admin/keys/gemini {key or keys, name, project, notes, weight, version}: 201 {ids, added, already_there}, 409
/// when no key was new.
void add_keys(Operation& operation, Step& step);

/// POST /admin/keys/import, the text itself or {text}: 200 {added, already_there, duplicates, refused_count,
/// refused: [{line, why, shown}], format}.
void import_keys(Operation& operation, Step& step);

}  // namespace rota::admin
