// Settings: what the deployment was told, read once per isolate.
// Knows names, defaults and units (REQUIREMENTS, Settings); refuses to know where they were stored.
#pragma once

#include "access/client_access.h"
#include "http/route.h"
#include "json/reader.h"
#include "store/config.h"
#include "store/model_rows.h"

namespace rota::exchange {

struct Settings {
  Bytes upstream = "https://generativelanguage.googleapis.com";  ///< UPSTREAM_API_URL: no '/' at its end, no version
  http::Dialect upstream_dialect = http::Dialect::gemini;        ///< UPSTREAM_DIALECT, or told by the URL
  access::Policy access;
  bool debug_errors = false;          ///< DEBUG_ERRORS
  Bytes pool_name = "default";        ///< POOL_NAME
  Bytes pool_location;                ///< POOL_LOCATION: a Durable Object location hint
  std::uint32_t pool_shards = 1;      ///< POOL_SHARDS: objects that the keys are split among
  bool has_kv = false;                ///< CONFIG_KV is bound
  Bytes admin_password;               ///< ADMIN_PASSWORD, a secret
  bool public_stat = false;           ///< PUBLIC_STAT: /stat and /stat.json without login
  bool has_session_key = false;       ///< SESSION_SECRET_KEY is set
  store::Config config;               ///< the settings of administrators in effect
  List<store::ModelRow> models;       ///< those offered; empty: all of the upstream's
};

/// Reads the body of a configure event: a JSON object of strings, named as in REQUIREMENTS; the settings that an
/// administrator edits may be preset under their name in upper case (MAX_ATTEMPTS). Unknown names and values that do
/// not parse leave the default. Everything is copied into `arena`.
[[nodiscard]] Settings read_settings(Bytes body, json::Reader& reader, Arena& arena);
/// Administration is possible: both secrets that it needs are set.
[[nodiscard]] inline bool has_admin(const Settings& settings) {
  return !settings.admin_password.empty() && settings.has_session_key;
}

}  // namespace rota::exchange
