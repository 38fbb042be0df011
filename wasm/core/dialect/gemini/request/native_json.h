// Native JSON: fragments that the client wrote in Google's own words, in camel case as Google writes them.
// Knows that Google takes both cases and that JSON Schemas name properties as they please; refuses to know the fields.
#pragma once

#include "json/spliced.h"

namespace rota::gemini {

/// Appends `value`, a valid JSON text, with every member's name in camel case; but the names inside schemas, arguments
/// and labels (`response_schema`, `parameters`, `args`...) are somebody's data and stay.
void append_camel_case(Buffer& out, json::Raw value);
/// `escaped`, a name, in camel case: "thinking_config" is thinkingConfig. In `arena`, or the name itself when it has no
/// '_'.
[[nodiscard]] json::Escaped camel_case(json::Escaped escaped, Arena& arena);
/// Whether two spellings name one field, whichever their case.
[[nodiscard]] bool same_field(Bytes camel, Bytes name);

}  // namespace rota::gemini
