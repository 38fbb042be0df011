// Gemini generate request: writes a conversation as the body of generateContent.
// Knows Google's field names and what its models refuse (TRANSLATION: 1 to 7); refuses to know any client's dialect.
#pragma once

#include "base/buffer.h"
#include "base/result.h"
#include "chat/conversation.h"
#include "chat/upstream_error.h"
#include "dialect/gemini/function_name.h"

namespace rota::gemini {

/// What to leave out because the upstream refused it. Only things that are hints: never anything the answer depends on.
struct Omissions {
  bool penalties = false;
  bool thinking = false;
  bool system_instruction = false;  ///< the system text goes before the first user text instead
  bool signatures = false;          ///< none is sent, but the word that skips the check
  bool format = false;              ///< the wish for JSON goes into the system text instead

  [[nodiscard]] bool any() const { return penalties || thinking || system_instruction || signatures || format; }
};
/// What a 400 asks to be left out; nothing for all other errors. One more try on the same key, with it, may succeed.
[[nodiscard]] Omissions omissions_for(const chat::UpstreamError& error);

/// Appends the body. The conversation has at least one turn or one system part. `names` learns every function's name,
/// for the way back. Fails with the client's blame (400, 413) for a JSON Schema or base64 that is none; `out` is then
/// unusable.
[[nodiscard]] Status write_generate_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                                            Omissions omissions = {});
/// The path with its query, in `arena`: /v1beta/models/{model}:generateContent, or streaming as server-sent events.
[[nodiscard]] Bytes generate_path(const chat::Conversation& conversation, Arena& arena);

}  // namespace rota::gemini
