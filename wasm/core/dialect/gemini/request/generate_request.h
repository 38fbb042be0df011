// Gemini generate request: writes a conversation as the body of generateContent.
// Knows Google's field names and what its models refuse (TRANSLATION: 1 to 7); refuses to know any client's dialect.
#pragma once

#include "dialect/dialect.h"
#include "dialect/gemini/request/function_name.h"

namespace rota::gemini {

/// Appends the body. The conversation has at least one turn or one system part. `names` learns every function's name,
/// for the way back. Fails with the client's blame (400, 413) for a JSON Schema or base64 that is none; `out` is then
/// unusable.
[[nodiscard]] Status write_generate_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                                            const dialect::Amendments& amendments = {});
/// Appends the body of countTokens: that request, wrapped, with its model.
[[nodiscard]] Status write_count_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                                         const dialect::Amendments& amendments = {});
/// The path of it, in `arena`: /v1beta/models/{model}:countTokens.
[[nodiscard]] Bytes count_path(const chat::Conversation& conversation, Arena& arena);
/// The path with its query, in `arena`: /v1beta/models/{model}:generateContent, or streaming as server-sent events.
[[nodiscard]] Bytes generate_path(const chat::Conversation& conversation, Arena& arena);

}  // namespace rota::gemini
