// Route: which endpoint a method and a path mean, and whose dialect its errors are in.
// Knows paths (REQUIREMENTS, Routes); refuses to know who may call them (access) or what they do (exchange).
#pragma once

#include "base/bytes.h"

namespace rota::http {

enum class Dialect : std::uint8_t { openai, gemini };

enum class Endpoint : std::uint8_t {
  unknown,
  root,           // GET /
  health,         // GET /health
  chat,           // POST /v1/chat/completions
  embeddings,     // POST /v1/embeddings
  models,         // GET /v1/models
  model,          // GET /v1/models/{id}
  openai_other,   // anything else under an OpenAI prefix: only an OpenAI upstream knows
  gemini_native,  // /v1beta/**, /v1alpha/**, /v1/models/{m}:{verb}, /upload/**
  admin,          // /admin/**, /status, /stat.json, /metrics: the pool object knows them apart
  playground,     // POST /admin/playground: chat, asked by an administrator
  key_test,       // POST /admin/keys/gemini/{id}/test
  model_sync,     // POST /admin/models/sync
  sign_in,        // POST /admin/login: the one route of administrators that needs no session
  page,           // /login, /admin, /stat, and what else under /admin is no route of the API: the panel
  asset,          // /admin/assets/**: the panel's scripts and styles, public
};

struct Route {
  Endpoint endpoint = Endpoint::unknown;
  Dialect dialect = Dialect::openai;
  bool method_allowed = true;
  Bytes allow;      ///< the methods of this route, for 405 and preflights
  Bytes tail;       ///< the path without the client's prefix, e.g. "/chat/completions"; for gemini_native all of it
  Bytes parameter;  ///< a model, of `model` or of a gemini_native path, or a key's id; still percent-encoded, or empty
};

/// Never fails: an unknown path is Endpoint::unknown in the dialect that the path looks most like.
[[nodiscard]] Route match(Bytes method, Bytes path);

/// As statistics name them: chat, embeddings, models, native, playground, test, sync, other; openai, gemini.
[[nodiscard]] Bytes name_of(Endpoint endpoint);
[[nodiscard]] Bytes name_of(Dialect dialect);

/// True for routes that only administrators may use, and for the way in. Which methods they take is told to nobody else.
[[nodiscard]] bool is_admin_route(Endpoint endpoint);

/// True for routes that take a client's key and answer CORS.
[[nodiscard]] bool is_client_route(Endpoint endpoint);

}  // namespace rota::http
