// The decision at the door; see client_access.h.
#include "access/client_access.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::access {

namespace {

/// The shapes of Google's keys: "AIza..." since always, "AQ...." since May 2026.
bool looks_like_gemini_key(Bytes key) { return text::starts_with(key, "AIza") || text::starts_with(key, "AQ."); }

bool is_known(const Policy& policy, Bytes presented) {
  bool known = false;
  for (Bytes key : policy.client_keys) known |= text::constant_time_equal(key, presented);
  return known;
}

}  // namespace

bool is_switched_on(Bytes value) { return value == "1" || text::iequals(value, "true"); }

List<Bytes> read_client_keys(Bytes list, Arena& arena) {
  List<Bytes> keys;
  while (!list.empty() && keys.size() < limits::client_keys) {
    std::size_t end = 0;
    while (end < list.size() && list[end] != ',' && !text::is_space(list[end])) ++end;
    const Bytes key = list.substr(0, end);
    list.remove_prefix(end < list.size() ? end + 1 : end);
    if (!key.empty() && key.size() <= limits::client_key_bytes) keys.push(arena, key);
  }
  return keys;
}

Bytes presented_key(const http::RequestHead& head, Arena& arena) {
  Bytes authorization = text::trim(http::find(head.headers, "authorization"));
  if (text::iequals(authorization.substr(0, 7), "bearer ")) authorization = text::trim(authorization.substr(7));
  if (!authorization.empty()) return authorization;
  for (Bytes name : {Bytes("x-goog-api-key"), Bytes("x-api-key")}) {
    const Bytes value = text::trim(http::find(head.headers, name));
    if (!value.empty()) return value;
  }
  return http::query_value(head.query, "key", arena);
}

Result<Grant> admit(const Policy& policy, Bytes presented, bool stored_keys) {
  if (presented.size() > limits::client_key_bytes) {
    return client_failure(Fault::unauthorized, 401, "The API key is longer than any key of this service.");
  }
  if (is_known(policy, presented)) return Grant{};
  if (policy.own_gemini_key && looks_like_gemini_key(presented)) return Grant{presented, nullptr};
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
