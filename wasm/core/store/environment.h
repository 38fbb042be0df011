// Environment: the variables and secrets of the deployment, as configure brings them.
// Knows their names and how each is spelt (README, Settings); refuses to know what they do and which default stands in
// for an empty one.
#pragma once

#include "base/secret.h"
#include "store/config.h"

namespace rota::store {

/// Texts are without white space at their ends; empty: not set.
struct Environment {
  Bytes upstream_api_url;         ///< UPSTREAM_API_URL
  Bytes upstream_dialect;         ///< UPSTREAM_DIALECT
  Secret api_keys;                ///< API_KEYS: the pool's keys, as pool::parse_keys reads them
  Secret client_api_keys;         ///< CLIENT_API_KEYS: as access::read_client_keys reads them
  bool allow_anonymous = false;   ///< ALLOW_ANONYMOUS
  bool allow_own_key = false;     ///< ALLOW_CLIENT_GEMINI_KEY: a client may bring a key of the upstream
  Secret admin_password;          ///< ADMIN_PASSWORD
  bool has_session_secret_key = false;   ///< SESSION_SECRET_KEY is set; the host alone uses it
  bool debug_errors = false;      ///< DEBUG_ERRORS
  bool public_stat = false;       ///< PUBLIC_STAT
  Bytes pool_name;                ///< POOL_NAME
  Bytes pool_location;            ///< POOL_LOCATION: a Durable Object location hint
  Bytes egress_location;          ///< EGRESS_LOCATION: a Durable Object location hint, or "off"
  std::uint32_t pool_shards = 1;  ///< POOL_SHARDS: 1 to limits::pool_shards
  bool has_db = false;            ///< D1 is bound (DB)
  bool has_kv = false;            ///< KV is bound (CONFIG_KV)
  bool has_limiter = false;       ///< a rate limiter is bound (RATE_LIMITER)
  bool has_store = false;         ///< stores of responses are bound (RESPONSE_STORE)
  bool has_egress = false;        ///< objects that calls may go out from are bound (EGRESS)
  Config presets;                 ///< the defaults of the settings that administrators edit

  /// The location hint of where calls go out from once the upstream has refused the isolate's place; empty: nowhere.
  [[nodiscard]] Bytes egress_place() const {
    if (!has_egress || egress_location == "off") return {};
    return egress_location.empty() ? Bytes("wnam") : egress_location;
  }
};

/// Reads the body of a configure event: a JSON object of strings. Unknown names, and values that do not parse, change
/// nothing. Everything is copied into `arena`. Fails with Blame::rota when the body is no JSON object.
[[nodiscard]] Result<Environment> read_environment(Bytes body, json::Reader& reader, Arena& arena);

}  // namespace rota::store
