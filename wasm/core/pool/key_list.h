// Key list: the setting API_KEYS as a list of keys.
// Knows what a pool needs to know of each; refuses to know how a text of keys is read (key_import).
#pragma once

#include "pool/key_import.h"

namespace rota::pool {

struct ListedKey {
  std::uint64_t id = 0;  ///< text::fingerprint of the key
  Secret secret;         ///< a view into the text that was parsed; empty: it cannot be read
  std::uint64_t project = 0;  ///< keys of the same number share their limits; 0: a project of its own
  std::uint8_t weight = 1;    ///< 1 to 100
  bool switched_off = false;  ///< by an administrator
  Bytes source = {};          ///< env, kv; empty: it is stored in D1, or known by its state alone
};

struct KeyList {
  List<ListedKey> keys;  ///< in the order of the text, each once
  std::uint32_t duplicates = 0;
  List<Refused> refused;  ///< the first limits::import_refusals of them
  std::uint32_t refused_count = 0;
};

/// Reads the text of API_KEYS: as an import is read, but for keys of any length, and whatever of it is broken. The list
/// lives in `arena`, its views in `keys` and `arena`.
[[nodiscard]] KeyList parse_keys(Secret keys, Arena& arena);

}  // namespace rota::pool
