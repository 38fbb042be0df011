// The route table; see route.h.
#include "http/route.h"

#include "base/text.h"

namespace rota::http {

namespace {

// Any usual base URL works (REQUIREMENTS A6): the longest prefix first.
constexpr Bytes openai_prefixes[] = {"/v1beta/openai", "/openai/v1", "/openai", "/v1"};

constexpr Bytes gemini_prefixes[] = {"/v1beta/", "/v1alpha/", "/upload/"};

bool is_under(Bytes path, Bytes prefix) {
  return text::starts_with(path, prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

void allow_only(Route& route, Bytes method, Bytes allowed, Bytes allow) {
  route.allow = allow;
  route.method_allowed = method == allowed || method == "OPTIONS" || (allowed == "GET" && method == "HEAD");
}

/// The model of "/v1beta/models/{m}:verb", "/v1beta/models/{m}" or "/v1beta/tunedModels/{m}:verb".
Bytes native_model(Bytes path) {
  for (Bytes marker : {Bytes("/models/"), Bytes("/tunedModels/")}) {
    const std::size_t at = path.find(marker);
    if (at == Bytes::npos) continue;
    Bytes rest = path.substr(at + marker.size());
    rest = text::split(rest, '/');
    return text::split(rest, ':');
  }
  return {};
}

Route native(Bytes path) {
  Route route;
  route.endpoint = Endpoint::gemini_native;
  route.dialect = Dialect::gemini;
  route.allow = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
  route.tail = path;
  route.parameter = native_model(path);
  return route;
}

/// `tail` is the path behind an OpenAI prefix, or the whole path when `prefixed` is false.
Route openai(Bytes method, Bytes tail, bool prefixed) {
  Route route;
  route.tail = tail;
  if (tail == "/chat/completions") {
    route.endpoint = Endpoint::chat;
    allow_only(route, method, "POST", "POST, OPTIONS");
  } else if (tail == "/embeddings") {
    route.endpoint = Endpoint::embeddings;
    allow_only(route, method, "POST", "POST, OPTIONS");
  } else if (tail == "/models") {
    route.endpoint = Endpoint::models;
    allow_only(route, method, "GET", "GET, HEAD, OPTIONS");
  } else if (text::starts_with(tail, "/models/") && tail.size() > 8) {
    route.endpoint = Endpoint::model;
    route.parameter = tail.substr(8);
    allow_only(route, method, "GET", "GET, HEAD, OPTIONS");
  } else if (prefixed && tail.size() > 1) {
    route.endpoint = Endpoint::openai_other;
    route.allow = "GET, POST, DELETE, OPTIONS";
  }
  return route;
}

/// What needs an upstream is the isolate's; everything else under /admin is the pool object's.
Route admin(Bytes method, Bytes path) {
  constexpr Bytes keys = "/admin/keys/gemini/";
  constexpr Bytes test = "/test";
  Route route;
  route.endpoint = Endpoint::admin;
  route.tail = path;
  if (path == "/admin/playground") {
    route.endpoint = Endpoint::playground;
    route.tail = "/chat/completions";  // what an upstream of the same dialect calls it
  } else if (path == "/admin/models/sync") {
    route.endpoint = Endpoint::model_sync;
  } else if (text::starts_with(path, keys) && text::ends_with(path, test) && path.size() > keys.size() + test.size()) {
    route.endpoint = Endpoint::key_test;
    route.parameter = path.substr(keys.size(), path.size() - keys.size() - test.size());
  }
  if (route.endpoint == Endpoint::admin) return route;
  route.allow = "POST";
  route.method_allowed = method == route.allow;
  return route;
}

/// What begins like this is the API's; everything else under /admin is a page of the panel.
constexpr Bytes api_roots[] = {"/admin/keys",   "/admin/models", "/admin/config",  "/admin/status",    "/admin/stats",
                               "/admin/logout", "/admin/session", "/admin/playground"};

bool is_api(Bytes path) {
  for (Bytes root : api_roots) {
    if (is_under(path, root)) return true;
  }
  return false;
}

/// The panel's side of the administrators' routes.
Route panel(Bytes method, Bytes path) {
  Route route;
  route.tail = path;
  if (path == "/admin/login") {
    route.endpoint = Endpoint::sign_in;
    route.allow = "POST";
    route.method_allowed = method == "POST";
    return route;
  }
  route.endpoint = text::starts_with(path, "/admin/assets/") ? Endpoint::asset : Endpoint::page;
  route.allow = "GET, HEAD";
  route.method_allowed = method == "GET" || method == "HEAD";
  return route;
}

}  // namespace

Route match(Bytes method, Bytes path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  if (path == "/" || path == "/health") {
    Route route;
    route.endpoint = path == "/" ? Endpoint::root : Endpoint::health;
    allow_only(route, method, "GET", "GET, HEAD, OPTIONS");
    return route;
  }
  if (path == "/login" || path == "/stat" || (is_under(path, "/admin") && !is_api(path))) return panel(method, path);
  if (is_under(path, "/admin") || path == "/status" || path == "/stat.json" || path == "/metrics") {
    return admin(method, path);
  }
  // "/v1/models/{m}:generateContent" is Google's, "/v1/models/{m}" is OpenAI's: the verb tells.
  if (text::starts_with(path, "/v1/models/") && text::contains(path, ":")) return native(path);
  for (Bytes prefix : openai_prefixes) {
    if (is_under(path, prefix)) return openai(method, path.substr(prefix.size()), true);
  }
  for (Bytes prefix : gemini_prefixes) {
    if (text::starts_with(path, prefix) && path.size() > prefix.size()) return native(path);
  }
  return openai(method, path, false);
}

Bytes name_of(Endpoint endpoint) {
  switch (endpoint) {
    case Endpoint::chat: return "chat";
    case Endpoint::embeddings: return "embeddings";
    case Endpoint::models:
    case Endpoint::model: return "models";
    case Endpoint::gemini_native: return "native";
    case Endpoint::playground: return "playground";
    case Endpoint::key_test: return "test";
    case Endpoint::model_sync: return "sync";
    default: return "other";
  }
}

Bytes name_of(Dialect dialect) { return dialect == Dialect::gemini ? "gemini" : "openai"; }

bool is_admin_route(Endpoint endpoint) {
  switch (endpoint) {
    case Endpoint::admin:
    case Endpoint::playground:
    case Endpoint::key_test:
    case Endpoint::model_sync:
    case Endpoint::sign_in:
    case Endpoint::page:
    case Endpoint::asset: return true;
    default: return false;
  }
}

bool is_client_route(Endpoint endpoint) {
  return endpoint != Endpoint::unknown && endpoint != Endpoint::root && endpoint != Endpoint::health &&
         !is_admin_route(endpoint);
}

}  // namespace rota::http
