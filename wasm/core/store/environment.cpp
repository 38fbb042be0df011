// See environment.h.
#include "store/environment.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::store {

namespace {

Bytes setting_text(json::Value all, Bytes name, Arena& arena) { return text::trim(arena.copy(all[name].text(arena))); }

std::uint32_t read_shards(Bytes value) {
  std::uint64_t number = 0;
  const bool good = text::parse_unsigned(value, number) && number >= 1 && number <= limits::pool_shards;
  return good ? static_cast<std::uint32_t>(number) : 1;
}

}  // namespace

Result<Environment> read_environment(Bytes body, json::Reader& reader, Arena& arena) {
  const auto read = reader.read(body, arena);
  if (!read.ok() || !read->is_object()) {
    return Failure{Blame::rota, Fault::internal, 500, "The environment is not a JSON object.", {}, 0};
  }
  const json::Value all = *read;
  Environment environment;
  environment.upstream_api_url = setting_text(all, "UPSTREAM_API_URL", arena);
  environment.upstream_dialect = setting_text(all, "UPSTREAM_DIALECT", arena);
  environment.api_keys = Secret(setting_text(all, "API_KEYS", arena));
  environment.client_api_keys = Secret(setting_text(all, "CLIENT_API_KEYS", arena));
  environment.allow_anonymous = says_yes(setting_text(all, "ALLOW_ANONYMOUS", arena));
  environment.allow_own_key = says_yes(setting_text(all, "ALLOW_CLIENT_GEMINI_KEY", arena));
  environment.admin_password = Secret(setting_text(all, "ADMIN_PASSWORD", arena));
  environment.has_session_secret_key = !setting_text(all, "SESSION_SECRET_KEY", arena).empty();
  environment.debug_errors = says_yes(setting_text(all, "DEBUG_ERRORS", arena));
  environment.public_stat = says_yes(setting_text(all, "PUBLIC_STAT", arena));
  environment.pool_name = setting_text(all, "POOL_NAME", arena);
  environment.pool_location = setting_text(all, "POOL_LOCATION", arena);
  environment.egress_location = setting_text(all, "EGRESS_LOCATION", arena);
  environment.pool_shards = read_shards(setting_text(all, "POOL_SHARDS", arena));
  const Bytes bindings = setting_text(all, "bindings", arena);
  environment.has_db = text::lists(bindings, "DB");
  environment.has_kv = text::lists(bindings, "CONFIG_KV");
  environment.has_limiter = text::lists(bindings, "RATE_LIMITER");
  environment.has_store = text::lists(bindings, "RESPONSE_STORE");
  environment.has_egress = text::lists(bindings, "EGRESS");
  environment.presets = read_presets(all, arena);
  return environment;
}

}  // namespace rota::store
