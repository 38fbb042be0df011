// The decision at the door; see client_access.h.
#include "access/client_access.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::access {

namespace {

bool is_known(const Policy& policy, Secret presented) {
  bool known = false;
  for (const Secret key : policy.client_keys) known |= text::constant_time_equal(key, presented);
  return known;
}

/// What a header can carry to the upstream.
bool is_visible(Secret key) {
  for (const char c : key.reveal()) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

}  // namespace

ClientKeys read_client_keys(Secret setting, Arena& arena) {
  pool::KeyReading reading;
  reading.least_bytes = 1;
  reading.most_bytes = limits::client_key_bytes;
  reading.most_keys = limits::client_keys;
  reading.named = reading.any_text = reading.lenient = true;
  json::Reader reader;
  const auto import = pool::read_import(setting.reveal(), reader, arena, reading);
  ClientKeys read;
  read.left_out = pool::left_out_of("CLIENT_API_KEYS", import, arena);
  if (!import) return read;
  for (const pool::ImportedKey& key : import.value()->keys) read.keys.push(arena, key.secret);
  return read;
}

List<Secret> presented_keys(const http::RequestHead& head, Arena& arena) {
  List<Secret> keys;
  const auto add = [&keys, &arena](Secret key) {
    for (const Secret known : keys) {
      if (known.reveal() == key.reveal()) return;
    }
    if (!key.empty()) keys.push(arena, key);
  };
  Bytes authorization = text::trim(http::find(head.headers, "authorization"));
  if (text::istarts_with(authorization, "bearer ")) authorization = text::trim(authorization.substr(7));
  add(Secret(http::extended_value(authorization, arena)));
  for (Bytes name : {Bytes("x-goog-api-key"), Bytes("x-api-key")}) {
    add(Secret(http::extended_value(text::trim(http::find(head.headers, name)), arena)));
  }
  add(Secret(http::query_value(head.query, "key", arena)));
  return keys;
}

Result<Grant> admit(const Policy& policy, Secret presented, bool stored_keys) {
  if (presented.size() > limits::client_key_bytes) {
    return client_failure(Fault::unauthorized, 401, "The API key is longer than any key of this service.");
  }
  if (is_known(policy, presented)) return Grant{};
  const bool own = policy.looks_like_own_key != nullptr && is_visible(presented);
  if (own && policy.looks_like_own_key(presented)) return Grant{presented, nullptr};
  if (policy.anonymous) return Grant{};
  if (policy.client_keys.empty() && !stored_keys) {
    return client_failure(Fault::unauthorized, 401,
                          "This Rota has no client keys yet, so it answers nobody. Set CLIENT_API_KEYS (for example "
                          "with `wrangler secret put CLIENT_API_KEYS`), or ALLOW_ANONYMOUS=1 to let everybody in.");
  }
  if (presented.empty()) {
    return client_failure(Fault::unauthorized, 401,
                          "No API key was sent. Send one as `Authorization: Bearer KEY`, `x-goog-api-key`, `x-api-key` "
                          "or `?key=`.");
  }
  return client_failure(Fault::unauthorized, 401, "The API key is not one of this service's client keys.");
}

Result<Grant> admit_client(const store::ClientRow& client, double now_ms) {
  if (!client.active) return client_failure(Fault::unauthorized, 401, "This API key is switched off.");
  if (client.expires_ms > 0 && now_ms >= client.expires_ms) {
    return client_failure(Fault::unauthorized, 401, "This API key has expired.");
  }
  return Grant{{}, &client};
}

Status check_model(const Grant& grant, Bytes model, Arena& arena) {
  if (grant.client == nullptr || grant.client->models.empty() || model.empty()) return Done{};
  for (const Bytes allowed : grant.client->models) {
    if (allowed == model) return Done{};
  }
  return client_failure(Fault::forbidden, 403, arena.join("This API key may not use the model ", model, "."), "model");
}

}  // namespace rota::access
