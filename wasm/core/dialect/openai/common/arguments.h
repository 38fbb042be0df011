// Arguments of calls: the JSON object that a text stands for, whoever wrote it.
// Knows what models, servers and clients make of one on its way through a string; refuses to know schemas.
#pragma once

#include "json/reader.h"

namespace rota::openai {

/// The arguments of a call as a JSON object: {} for nothing in any spelling ("", "null", "[]"), the object itself for one
/// that was encoded more than once or is alone in a list. All else is wrapped: {"value": ...} for other JSON,
/// {"_raw": "..."} for what is none, so that one bad call of a model's does not spoil the conversation. `scratch` reads
/// texts inside strings; the result lives in `arena` or in the document.
[[nodiscard]] json::Raw read_arguments(json::Value arguments, json::Reader& scratch, Arena& arena);

}  // namespace rota::openai
