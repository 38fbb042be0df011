// Keepsake: the record of a response that is stored, and what a client may ask of it.
// Knows the members of a record ("input", "response") and the answers of GET, DELETE, /input_items and /cancel
// (openai-openapi.json, Aug 2026); refuses to know where records are kept and for how long.
#pragma once

#include "dialect/openai/responses/envelope.h"
#include "dialect/openai/responses/recall.h"

namespace rota::openai::responses {

/// The items of `input` as a list of the store has them, in `arena`: each with an id, a type and a status, a message's text as a
/// part, and in the place of a reference what it refers to. `response_id`: of the response that is asked for.
[[nodiscard]] json::Raw items_to_keep(json::Value input, const Recall& recall, json::Escaped response_id, Random& random,
                                      Arena& arena);

/// The record of the response that has ended so, in `arena`; without an id where it is larger than what is stored.
[[nodiscard]] rota::responses::Keepsake keepsake_of(const Envelope& envelope, const State& state, Arena& arena);

/// Storing::answer.
[[nodiscard]] Status answer_stored(const dialect::StoredRequest& request, json::Value record, Buffer& out, Arena& arena);

/// ClientDialect::write_count.
void write_count(std::int64_t tokens, Buffer& out);

}  // namespace rota::openai::responses
