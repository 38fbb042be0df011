// Tool call ids: how one is made, and how a thought signature travels inside it.
// Many clients drop every member of a call that their dialect does not document, but none drops the id: a signature inside it
// comes back without Rota keeping anything. Knows the form; refuses to know what a signature says.
#pragma once

#include "base/arena.h"
#include "base/random.h"
#include "chat/conversation.h"
#include "chat/signature_cache.h"
#include "json/reader.h"

namespace rota::reading {

/// A client's id, taken apart. Views into the request or the arena.
struct CallId {
  json::Escaped id;         ///< without the signature
  json::Escaped signature;  ///< base64 in the standard alphabet, or empty
};

/// The id a client is told: `upstream_id`, or call_ and 24 letters and digits when that is empty, of which the last four
/// say that it was made here; behind it "__thought__" and the signature in base64url without padding, unless the signature is no base64, longer than
/// limits::call_id_signature_bytes, or the id is no plain one. The result lives in `arena` or is `upstream_id` itself.
[[nodiscard]] json::Escaped make_call_id(json::Escaped upstream_id, json::Escaped signature, Random& random,
                                         Arena& arena);

/// Undoes make_call_id(). Ids that others made pass as they are, those with "__thought__" and plain base64 behind it as
/// LiteLLM's, which has the same form (TRANSLATION: 3.3).
[[nodiscard]] CallId read_call_id(json::Value id, Arena& arena);

/// Whether make_call_id() made it up. Nothing else tells: Gemini's own ids may begin with call_, and one of 24 letters and
/// digits is as likely OpenAI's, another gateway's or Gemini's as of a deployment from before the mark.
[[nodiscard]] bool is_made_up(Bytes id, Arena& arena);

/// A signature as a client gave it: without escapes, in `arena` if it had any; empty unless it is base64 of either
/// alphabet, so that nothing else is ever sent in a signature's place.
[[nodiscard]] json::Escaped read_signature(json::Value signature, Arena& arena);
/// The same of its text (UTF-8).
[[nodiscard]] json::Escaped plain_signature(Bytes text, Arena& arena);

/// Of calls, the upstream's own among them, whose signature was too long for their id, and whose client has sent back nothing else.
void fill_signatures(List<chat::Turn>& turns, const chat::SignatureCache& known, Arena& arena);
/// The upstream gave these calls no ids, so it is told none. All others go back as they came: what looks like a client's or
/// another gateway's may be the upstream's own, which wants it back.
void forget_made_up_ids(List<chat::Turn>& turns, Arena& arena);

}  // namespace rota::reading
