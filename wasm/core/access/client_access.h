// Client access: who may use the proxied routes, decided from what a request presents.
// Knows the four places a client key may stand (REQUIREMENTS, Routes), the settings that open or close the door, and
// client keys by their digest; refuses to know where they are stored, to count their use (pool) and dialects.
#pragma once

#include "base/result.h"
#include "http/head.h"
#include "store/snapshot.h"

namespace rota::access {

/// What the deployment allows. The keys are secrets: they are compared, never shown.
struct Policy {
  List<Bytes> client_keys;
  bool anonymous = false;       ///< ALLOW_ANONYMOUS
  bool own_gemini_key = false;  ///< ALLOW_CLIENT_GEMINI_KEY
};

/// How a setting of the deployment says yes: 1 or true. `value` has no white space at its ends.
[[nodiscard]] bool is_switched_on(Bytes value);

/// Reads CLIENT_API_KEYS: commas or white space between keys. Views point into `list`. Keys past limits::client_keys
/// or longer than limits::client_key_bytes are left out.
[[nodiscard]] List<Bytes> read_client_keys(Bytes list, Arena& arena);

/// Where a request may carry its key, in this order: Authorization: Bearer, x-goog-api-key, x-api-key, ?key=.
/// Empty when it carries none. The view lives as long as the head and the arena.
[[nodiscard]] Bytes presented_key(const http::RequestHead& head, Arena& arena);

/// The way in.
struct Grant {
  Bytes own_key;  ///< the client's own upstream key, to be used instead of the pool's; empty: the pool serves
  const store::ClientRow* client = nullptr;  ///< whose limits count; null: a key of CLIENT_API_KEYS, or nobody's
};

/// Compares in a time that depends on lengths only. Fails with Fault::unauthorized, 401, and a message that says how
/// to add a key when the deployment has none. `stored_keys`: there are client keys that only a digest can tell.
[[nodiscard]] Result<Grant> admit(const Policy& policy, Bytes presented, bool stored_keys = false);

/// The grant of a stored client key, or why it opens nothing: 401 when it is switched off or has expired.
[[nodiscard]] Result<Grant> admit_client(const store::ClientRow& client, double now_ms);

/// Whether the client may use the model; an empty list of allowed models allows all, and so does a request without a
/// model. Fails with Fault::forbidden, 403.
[[nodiscard]] Status check_model(const Grant& grant, Bytes model, Arena& arena);

}  // namespace rota::access
