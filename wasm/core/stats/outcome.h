// Outcome: one call of an upstream, or the end of one client's request, as statistics see it.
// Knows numbers and short names; refuses to know what becomes of them (metrics, rollups, usage rows).
#pragma once

#include "base/bytes.h"

namespace rota::stats {

/// Views live as long as the call that hands it over.
struct Outcome {
  Bytes key;                ///< the pool key's id, 16 hex digits; empty when no key was called
  Bytes client;             ///< the client key's id, 16 hex digits; empty without one
  Bytes model;              ///< UTF-8, the upstream's name for it, at most limits::model_name_bytes
  Bytes endpoint;           ///< chat, embeddings, models, native, test, ...: http::name_of
  Bytes dialect;            ///< the client's: openai, gemini
  Bytes asked;              ///< the chain's alias that the client asked for; empty: no chain
  Bytes verdict;            ///< pool::name_of its cause: ok, minute_limit, ...; `none` when no key was called
  Bytes error;              ///< one sentence that holds no key; empty after a success
  Bytes said;               ///< what the upstream itself said, where it failed; holds no key
  std::uint16_t status = 0;         ///< the upstream's, 0 without an answer
  std::uint16_t client_status = 0;  ///< what the client got; only with `last`
  std::uint8_t attempt = 1;         ///< which call of its request this was, from 1; 0 when no key was called
  bool called = true;               ///< an upstream was called
  bool last = false;                ///< the request ended with it
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  double first_byte_ms = 0;  ///< from the call to the upstream's head
  double total_ms = 0;       ///< of the call
  double overhead_ms = 0;    ///< with `last`: of the request, what was not spent waiting for the upstream
  double at_ms = 0;          ///< when it ended, ms since 1970
};

}  // namespace rota::stats
