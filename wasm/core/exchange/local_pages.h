// Local pages: the answers that need no upstream: the root page, /health and preflights.
// Knows their texts; refuses to know how the census was taken.
#pragma once

#include "exchange/client_side.h"
#include "exchange/health_memory.h"
#include "http/head.h"

namespace rota::exchange {

/// What this is, whether it is well, where to read on. No keys, no upstream, no script.
void root_page(ClientSide& client);
/// A page of one sentence: why there is no other. Backquoted words stand out.
void plain_page(std::uint16_t status, Bytes message, ClientSide& client);
/// 200 {"status":"ok"} while at least one key can serve, else 503 {"status":"degraded"}, with a check for each part. An
/// answer out of memory says how old it is.
void health_answer(const Health& health, double age_ms, ClientSide& client);
/// The answer to a CORS preflight.
void preflight(const http::RequestHead& head, const dialect::Route& route, ClientSide& client);

}  // namespace rota::exchange
