// The request of a translated conversation: the body of POST /chat/completions.
// Knows its members, and which of them servers refuse; leaves messages, tools and formats to the files beside.
#pragma once

#include "dialect/amendments.h"
#include "dialect/function_names.h"

namespace rota::openai {

/// Appends the body. What is called what goes into `names`, for the answer's reader. Texts made on the way live in `arena`.
/// Fails with the client's blame (400) for what cannot be said, or with what the account of `out` says; `out` is then
/// unusable.
[[nodiscard]] Status write_chat_request(const chat::Conversation& conversation, const dialect::Amendments& amendments,
                                        dialect::FunctionNames& names, Buffer& out, Arena& arena);

}  // namespace rota::openai
