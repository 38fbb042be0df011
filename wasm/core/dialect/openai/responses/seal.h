// Seal: how a thought signature travels in the encrypted_content of a reasoning item.
// Knows the mark by which Rota knows its own again, and that it says whose the signature is; refuses to know what a
// signature says, and to believe in contents that others have made.
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

}  // namespace rota::openai::responses
