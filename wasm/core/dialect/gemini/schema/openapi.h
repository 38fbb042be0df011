// The OpenAPI form: a normalised schema within the fields of Google's Schema message.
// Knows what that message takes for each type; refuses to know how the schema was read.
#pragma once

#include "dialect/gemini/schema/normalizer.h"

namespace rota::gemini::schema {

/// A new root: no reference, every schema with one type or as a union, only what fits its type.
[[nodiscard]] Node* openapi_form(Node& root, Normalizer& normalizer, Arena& arena);

}  // namespace rota::gemini::schema
