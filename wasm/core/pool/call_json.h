// Call JSON: what reading a call and reading a reply have in common.
// Knows the two messages' outer form; refuses to know their members (pool_call.cpp, pool_reply.cpp).
#pragma once

#include "base/result.h"
#include "pool/verdict.h"
#include "json/reader.h"

namespace rota::pool {

/// The other side's mistake: a message that this version cannot have sent.
[[nodiscard]] inline Failure foreign(Bytes message) {
  return Failure{Blame::rota, Fault::internal, 500, message, {}, 0};
}

/// The object that either message is, or what is wrong with the text.
[[nodiscard]] Result<json::Value> read_message(Bytes text, json::Reader& reader, Arena& arena);

/// A cause that this version does not know reads as server_error, which is held against nobody.
[[nodiscard]] Cause read_cause(json::Value value);

[[nodiscard]] inline bool is_list_or_unset(json::Value value) { return value.is_unset() || value.is_array(); }

}  // namespace rota::pool
