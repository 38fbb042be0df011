// Gemini answers: reads a GenerateContentResponse, a whole answer or one event of a stream.
// Knows parts, finish reasons and blocked prompts (TRANSLATION: 8, 9); refuses to know what becomes of them.
#pragma once

#include "chat/answer.h"
#include "dialect/gemini/function_name.h"
#include "dialect/gemini/partial_call.h"
#include "json/reader.h"

namespace rota::gemini {

/// The document itself, or the only element of an array around it: without alt=sse, and in Google's OpenAI layer,
/// messages come wrapped in one.
[[nodiscard]] json::Value unwrap(json::Value root);
/// The message is an error instead, which an upstream may send in a stream that began with 200: see read_error().
[[nodiscard]] bool is_error(json::Value root);

/// Views point into the message's text or into `arena`. Fails with the upstream's blame (502) only when the message is
/// not an object, or holds a list that is none. Without candidates and without a reason the fragment is empty.
/// `names` are those of the request, so that calls name the client's functions; null: as the model spells them.
/// A function call that comes in pieces is given out whole, by the fragment that ends it: `partial` keeps it from one
/// event of a stream to the next (one for each stream), and is not needed for a whole answer.
[[nodiscard]] Result<chat::Fragment> read_answer(json::Value root, Arena& arena, const FunctionNames* names = nullptr,
                                                 PartialCall* partial = nullptr);

}  // namespace rota::gemini
