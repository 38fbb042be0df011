// Key list: the setting API_KEYS as a list of keys.
// Knows separators and what a header can carry; refuses to know a key's shape: AIza..., AQ.... and whatever comes next
// are all welcome (TRANSLATION 0), and a proxy of one's own may want anything.
#pragma once

#include "base/arena.h"
#include "base/list.h"

namespace rota::pool {

struct ListedKey {
  std::uint64_t id = 0;  ///< text::fingerprint of the key
  Bytes secret;          ///< a view into the text that was parsed; empty: it cannot be read
  std::uint64_t project = 0;  ///< keys of the same number share their limits; 0: a project of its own
  std::uint8_t weight = 1;    ///< 1 to 100
  bool switched_off = false;  ///< by an administrator
};

struct KeyList {
  List<ListedKey> keys;  ///< in the order of the text, each once
  std::uint32_t duplicates = 0;
  std::uint32_t too_long = 0;    ///< longer than limits::pool_key_bytes
  std::uint32_t unsendable = 0;  ///< with characters that a header cannot carry
  std::uint32_t too_many = 0;    ///< past limits::pool_keys
};

/// Keys are separated by commas and white space. The list lives in `arena`, its views in `text`.
[[nodiscard]] KeyList parse_keys(Bytes text, Arena& arena);

/// One line for the operator about what was left out, holding no key; empty when nothing was.
[[nodiscard]] Bytes describe_refusals(const KeyList& list, Arena& arena);

}  // namespace rota::pool
