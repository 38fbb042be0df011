// Client access: who may use the proxied routes, decided from what a request presents.
// Knows the four places a client key may stand (REQUIREMENTS, Routes), the settings that open or close the door, and
// client keys by their digest; refuses to know where they are stored, to count their use (pool) and dialects.
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "http/head.h"
#include "pool/left_out.h"
#include "store/snapshot.h"

namespace rota::access {

/// What the deployment allows.
struct Policy {
  List<Secret> client_keys;
  bool anonymous = false;       ///< ALLOW_ANONYMOUS
  /// Whether a text has the shape of an upstream's key; set when a client may bring its own (ALLOW_CLIENT_GEMINI_KEY).
  bool (*looks_like_own_key)(Secret key) = nullptr;
};

struct ClientKeys {
  List<Secret> keys;       ///< in their order, each once
  pool::LeftOut left_out;  ///< past limits::client_keys, or longer than limits::client_key_bytes
};
/// Reads CLIENT_API_KEYS, as API_KEYS is read, but that a word of any form is a key. Views point into `setting` and
/// `arena`.
[[nodiscard]] ClientKeys read_client_keys(Secret setting, Arena& arena);

/// The keys that a request carries, each once, in this order of places: Authorization: Bearer, x-goog-api-key, x-api-key,
/// ?key=. The views live as long as the head and the arena.
[[nodiscard]] List<Secret> presented_keys(const http::RequestHead& head, Arena& arena);

/// The way in.
struct Grant {
  Secret own_key;  ///< the client's own upstream key, to be used instead of the pool's; empty: the pool serves
  const store::ClientRow* client = nullptr;  ///< whose limits count; null: a key of CLIENT_API_KEYS, or nobody's
};

/// Compares in a time that depends on lengths only. Fails with Fault::unauthorized, 401, and a message that says how
/// to add a key when the deployment has none. `stored_keys`: there are client keys that only a digest can tell.
[[nodiscard]] Result<Grant> admit(const Policy& policy, Secret presented, bool stored_keys = false);

/// The grant of a stored client key, or why it opens nothing: 401 when it is switched off or has expired.
[[nodiscard]] Result<Grant> admit_client(const store::ClientRow& client, double now_ms);

/// Whether the client may use the model; an empty list of allowed models allows all, and so does a request without a
/// model. Fails with Fault::forbidden, 403.
[[nodiscard]] Status check_model(const Grant& grant, Bytes model, Arena& arena);

}  // namespace rota::access
