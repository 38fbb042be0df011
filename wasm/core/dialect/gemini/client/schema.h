// Schemas of Google's clients, as JSON Schema.
// Knows how Google's Schema message differs from JSON Schema: types in upper case, `nullable`, numbers as strings,
// names in snake case; and that clients write its types where JSON Schema is asked for, too. Refuses to judge a schema:
// whoever it goes to does that.
#pragma once

#include "json/reader.h"

namespace rota::gemini::clients {

/// The schema in words of JSON Schema: itself where nothing differs, else in `arena`. Linear in its size; what lies
/// deeper than limits::schema_depth stays as it is.
[[nodiscard]] json::Raw json_schema_of(json::Value schema, Arena& arena);

}  // namespace rota::gemini::clients
