// Settings: what an isolate goes by, from the environment and from the settings that administrators edit.
// Knows defaults and which dialect the upstream speaks; refuses to know how the environment is spelt
// (store/environment.h).
#pragma once

#include "access/client_access.h"
#include "dialect/table.h"
#include "json/reader.h"
#include "store/config.h"
#include "store/model_rows.h"

namespace rota::exchange {

struct Settings {
  Bytes upstream = "https://generativelanguage.googleapis.com";  ///< UPSTREAM_API_URL: no '/' at its end, no version
  const dialect::UpstreamDialect* dialect = &dialect::upstream_dialect({}, {});  ///< UPSTREAM_DIALECT, or as the URL shows
  /// The rest of UPSTREAM_DIALECT, separated by commas: labels of parts of that dialect which the upstream speaks, too.
  Bytes parts;
  access::Policy access;
  bool debug_errors = false;          ///< DEBUG_ERRORS
  Bytes pool_name = "default";        ///< POOL_NAME
  Bytes pool_location;                ///< POOL_LOCATION: a Durable Object location hint
  Bytes egress_place;                 ///< EGRESS_LOCATION, likewise; empty: calls go out from the isolate alone
  std::uint32_t pool_shards = 1;      ///< POOL_SHARDS: objects that the keys are split among
  bool has_kv = false;                ///< CONFIG_KV is bound
  bool has_limiter = false;           ///< RATE_LIMITER is bound
  bool has_store = false;             ///< RESPONSE_STORE is bound
  Secret admin_password;              ///< ADMIN_PASSWORD
  bool public_stat = false;           ///< PUBLIC_STAT: /stat and /stat.json without login
  bool has_session_key = false;       ///< SESSION_SECRET_KEY is set
  store::Config config;               ///< the settings of administrators in effect
  List<store::ModelRow> models;       ///< those offered; empty: all of the upstream's
};

/// Of the body of a configure event (store/environment.h). What is not set, or does not parse, leaves the default.
/// Everything is copied into `arena`.
[[nodiscard]] Settings read_settings(Bytes body, json::Reader& reader, Arena& arena);
/// Whether the upstream itself speaks `part`, a part of its dialect: named in the settings, or as the URL shows.
[[nodiscard]] bool speaks_part(const Settings& settings, const dialect::ClientDialect& part);
/// Administration is possible: both secrets that it needs are set.
[[nodiscard]] inline bool has_admin(const Settings& settings) {
  return !settings.admin_password.empty() && settings.has_session_key;
}

}  // namespace rota::exchange
