// Gemini answers: reads a GenerateContentResponse, a whole answer or one event of a stream.
// Knows parts, finish reasons and blocked prompts (TRANSLATION: 8, 9); refuses to know what becomes of them.
#pragma once

#include "chat/answer.h"
#include "dialect/gemini/reply/partial_call.h"
#include "dialect/gemini/request/function_name.h"
#include "dialect/reading/blocks.h"
#include "json/reader.h"

namespace rota::gemini {

/// What is kept from one event of a stream to the next (one for each stream), and not needed for a whole answer.
struct Kept {
  explicit Kept(Arena& memory, bool streams = true) : whole(!streams), blocks(memory) {}
  bool whole;  ///< a message is a whole answer: nothing of a call comes behind it
  PartialCall partial;
  reading::Blocks blocks;
};

/// `root` may come in an array: without alt=sse, and in Google's OpenAI layer, messages are wrapped in one. Views point
/// into the message's text or into `arena`. Fails with the upstream's blame (502) only when the message is not an
/// object, or holds a list that is none. Without candidates and without a reason the fragment is empty. `names` are
/// those of the request, so that calls name the client's functions; null: as the model spells them. A function call
/// that comes in pieces is given out whole, by the fragment that ends it; in a stream one without arguments waits for the
/// part behind it, which may hold them.
[[nodiscard]] Result<chat::Fragment> read_answer(json::Value root, Arena& arena, const FunctionNames* names = nullptr,
                                                 Kept* kept = nullptr);

}  // namespace rota::gemini
