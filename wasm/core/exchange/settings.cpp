// Reading the settings; see settings.h.
#include "exchange/settings.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::exchange {

namespace {

Bytes setting_text(json::Value all, Bytes name, Arena& arena) { return text::trim(arena.copy(all[name].text(arena))); }

using access::is_switched_on;

/// Base URLs are pasted with and without a slash and a version; a client's path brings its own version.
Bytes normal_base(Bytes url, http::Dialect dialect) {
  while (text::ends_with(url, "/")) url.remove_suffix(1);
  if (dialect == http::Dialect::gemini) {
    for (Bytes version : {Bytes("/v1beta"), Bytes("/v1alpha"), Bytes("/v1")}) {
      if (text::ends_with(url, version)) url.remove_suffix(version.size());
    }
  }
  return url;
}

bool read_bounded(Bytes value, std::uint64_t low, std::uint64_t high, std::uint64_t& out) {
  return text::parse_unsigned(value, out) && out >= low && out <= high;
}

}  // namespace

Settings read_settings(Bytes body, json::Reader& reader, Arena& arena) {
  Settings settings;
  const auto read = reader.read(body, arena);
  if (!read.ok()) return settings;
  const json::Value all = read.value();

  const Bytes url = setting_text(all, "UPSTREAM_API_URL", arena);
  if (!url.empty()) settings.upstream = url;
  const Bytes dialect = setting_text(all, "UPSTREAM_DIALECT", arena);
  while (text::ends_with(settings.upstream, "/")) settings.upstream.remove_suffix(1);
  const bool openai = dialect.empty() ? text::ends_with(settings.upstream, "/openai") : dialect == "openai";
  settings.upstream_dialect = openai ? http::Dialect::openai : http::Dialect::gemini;
  settings.upstream = normal_base(settings.upstream, settings.upstream_dialect);

  settings.access.client_keys = access::read_client_keys(setting_text(all, "CLIENT_API_KEYS", arena), arena);
  settings.access.anonymous = is_switched_on(setting_text(all, "ALLOW_ANONYMOUS", arena));
  settings.access.own_gemini_key = is_switched_on(setting_text(all, "ALLOW_CLIENT_GEMINI_KEY", arena));
  settings.debug_errors = is_switched_on(setting_text(all, "DEBUG_ERRORS", arena));
  const Bytes pool = setting_text(all, "POOL_NAME", arena);
  if (!pool.empty()) settings.pool_name = pool;
  settings.pool_location = setting_text(all, "POOL_LOCATION", arena);

  std::uint64_t number = 0;
  if (read_bounded(setting_text(all, "POOL_SHARDS", arena), 1, limits::pool_shards, number)) {
    settings.pool_shards = static_cast<std::uint32_t>(number);
  }
  settings.has_kv = text::lists(setting_text(all, "bindings", arena), "CONFIG_KV");
  settings.public_stat = is_switched_on(setting_text(all, "PUBLIC_STAT", arena));
  settings.admin_password = setting_text(all, "ADMIN_PASSWORD", arena);
  settings.has_session_key = !setting_text(all, "SESSION_SECRET_KEY", arena).empty();
  settings.config = store::read_presets(all, arena);
  return settings;
}

}  // namespace rota::exchange
