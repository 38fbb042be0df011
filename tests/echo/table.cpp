// The rows of a Rota that speaks Echo, too; see dialect/table.h, whose own rows this file replaces.
#include "dialect/table.h"

#include "dialect/anthropic/anthropic.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"
#include "echo.h"

namespace rota::dialect {

namespace {

constexpr const ClientDialect* clients[] = {&echo::client, &anthropic::client, &openai::client, &gemini::client};
constexpr const UpstreamDialect* upstreams[] = {&gemini::upstream, &openai::upstream, &echo::upstream};

}  // namespace

ClientDialects client_dialects() { return {clients, sizeof(clients) / sizeof(clients[0])}; }
const ClientDialect& house_dialect() { return openai::client; }
UpstreamDialects upstream_dialects() { return {upstreams, sizeof(upstreams) / sizeof(upstreams[0])}; }

}  // namespace rota::dialect
