// Key shape: how API keys begin, and where one stands in a text.
// Knows the beginnings that nobody mistakes, the characters of a key and what parts it from its surroundings; refuses to
// know what else stands there, and whose upstream takes which key.
#pragma once

#include "base/bytes.h"

namespace rota::text {

/// The length of what looks like a key at `at`, for who hides it: too much is better than too little. 0: nothing does.
[[nodiscard]] std::size_t key_length(Bytes text, std::size_t at);

struct KeyPlace {
  std::size_t begin = Bytes::npos;
  std::size_t end = Bytes::npos;
  [[nodiscard]] bool found() const { return begin != Bytes::npos; }
};

/// The first key of a known shape, for who uses it: the key alone, without what is joined to it by dashes, underscores or
/// another key. `from` is 0, or the end of the key before. Takes time that is linear in the text, all calls together.
[[nodiscard]] KeyPlace find_key(Bytes text, std::size_t from = 0);

/// The whole of it is one key of a known shape.
[[nodiscard]] bool is_key(Bytes text);

}  // namespace rota::text
