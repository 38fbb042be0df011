// The messages of a request: a conversation's turns, in order.
// Knows roles, contents, calls and their results, and what chat has no place for; refuses to know settings and tools.
#pragma once

#include "dialect/amendments.h"
#include "dialect/function_names.h"
#include "json/writer.h"

namespace rota::openai {

/// How they are put.
struct MessagesForm {
  const dialect::Amendments& amendments;
  json::Escaped instruction;  ///< goes behind the system text; or empty
};

/// Writes the member `messages`. One system message comes first. Results of calls are messages of their own, in which only
/// text can stand: their media follow in the user's message, and so do pictures that the model has made. What another
/// upstream alone understands is left out, and so is what the model thought aloud, unless the amendments want it. A call
/// without an id, or with one that is too long, goes under an id made of its place, and its result likewise. Fails with the
/// client's blame (400) for data that is no base64.
[[nodiscard]] Status write_messages(const chat::Conversation& conversation, const MessagesForm& form,
                                    dialect::FunctionNames& names, Arena& arena, json::Writer& writer);

/// About how many bytes they will take.
[[nodiscard]] std::size_t estimate_messages(const chat::Conversation& conversation);

}  // namespace rota::openai
