// Reading the settings; see settings.h.
#include "exchange/settings.h"

#include "base/text.h"
#include "store/environment.h"

namespace rota::exchange {

Settings read_settings(Bytes body, json::Reader& reader, Arena& arena) {
  Settings settings;
  const auto read = store::read_environment(body, reader, arena);
  if (!read) return settings;
  const store::Environment& environment = *read;

  if (!environment.upstream_api_url.empty()) settings.upstream = environment.upstream_api_url;
  while (text::ends_with(settings.upstream, "/")) settings.upstream.remove_suffix(1);
  settings.parts = environment.upstream_dialect;
  const Bytes label = text::trim(text::split(settings.parts, ','));
  settings.dialect = &dialect::upstream_dialect(label, settings.upstream);
  settings.upstream = settings.dialect->base_url.normal(settings.upstream);

  settings.access.client_keys = access::read_client_keys(environment.client_api_keys, arena).keys;
  settings.access.anonymous = environment.allow_anonymous;
  if (environment.allow_own_key) settings.access.looks_like_own_key = settings.dialect->looks_like_key;
  settings.debug_errors = environment.debug_errors;
  if (!environment.pool_name.empty()) settings.pool_name = environment.pool_name;
  settings.pool_location = environment.pool_location;
  settings.egress_place = environment.egress_place();
  settings.pool_shards = environment.pool_shards;
  settings.has_kv = environment.has_kv;
  settings.has_limiter = environment.has_limiter;
  settings.has_store = environment.has_store;
  settings.public_stat = environment.public_stat;
  settings.admin_password = environment.admin_password;
  settings.has_session_key = environment.has_session_secret_key;
  settings.config = environment.presets;
  return settings;
}

bool speaks_part(const Settings& settings, const dialect::ClientDialect& part) {
  const dialect::UpstreamDialect& upstream = *settings.dialect;
  if (part.part_of == nullptr || part.part_of != upstream.native) return false;
  const auto shows = upstream.base_url.speaks_part;
  return text::lists(settings.parts, part.label) || (shows != nullptr && shows(settings.upstream, part.label));
}

}  // namespace rota::exchange
