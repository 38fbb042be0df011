// Client access: who may use the proxied routes, decided from what a request presents.
// Knows the four places a client key may stand (REQUIREMENTS, Routes) and the settings that open or close the door;
// refuses to know storage, limits per client (they come with D1's client keys) and dialects.
#pragma once

#include "base/result.h"
#include "http/head.h"

namespace rota::access {

/// What the deployment allows. The keys are secrets: they are compared, never shown.
struct Policy {
  List<Bytes> client_keys;
  bool anonymous = false;       ///< ALLOW_ANONYMOUS
  bool own_gemini_key = false;  ///< ALLOW_CLIENT_GEMINI_KEY
};

/// Reads CLIENT_API_KEYS: commas or white space between keys. Views point into `list`. Keys past limits::client_keys
/// or longer than limits::client_key_bytes are left out.
[[nodiscard]] List<Bytes> read_client_keys(Bytes list, Arena& arena);

/// Where a request may carry its key, in this order: Authorization: Bearer, x-goog-api-key, x-api-key, ?key=.
/// Empty when it carries none. The view lives as long as the head and the arena.
[[nodiscard]] Bytes presented_key(const http::RequestHead& head, Arena& arena);

/// The way in.
struct Grant {
  Bytes own_key;  ///< the client's own upstream key, to be used instead of the pool's; empty: the pool serves
};

/// Compares in a time that depends on lengths only. Fails with Fault::unauthorized, 401, and a message that says how
/// to add a key when the deployment has none.
[[nodiscard]] Result<Grant> admit(const Policy& policy, Bytes presented);

}  // namespace rota::access
