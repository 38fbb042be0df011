// Seal: what travels in encrypted_content: the thought signature of a reasoning item, the summary of a compaction item.
// Knows the marks by which Rota knows its own again, and that one says whose the signature is; refuses to know what a
// signature says, and to believe in contents that others have made. Nothing is encrypted: both came from the client's own
// conversation, and go back to no one else.
#pragma once

#include "json/reader.h"

namespace rota::openai::responses {

/// `signature` of the dialect with the label `owner`, as encrypted_content; in `arena`.
[[nodiscard]] json::Escaped seal(json::Escaped signature, Bytes owner, Arena& arena);

struct Sealed {
  json::Escaped signature;  ///< base64 of either alphabet; or empty
  Bytes owner;              ///< label
};
/// Undoes seal(). Empty for what it has not made.
[[nodiscard]] Sealed unseal(json::Value content, Arena& arena);

/// The same for a summary, which is what is left of a conversation.
[[nodiscard]] json::Escaped seal_summary(json::Escaped summary, Arena& arena);
[[nodiscard]] json::Escaped unseal_summary(json::Value content, Arena& arena);

}  // namespace rota::openai::responses
