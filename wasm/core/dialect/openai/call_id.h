// Tool call ids: how one is made, and how a thought signature travels inside it.
// Many clients drop every member of a call that OpenAI does not document, but none drops the id: a signature inside it
// comes back without Rota keeping anything. Knows the form; refuses to know what a signature says.
#pragma once

#include "base/arena.h"
#include "base/random.h"
#include "json/reader.h"

namespace rota::openai {

/// A client's id, taken apart. Views into the request or the arena.
struct CallId {
  Bytes id;         ///< escaped, without the signature
  Bytes signature;  ///< base64 in the standard alphabet, or empty
};

/// The id a client is told: `upstream_id`, or call_ and 24 random letters and digits when that is empty; behind it
/// "__thought__" and the signature in base64url without padding, unless the signature is no base64, longer than
/// limits::call_id_signature_bytes, or the id is no plain one. Both arguments and the result are escaped; the result
/// lives in `arena` or is `upstream_id` itself.
[[nodiscard]] Bytes make_call_id(Bytes upstream_id, Bytes signature, Random& random, Arena& arena);

/// Undoes make_call_id(). Ids that others made pass as they are, those with "__thought__" and plain base64 behind it as
/// LiteLLM's, which has the same form (TRANSLATION: 3.3).
[[nodiscard]] CallId read_call_id(json::Value id, Arena& arena);

/// Whether the id was made by a gateway or by OpenAI, not by Gemini: call_ and something.
[[nodiscard]] bool is_made_up(Bytes id);

/// A signature as a client gave it: without escapes, in `arena` if it had any; empty unless it is base64 of either
/// alphabet, so that nothing else is ever sent in a signature's place.
[[nodiscard]] Bytes read_signature(json::Value signature, Arena& arena);

}  // namespace rota::openai
